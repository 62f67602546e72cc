import { brokenTogether } from '../facts/broken-together.ts'
import { order } from '../facts/order.ts'
import { isBelowTheBackup, isTroubleAlone } from '../facts/foreign-trouble.ts'
import { count, dayText, type Event, type EventOf, type Evidence, type Timeline } from '../model/index.ts'
import type { NewestCopy } from './newest-copy.ts'
import { outcomeOf } from './runs.ts'

/** What the failure means for the backup: which job, whether a retry worked, which copy is usable. `hosts`: those with each a backup of its own that it struck. */
export function meaningOf(evidence: Evidence, copy?: NewestCopy, hosts = 0): string {
  if (isRestore(evidence.symptoms)) return 'A restore failed: what it brought back is incomplete, and the copies it read from are as they were.'
  const jobs = distinctJobs(evidence.symptoms)
  const failures = evidence.occurrences.length
  if (isTroubleAlone(evidence.symptoms) && !evidence.symptoms.some(isOfTool)) return ofTroubleAlone(evidence.symptoms)
  if (neverBegan(evidence)) return 'A program refused its own command line or settings and did not begin: nothing was copied.'
  const retried = evidence.of('run.retried').filter((retry) => evidence.symptoms.some((symptom) => isOfOneRun(retry, symptom)))
  if (isRescued(evidence, retried)) {
    return `${subject(jobs)} failed and was repeated by the program itself; the repetition worked, so this run's copy is usable.`
  }
  const ended = outcomeOf(evidence.events.filter((event) => event.kind === 'run.ended' || event.symptom !== undefined))
  if (ended === 'completed-with-warnings') return `${subject(jobs)} ran to its end, but not everything is in the copy; check what the lines below name.`
  const failed = `${subject(jobs)} failed${failures > 1 ? ` ${count(failures, 'time')} over` : ''}`
  const repaired = completionAfter(evidence)
  if (repaired !== undefined) {
    const at = dayText(repaired.when)
    return `${subject(jobs)} failed at first and was then carried through${at === undefined ? '' : `, at ${at}`}: the copy of that attempt is usable.`
  }
  const together = brokenTogether(evidence)?.breaks.length ?? 0
  if (together > 0) return ofFleet(together, 1, copy)
  if (hosts > 0) return ofFleet(hosts, failures, copy)
  const when = dayText(copy?.at)
  if (copy?.isLater === true) return `${failed}. A later run completed${when === undefined ? '' : ` (${when})`}: its copy is usable.`
  const newest = copy === undefined ? '' : ` The newest complete copy seen is ${when === undefined ? "an earlier run's" : `of ${when}`}.`
  if (retried.length > 0)
    return `${failed}, and the automatic retry did not save it: this run left no complete copy.${newest === '' ? ' A usable one can only be of an earlier run.' : newest}`
  if (evidence.symptoms.every((event) => event.reported === true)) return 'What became of the backup is not in the evidence.'
  if (jobs.length === 0 && evidence.symptoms.every((event) => !isOfBackup(event)))
    return 'Nothing here names the backup program: whether a backup was harmed, its own log would say.'
  return `${failed}: treat ${failures > 1 ? 'the copies of these runs' : "this run's copy"} as incomplete.${newest === '' ? ' Nothing here shows a successful retry.' : newest}`
}

/** Backups that fail together have something in common. */
function ofFleet(hosts: number, failures: number, copy: NewestCopy | undefined): string {
  const failed = `Backups of ${count(hosts, 'host')} failed together${failures > 1 ? `, ${count(failures, 'time')} over` : ''}: look first at what they share.`
  return copy?.isLater === true
    ? `${failed} Later runs completed on all of them: those copies are usable.`
    : `${failed} Treat the copies of these runs as incomplete: not on all of them is a later run seen to have completed.`
}

/** Programs that only ever bring data back. */
const restorers: ReadonlySet<string> = new Set(['amrecover', 'amfetchdump', 'amrestore', 'bprestore'])

function isRestore(symptoms: readonly Event[]): boolean {
  return symptoms.length > 0 && symptoms.every(({ system, program }) => (system === 'amanda' || system === 'netbackup') && restorers.has(program ?? ''))
}

/** What else is told then is how the programs around the one that refused went away. */
function neverBegan({ symptoms }: Evidence): boolean {
  const refused = symptoms.some((event) => event.kind === 'usage.refused' && event.reported !== true)
  return (
    refused &&
    symptoms.every(({ kind, symptom }) => symptom === 'echo' || kind === 'usage.refused' || kind === 'connection.closed' || kind === 'program.exited')
  )
}

/** A backup's own program wrote it, or a tool whose lines are told under no system of their own and name it. */
function isOfBackup(event: Event): boolean {
  return (event.system !== 'other' && event.system !== 'host' && event.system !== 'path') || isOfTool(event)
}

