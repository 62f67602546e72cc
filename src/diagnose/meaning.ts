import { count, type Event, type Evidence } from '../model/index.ts'
import { outcomeOf } from './runs.ts'

/** What the failure means for the backup: which job, whether a retry worked, which copy is usable. */
export function meaningOf(evidence: Evidence): string {
  const jobs = [...new Set(evidence.symptoms.map((event) => event.job).filter((job) => job !== undefined))]
  const failures = evidence.occurrences.length
  const retried = evidence.of('run.retried')
  if (retried.some((event) => event.succeeded === true)) {
    return `${subject(jobs)} failed and was repeated by the program itself; the repetition worked, so this run's copy is usable.`
  }
  const ended = outcomeOf(evidence.events.filter((event) => event.kind === 'run.ended' || event.symptom !== undefined))
  if (ended === 'completed-with-warnings') return `${subject(jobs)} ran to its end, but not everything is in the copy; check what the lines below name.`
  if (retried.length > 0)
    return `${subject(jobs)} failed, and the automatic retry did not save it: this run left no complete copy. The newest usable one is from an earlier run.`
  if (evidence.symptoms.every((event) => event.reported === true)) return 'What became of the backup is not in the evidence.'
  if (jobs.length === 0 && evidence.symptoms.every((event) => event.system === 'other' || event.system === 'host' || event.system === 'path'))
    return 'Nothing here names the backup program: whether a backup was harmed, its own log would say.'
  const times = failures > 1 ? ` ${count(failures, 'time')} over` : ''
  return `${subject(jobs)} failed${times}: treat this run's copy as incomplete. Nothing here shows a successful retry.`
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
