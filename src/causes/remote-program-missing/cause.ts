import { type Cause, type Evidence, explains, notApplicable, type Outcome, opposing, type Remedy, ruledOut, supporting } from '../../model/index.ts'
import { inWords } from '../../facts/broken-connections.ts'
import { headline, namedFailure, quoteSome } from '../../facts/named-failure.ts'

/** The command that should run at the other end does not exist there, or could not be started. */
export const remoteProgramMissing: Cause = {
  id: 'remote-program-missing',
  title: 'The remote program is missing or could not be started',
  leadsTo: ['peer-process-died', 'stream-polluted', 'version-mismatch', 'nobody-listening'],
  weigh,
  remedies,
}

/** POSIX shells: 127 command not found, 126 found but not executable; rsync passes both on (errcode.h, main.c wait_process). */
const shellSays: ReadonlySet<number> = new Set([126, 127])

function weigh(evidence: Evidence): Outcome {
  const exits = evidence.of('program.exited').filter((event) => event.symptom !== undefined && shellSays.has(event.code))
  const named = evidence.of('program.missing')
  const missing = namedFailure(evidence, named.filter((event) => event.symptom !== undefined).length > 0 || exits.length === 0 ? named : [...named, ...exits])
  if (missing === undefined) return notApplicable
  const answered = evidence.of('connection.closed').find((event) => (event.bytesReceived ?? 0) > 0)
  if (answered !== undefined && exits.length === 0) {
    return ruledOut('The remote program had started and answered before the connection ended', [
      opposing(answered, `${answered.bytesReceived ?? 0} bytes had come from it`),
    ])
  }
  const inside = missing.first.symptom !== undefined && !missing.hearsay
  if (!inside && exits.length === 0 && evidence.symptoms.some((event) => event.symptom === 'specific' && event !== missing.first)) {
    return ruledOut(
      'The missing command is not the backup program: the backup itself started',
      missing.all.slice(0, 2).map((event) => opposing(event, 'printed by a start-up file, as a rule')),
    )
  }
  const program = namedProgram(evidence)
  const [exit] = exits
  const local = missing.all.find(({ quote }) => /Failed to exec/.test(quote))
  const where = local === undefined ? 'at the other end' : 'on the calling host'
  const broken = missing.followed.find(({ event }) => event.kind !== 'connection.closed' || (event.bytesReceived ?? 0) > 0)
  return explains(missing.hearsay ? 'weak' : exit !== undefined && program !== undefined && inside ? 'decisive' : 'strong', {
    headline: headline(headlineOf(program ?? 'The remote command', where, exit?.code, missing.first.quote)),
    summary:
      local !== undefined
        ? `The program that should carry the connection, ${program ?? 'the remote shell'}, could not be started on this host, so no connection was ever made.`
        : `The other host was reached and let the caller in, but its shell could not start ${program ?? 'the program'}${exit === undefined ? '' : ` and ended with ${exit.code}: ${exit.code === 127 ? 'not found' : 'found, but not executable'}`}. The caller then reads an end of file where it expected a greeting ("connection unexpectedly closed, 0 bytes received").`,
    accountsFor: missing.accountsFor,
    evidence: [
      ...quoteSome(missing.all, local === undefined ? 'the other host says that it has no such program' : 'the program could not be started here'),
      ...exits.slice(0, 1).map((event) => supporting(event, 'the exit code says the same')),
      ...(broken === undefined ? [] : [opposing(broken.event, inWords(broken))]),
    ],
  })
}

function headlineOf(program: string, where: string, code: number | undefined, quote: string): string {
  if (/\bsudo:/i.test(quote)) return `sudo did not start ${program} ${where}: it wants a terminal or a password`
  return `${program} does not exist ${where}, or cannot be run there${code === undefined ? '' : ` (${code})`}`
}

function namedProgram(evidence: Evidence): string | undefined {
  const name = evidence.of('program.missing').find((event) => event.program !== undefined && event.symptom !== undefined)?.program
  return name === undefined || name.length > 50 ? undefined : name
}

function remedies(evidence: Evidence): readonly Remedy[] {
  const system = evidence.symptoms[0]?.system ?? 'other'
  if (system === 'amanda') return [amandaPrograms]
  if (system === 'netbackup') return [netBackupClient]
  const program = namedProgram(evidence) ?? (system === 'rsync' ? 'rsync' : system === 'borg' ? 'borg' : 'the program')
  return [findIt(program), ...(system === 'rsync' ? [rsyncPath] : system === 'borg' ? [borgPath] : [])]
}

function findIt(program: string): Remedy {
  const name = program.split('/').at(-1) ?? program
  return {
    kind: 'fix',
    where: 'the other host',
    text: `See whether ${name} is there and what a shell without a terminal finds: its PATH is shorter than that of a login.`,
    commands: [
      `ssh HOST 'command -v ${name}; echo "$PATH"'`,
      `apt-get install ${name}   # dnf install, zypper install, pkg install; Solaris 11: pkg install ${name}`,
    ],
    risk: 'None.',
    undo: 'Remove the package.',
    check: `ssh HOST '${name} --version' prints a version and nothing else.`,
  }
}

const rsyncPath: Remedy = {
  kind: 'workaround',
  where: 'the calling host',
  text: 'Where rsync lies outside that PATH, say where it is (Synology: /usr/bin/rsync, Solaris: /opt/csw/bin or /usr/bin, Windows: the cygwin path).',
  commands: ['rsync -a --rsync-path=/usr/local/bin/rsync SOURCE HOST:DESTINATION'],
  risk: 'None.',
  undo: 'Drop the option.',
  check: 'rsync ends with code 0.',
}

const borgPath: Remedy = {
  kind: 'workaround',
  where: 'the calling host',
  text: 'Say where borg lies on the repository host.',
  commands: ['borg create --remote-path /usr/local/bin/borg REPO::NAME PATHS'],
  risk: 'None.',
  undo: 'Drop the option.',
  check: 'borg info REPO answers.',
}

const amandaPrograms: Remedy = {
  kind: 'fix',
  where: 'the Amanda client',
  text: 'Install the client package, and see that inetd, xinetd or systemd starts amandad from where it really is.',
  commands: [
    'ls -l /usr/lib/amanda/ /usr/libexec/amanda/',
    'grep -rn amandad /etc/inetd.conf /etc/xinetd.d /lib/systemd/system /etc/systemd/system',
    'amgetconf build.amlibexecdir',
  ],
  risk: 'None.',
  undo: 'Restore the former line.',
  check: 'amcheck -c CONFIG HOST reports no problem.',
}

const netBackupClient: Remedy = {
  kind: 'fix',
  where: 'the NetBackup client',
  text: 'See that the client software is whole and its programs can be run.',
  commands: ['ls -l /usr/openv/netbackup/bin/bpcd /usr/openv/netbackup/bin/bpbkar', 'cat /usr/openv/netbackup/bin/version', '/usr/openv/netbackup/bin/bpps -a'],
  risk: 'None: these only look.',
  undo: 'Nothing to undo.',
  check: 'bptestbpcd -client CLIENT -verbose ends without an error.',
}
