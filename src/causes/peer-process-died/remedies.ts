import type { Evidence, Remedy } from '../../model/index.ts'
import { kills } from '../../facts/killed-programs.ts'

/** Memory for the program, or the reason of the crash. */
export function peerProcessDiedRemedies(evidence: Evidence): readonly Remedy[] {
  const found = kills(evidence)
  const oom = found.some(({ event }) => event.by === 'oom-killer')
  const crash = found.some(({ event }) => event.by === 'crash')
  if (found.some(({ event }) => event.by === 'allocation')) return [moreMemory(evidence), limits]
  return oom ? [moreMemory(evidence), protect] : crash ? [readTheCore] : [findTheKiller, moreMemory(evidence)]
}

const findTheKiller: Remedy = {
  kind: 'fix',
  where: 'the host on which the program died (Linux)',
  text: 'Find who or what ended it: the kernel for want of memory, a limit of its unit or container, a watchdog, a person.',
  commands: [
    "journalctl -k --since '-1 day' | grep -iE 'killed process|oom'",
    "journalctl --since '-1 day' | grep -iE 'main process exited|code=killed'",
    'ausearch -k kill --start recent   # where auditd has a rule for kill(2)',
  ],
  risk: 'None: these only look. Windows: Event Viewer, Application, ids 1000 and 1001.',
  undo: 'Nothing to undo.',
  check: 'The log names the killer.',
}

const limits: Remedy = {
  kind: 'fix',
  where: 'the host on which memory ran out (Linux)',
  text: 'Nobody killed it: the system refused it memory. See whether a limit of the user or unit does, or the whole host is short.',
  commands: [
    'ulimit -v; ulimit -d   # as the backup user',
    'systemctl show UNIT -p MemoryMax,LimitAS',
    'sysctl vm.overcommit_memory; grep -E "CommitLimit|Committed_AS|MemAvailable" /proc/meminfo',
  ],
  risk: 'None: these only look.',
  undo: 'Nothing to undo.',
  check: 'The program runs to its end, and Committed_AS stays below CommitLimit where overcommit is 2.',
}

const readTheCore: Remedy = {
  kind: 'fix',
  where: 'the host on which the program crashed (Linux)',
  text: 'Read where it crashed, and update the program: a crash in the same place is a known fault as a rule.',
  commands: ['coredumpctl list', 'coredumpctl info -1'],
  risk: 'None: these only look.',
  undo: 'Nothing to undo.',
  check: 'The next backup leaves no new entry in coredumpctl list.',
}

const protect: Remedy = {
  kind: 'workaround',
  where: 'the same host (Linux)',
  text: 'Make the kernel choose another process when memory runs out.',
  commands: ['systemctl edit UNIT   # [Service] OOMScoreAdjust=-500', 'echo -500 > /proc/PID/oom_score_adj   # for this run'],
  risk: 'Something else is killed in its place.',
  undo: 'systemctl revert UNIT',
  check: 'cat /proc/PID/oom_score_adj prints -500.',
}

function moreMemory(evidence: Evidence): Remedy {
  const system = evidence.symptoms[0]?.system
  const less =
    system === 'rsync'
      ? 'rsync keeps one entry for each file: leave out --delete-before, --hard-links and --no-inc-recursive, or split the job by directories.'
      : system === 'borg' || system === 'restic'
        ? 'The index of the repository is held in memory: compact or prune it, or run with fewer parallel workers.'
        : 'Split the job, or run fewer jobs at a time.'
  return {
    kind: 'fix',
    where: 'the host on which the program died (Linux)',
    text: `Give the program memory, or make it need less. ${less}`,
    commands: ['free -m', 'systemctl show UNIT -p MemoryMax', 'cat /sys/fs/cgroup/$(cut -d: -f3 /proc/PID/cgroup)/memory.max   # the limit of its container'],
    risk: 'None: these only look; a higher limit takes memory from others.',
    undo: 'Restore the former limit.',
    check: "journalctl -k | grep -c 'Killed process' does not grow during the next backup.",
  }
}
