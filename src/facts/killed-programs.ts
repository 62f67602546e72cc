import { type Event, type EventOf, type Evidence, usPerMinute } from '../model/index.ts'
import { brokenConnections } from './broken-connections.ts'
import { mayHaveCaused } from './nearness.ts'
import { oncePer } from './once-per.ts'

/** A program that was killed or crashed, and how surely it is part of the backup. */
export interface Kill {
  readonly event: EventOf<'program.killed'>
  /** `process`: the very process of the run. `program`: one of the backup's programs. `listener`: the process that only accepts connections. `unknown`: nothing ties it to the run. */
  readonly tie: 'process' | 'program' | 'listener' | 'unknown'
}

/** Signals by which people and supervisors end a program in order; those are stops, not deaths. */
const orderly: ReadonlySet<string> = new Set(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGPIPE'])

/** The kernel closes a killed program's connections at once; a quiet one learns of it with its next packet. */
const noticedWithinUs = 15 * usPerMinute

/** Kills and crashes that no broken connection precedes, closest tie to the backup first. */
export const kills = oncePer((evidence): readonly Kill[] => {
  const [broken] = brokenConnections(evidence)
  return (
    evidence
      .of('program.killed')
      .filter((event) => event.signal === undefined || !orderly.has(event.signal))
      // What somebody tells of it has no place in the order of the lines.
      .filter((event) => broken === undefined || event.reported === true || mayHaveCaused(evidence, event, broken.event, noticedWithinUs))
      .map((event) => ({ event, tie: tieOf(event, evidence) }))
      .toSorted((a, b) => closeness.indexOf(a.tie) - closeness.indexOf(b.tie))
  )
})

/** Whether a kill took a process of this backup, so that everything after it is its consequence. */
export function isBackupKill(event: EventOf<'program.killed'>, evidence: Evidence): boolean {
  return backupKills(evidence).has(event)
}

const backupKills = oncePer(
  (evidence): ReadonlySet<Event> =>
    new Set(kills(evidence).flatMap(({ event, tie }) => (event.reported !== true && (tie === 'process' || tie === 'program') ? [event] : []))),
)

const closeness: readonly Kill['tie'][] = ['process', 'program', 'listener', 'unknown']

/** `Killed process 4242 (rsync)`, `task=rsync,pid=4242`, `pid 4242 (rsync)`, `script: line 13: 4242 Killed`, and strace's `4242  03:00:01 +++ killed by SIGKILL +++`. */
const victimPid = /\b(?:[Kk]ill(?:ed)? process|Process|pid)[ =](\d+)|: line \d+: +(\d+) |^(\d+) {1,4}[\d.:]{1,24} \+\+\+ killed by /

/** The process that was ended, as the line itself names it. */
export function pidOfVictim(event: EventOf<'program.killed'>): string | undefined {
  const match = victimPid.exec(event.quote)
  return match?.[1] ?? match?.[2] ?? match?.[3]
}

/** Database servers, and the programs that only work while theirs lives. */
const dumpsOf: readonly (readonly [RegExp, RegExp])[] = [
  [/^post(?:gres|master)\b/, /\bpg_(?:dump(?:all)?|basebackup|receivewal)\b|\bpgbackrest\b|\bbarman\b/],
  [/^(?:mysqld|mariadbd)\b/, /\b(?:mysqldump|mariadb-dump|mysqlpump|mydumper|xtrabackup|mariabackup)\b/],
  [/^mongod\b/, /\bmongodump\b/],
]

function isDumpOf(victim: string, quote: string): boolean {
  return dumpsOf.some(([server, client]) => server.test(victim) && client.test(quote))
}

const byPid = oncePer(({ events }) =>
  Map.groupBy(
    events.filter(({ kind }) => kind !== 'program.killed'),
    ({ pid }) => pid,
  ),
)

function tieOf(event: EventOf<'program.killed'>, evidence: Evidence): Kill['tie'] {
  const pid = pidOfVictim(event)
  const same = pid === undefined ? [] : (byPid(evidence).get(pid) ?? [])
  if (same.some((other) => other.run !== undefined)) return 'process'
  if (same.length > 0) return 'listener'
  // Whoever tells of it beside a backup's failure speaks of that backup.
  if (event.reported === true) return 'program'
  // The reader marks a kill as a symptom when the victim's name is that of a backup program.
  if (event.symptom !== undefined) return 'program'
  if (event.victim !== undefined && evidence.symptoms.some(({ quote }) => isDumpOf(event.victim ?? '', quote))) return 'program'
  return evidence.symptoms.some((other) => other.program !== undefined && other.program === event.victim) ? 'program' : 'unknown'
}
