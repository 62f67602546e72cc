import { type Event, type Evidence, makeEvidence, type Timeline, usPerHour, usPerMinute } from '../model/index.ts'
import { type Group, inOrder } from './group.ts'
import { nearTo } from './near-to.ts'

/** Trouble that kills a backup may begin this long before the first line about it. */
const before = 24 * usPerHour
/** What still belongs to a failure after its last symptom: retries, reports, the other end noticing. */
const after = 30 * usPerMinute

/** Everything the causes may look at for one group: its runs, and what is tied to no run and not from another time. */
export function viewOf(group: Group, events: readonly Event[], timeline: Timeline): Evidence {
  const runs = new Set(group.symptoms.map((event) => event.run).filter((run) => run !== undefined))
  const jobs = new Set(group.symptoms.map((event) => event.job).filter((job) => job !== undefined))
  const isNear = nearTo(group.symptoms, timeline, { before, after })
  const members = new Set(group.symptoms)
  const belongs = (event: Event): boolean => {
    if (members.has(event)) return true
    if (event.symptom === 'specific') return false
    if (event.run !== undefined) return runs.has(event.run) || runs.size === 0 || (event.job !== undefined && jobs.has(event.job) && isNear(event.when))
    return isNear(event.when)
  }
  return makeEvidence(inOrder(events.filter(belongs), timeline), timeline, { symptoms: group.symptoms, occurrences: group.occurrences })
}
