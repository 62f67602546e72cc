import type { Evidence, Remedy } from '../../model/index.ts'

/** Make the filter run as the backup user, or take it out to prove the point. */
export function localPipeBrokenRemedies(evidence: Evidence): readonly Remedy[] {
  const quotes = [...evidence.of('filter.failed'), ...evidence.of('connection.failed')].map((event) => event.quote).join('\n')
  const amanda = evidence.symptoms.some((event) => event.system === 'amanda')
  const cannotStart = /couldn't exec|could not exec|not found|no such file|permission denied/i.test(quotes)
  return [cannotStart ? makeItRun(amanda) : runItAlone, amanda ? withoutItAmanda : withoutIt]
}

function makeItRun(amanda: boolean): Remedy {
  return {
    kind: 'fix',
    where: 'the host that runs the filter (Linux)',
    text: `The program could not be started: correct its path, its owner and its mode, and see that its file system is not mounted noexec. It runs as ${amanda ? 'the Amanda user (backup or amandabackup)' : 'the backup user'}.`,
    commands: [
      'namei -l /path/to/filter',
      'chmod 755 /path/to/filter',
      'findmnt -no OPTIONS -T /path/to/filter',
      "su BACKUPUSER -s /bin/sh -c 'echo test | /path/to/filter | /path/to/filter -d'",
    ],
    risk: 'None.',
    undo: 'Restore the former mode.',
    check: 'The last command prints "test".',
  }
}

const runItAlone: Remedy = {
  kind: 'fix',
  where: 'the host that runs the filter (Linux)',
  text: 'Run the filter by hand as the backup user on as much data as the backup has, and read its own error: memory, a key that is missing or locked, a temporary folder that is full, a limit of its container.',
  commands: [
    "su BACKUPUSER -s /bin/sh -c 'head -c 2G /dev/urandom | /path/to/filter > /dev/null; echo status $?'",
    'ulimit -a; df -h /tmp; free -m',
    "journalctl -k --since '-1 day' | grep -iE 'killed process|segfault'",
  ],
  risk: 'None: output goes nowhere.',
  undo: 'Nothing to undo.',
  check: 'It ends with status 0.',
}

const withoutItAmanda: Remedy = {
  kind: 'experiment',
  where: 'the Amanda server',
  text: 'Dump once without the filter: if that works, the network and the client are sound.',
  commands: ['compress none   # in the dumptype, instead of compress server custom; encrypt none likewise', 'amdump CONFIG HOST DISK'],
  risk: 'That dump is larger, and not encrypted: do not do it where tapes leave the house.',
  undo: 'Restore the lines of the dumptype.',
  check: 'amreport shows the dump without FAILED.',
}

const withoutIt: Remedy = {
  kind: 'experiment',
  where: 'the backup job',
  text: 'Run once without the filter, or with the ordinary gzip: if that works, the network is sound.',
  commands: ['tar -cf - /data | ssh HOST "cat > /backup/test.tar"'],
  risk: 'The copy is larger, and not encrypted.',
  undo: 'Put the filter back.',
  check: 'With set -o pipefail in the shell the run ends with status 0.',
}