function isOfTool({ system, quote, program }: Event): boolean {
  return system === 'other' && tools.test(`${program ?? ''} ${quote}`)
}

const tools =
  /\b(?:btrbk|syncoid|sanoid|znapzend|zrepl|zfs_autobackup|rclone|duplicity|duply|[Dd]uplicati|kopia|rsnapshot|borgmatic|vorta|rustic|[Uu]r[Bb]ackup|virtnbdbackup|NetWorker|savegrp|nsr(?:jobd|execd)|Commvault|Windows Backup|[Bb]acky2?|backupd|burp|rdiff-backup|mysqldump|mariadb-dump|pg_dump(?:all)?|lsyncd|[Uu]nison|restic|plakar)\b|\bcannot (?:receive|send) |\bFailed to (?:copy|send\/receive|fetch|parse|delete) |\bBackendException\b|\bOperation (?:Get|Put|List) with file\b|\bERROR : |"message": "Remote: |\berror checkpointing: |\bpacer: low level retry \d|\(s\) while snapshotting |: (?:backup|dump) failed\b/

/** A kill, a limit or a full disk that no log of a backup stands beside. */
function ofTroubleAlone(symptoms: readonly Event[]): string {
  const killed = symptoms.find((event) => event.kind === 'program.killed')
  if (killed?.victim !== undefined)
    return `No log of a backup that ${killed.victim} was part of stands beside this: whether one was harmed, its own log would say.`
  return 'No log of a backup stands beside this: whether one was harmed, its own log would say.'
}

/** A retry speaks of the run or the job it names, and of nothing else; one that names none, of its own log. */
function isOfOneRun(retry: Event, symptom: Event): boolean {
  if (retry.system !== symptom.system) return false
  if (retry.run !== undefined && symptom.run !== undefined) return retry.run === symptom.run || (retry.job !== undefined && retry.job === symptom.job)
  if (retry.job !== undefined && symptom.job !== undefined) return retry.job === symptom.job
  return retry.at.source === symptom.at.source
}

/** Whether retries that worked came after all that failed; what only the other end tells, or only repeats it, follows the failures of these runs. */
function isRescued({ symptoms, timeline }: Evidence, retried: readonly EventOf<'run.retried'>[]): boolean {
  const worked = retried.filter((retry) => retry.succeeded === true)
  const [retry] = worked
  if (retry === undefined) return false
  return symptoms.every((symptom) => {
    const own = worked.filter((one) => isOfOneRun(one, symptom))
    if (own.length === 0) return symptom.symptom === 'echo' || isToldByOtherEnd(symptom, retry)
    return own.some((one) => isAfter(timeline, one, symptom))
  })
}

function isToldByOtherEnd(symptom: Event, { side, system }: Event): boolean {
  return symptom.system !== system ? isBelowTheBackup(symptom) : symptom.side !== undefined && symptom.side !== side
}

/** A report lists its failures in any order: of a run that both lines name, only clocks can say that the retry was before. */
function isAfter(timeline: Timeline, retry: Event, symptom: Event): boolean {
  const isNamed = (retry.run !== undefined && retry.run === symptom.run) || (retry.job !== undefined && retry.job === symptom.job)
  const found = order(timeline, symptom, retry)
  return isNamed && timeline.gap(symptom.when, retry.when) === undefined ? true : found === 'before' || (isNamed && found === 'unknown')
}

/** The end of the same run that came after all of its failures and went well. */
function completionAfter(evidence: Evidence): Event | undefined {
  const runs = new Set(evidence.symptoms.map(({ run }) => run))
  const last = evidence.of('run.ended').findLast((event) => runs.has(event.run))
  if (last?.outcome !== 'completed' || runs.size > 1) return undefined
  return evidence.symptoms.every((symptom) => order(evidence.timeline, symptom, last) === 'before') ? last : undefined
}

/** A report names a dump with its level in one table and without it in another. */
function distinctJobs(symptoms: readonly Event[]): readonly string[] {
  const jobs = [...new Set(symptoms.map(({ job }) => job).filter((job) => job !== undefined))]
  return jobs.filter((job) => !jobs.some((other) => other.startsWith(`${job} level `)))
}

function subject(jobs: readonly string[]): string {
  const [first, second] = jobs
  if (first === undefined) return 'The backup'
  if (second === undefined) return first
  return jobs.length === 2 ? `${first} and ${second}` : `${first} and ${jobs.length - 1} other jobs`
}

/** The job and hosts to show beside the headline. */
export function whereabouts(events: readonly Event[]): { readonly job?: string; readonly hosts: readonly string[] } {
  const job = events.find((event) => event.job !== undefined)?.job
  const hosts = [...new Set(events.map((event) => event.host).filter((host) => host !== undefined))]
  return job === undefined ? { hosts } : { job, hosts }
}
