import { type Event, type EventKind, type Evidence, makeEvidence, type SourceId, type Timeline, usPerHour, usPerMinute } from '../model/index.ts'
import { isBelowTheBackup, isForeignTrouble, isKillOfAnother, reachOf } from '../facts/foreign-trouble.ts'
import { logLagUs } from '../facts/nearness.ts'
import { type Group, inOrder } from './group.ts'
import { nearTo } from './near-to.ts'

/** Trouble that kills a backup may begin this long before the first line about it. */
const before = 24 * usPerHour
/** What still belongs to a failure after its last symptom: retries, reports, the other end noticing. */
const after = 30 * usPerMinute

/**
 * Everything the causes may look at for one group: its runs, and what is tied to no run and not from another time. What carries no time belongs
 * to the failure that its own log tells of: `ofOthers` are the logs that tell of others only.
 */
export function viewOf(group: Group, events: readonly Event[], timeline: Timeline, ofOthers: ReadonlySet<SourceId> = new Set()): Evidence {
  const symptoms = weighedOf(group.symptoms)
  const runs = new Set(symptoms.map((event) => event.run).filter((run) => run !== undefined))
  const jobs = new Set(symptoms.map((event) => event.job).filter((job) => job !== undefined))
  const isNear = nearTo(symptoms, timeline, { before, after })
  const isNearTrouble = troubleNear(symptoms, timeline)
  const members = new Set(symptoms)
  const left = new Set(group.symptoms).difference(members)
  const products = new Set(symptoms.filter((event) => !isBelowTheBackup(event)).map(({ system }) => system))
  // Another product's log tells of another backup; what the system, ssh or an unknown program says may concern any.
  const isOfAnotherProduct = (event: Event): boolean => products.size > 0 && !isBelowTheBackup(event) && !products.has(event.system)
  const isOfAnother = (event: Event): boolean => event.when === undefined && (ofOthers.has(event.at.source) || isOfAnotherProduct(event))
  const isOfAnotherRun = (event: Event): boolean => symptoms.every((symptom) => isKillOfAnother(event, symptom))
  const belongs = (event: Event): boolean => {
    if (members.has(event)) return true
    if (event.symptom === 'specific' || left.has(event)) return false
    if (isForeignTrouble(event) && (event.symptom !== undefined || isOfAnotherRun(event) || !isNearTrouble(event))) return false
    if (event.run !== undefined) return runs.has(event.run) || runs.size === 0 || (event.job !== undefined && jobs.has(event.job) && isNear(event.when))
    return isNear(event.when) && !isOfAnother(event)
  }
  return makeEvidence(inOrder(events.filter(belongs), timeline), timeline, { symptoms, occurrences: group.occurrences })
}

/** What causes compare, many of them each with each: of a failure that is told more often, its first and its last lines. */
const mostWeighed = 500

function weighedOf(symptoms: readonly Event[]): readonly Event[] {
  return symptoms.length <= mostWeighed ? symptoms : [...symptoms.slice(0, mostWeighed / 2), ...symptoms.slice(-mostWeighed / 2)]
}

/** Whether trouble of a system or a device came before one of these failures, and not long before. */
function troubleNear(symptoms: readonly Event[], timeline: Timeline): (trouble: Event) => boolean {
  const byKind = new Map<EventKind, ReturnType<typeof nearTo>>()
  return (trouble) => {
    const reach = reachOf(trouble) ?? before
    const isNear =
      byKind.get(trouble.kind) ?? nearTo(symptoms, timeline, { before: reach, after: trouble.kind === 'mount.failed' ? after : logLagUs, unrelated: 'by-face' })
    byKind.set(trouble.kind, isNear)
    return isNear(trouble.when)
  }
}

/** Logs whose symptoms are all another group's. */
export function sourcesOfOthers(group: Group, groups: readonly Group[]): ReadonlySet<SourceId> {
  if (groups.length === 1) return new Set()
  const own = new Set(group.symptoms.map(({ at }) => at.source))
  return new Set(groups.flatMap(({ symptoms }) => symptoms.flatMap(({ at }) => (own.has(at.source) ? [] : [at.source]))))
}
