import { order } from '../facts/order.ts'
import { count, dayText, type Event, type Evidence } from '../model/index.ts'
import type { NewestCopy } from './newest-copy.ts'
import { outcomeOf } from './runs.ts'

/** What the failure means for the backup: which job, whether a retry worked, which copy is usable. */
export function meaningOf(evidence: Evidence, copy?: NewestCopy): string {
  const jobs = [...new Set(evidence.symptoms.map((event) => event.job).filter((job) => job !== undefined))]
  const failures = evidence.occurrences.length
  const systems = new Set(evidence.symptoms.map(({ system }) => system))
  const retried = evidence.of('run.retried').filter(({ system }) => systems.has(system))
  if (retried.some((event) => event.succeeded === true)) {
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
  const when = dayText(copy?.at)
  if (copy?.isLater === true) return `${failed}. A later run completed${when === undefined ? '' : ` (${when})`}: its copy is usable.`
  const newest = copy === undefined ? '' : ` The newest complete copy seen is ${when === undefined ? "an earlier run's" : `of ${when}`}.`
  if (retried.length > 0)
    return `${failed}, and the automatic retry did not save it: this run left no complete copy.${newest === '' ? ' The newest usable one is from an earlier run.' : newest}`
  if (evidence.symptoms.every((event) => event.reported === true)) return 'What became of the backup is not in the evidence.'
  if (jobs.length === 0 && evidence.symptoms.every((event) => event.system === 'other' || event.system === 'host' || event.system === 'path'))
    return 'Nothing here names the backup program: whether a backup was harmed, its own log would say.'
  return `${failed}: treat this run's copy as incomplete.${newest === '' ? ' Nothing here shows a successful retry.' : newest}`
}

/** The end of the same run that came after all of its failures and went well. */
function completionAfter(evidence: Evidence): Event | undefined {
  const runs = new Set(evidence.symptoms.map(({ run }) => run))
  const last = evidence.of('run.ended').findLast((event) => runs.has(event.run))
  if (last?.outcome !== 'completed' || runs.size > 1) return undefined
  return evidence.symptoms.every((symptom) => order(evidence.timeline, symptom, last) === 'before') ? last : undefined
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
