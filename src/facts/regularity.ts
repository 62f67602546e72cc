import { type Event, type Evidence, extentOf, type Occurrence, usPerSecond } from '../model/index.ts'
import { statements } from './statements.ts'

/** Ages this close to each other are one timer: a twentieth, or a second and a half for logs that round. */
const sameAgeShare = 0.05
const sameAgeUs = 1.5 * usPerSecond
/** Younger than this is "at once" on a clock of seconds, and no timer is that short. */
const shortestAgeUs = 2 * usPerSecond

/** How old the connection or job was each time it failed. */
export interface Regularity {
  readonly agesUs: readonly number[]
  /** The common age when all measured ages agree, or the one that people report. */
  readonly ageUs?: number
  /** All of at least two measured ages agree. */
  readonly measured: boolean
  /** Somebody says that it always fails after the same time. */
  readonly reported: boolean
  /** At least two ages were measured and they differ. */
  readonly irregular: boolean
  readonly events: readonly Event[]
}

/** Compares the ages at which one failure happened, as measured in its occurrences and as reported. */
export function regularity(evidence: Evidence): Regularity {
  const measured = evidence.occurrences.flatMap((occurrence) => {
    const aged = occurrence.symptoms.find((event) => ageOf(event) !== undefined)
    const started = evidence.timeline.gap(occurrence.startedAt, occurrence.failedAt)?.us
    const ageUs = sinceOpened(occurrence, evidence) ?? (aged === undefined ? started : ageOf(aged))
    return ageUs === undefined ? [] : [{ ageUs, event: aged ?? occurrence.symptoms[0] }]
  })
  const claims = statements(evidence, 'always-same-age')
  const agesUs = measured.map((each) => each.ageUs)
  const alike = agesUs.length >= 2 && spread(agesUs) <= Math.max(sameAgeUs, sameAgeShare * median(agesUs))
  const agree = alike && median(agesUs) >= shortestAgeUs
  const claimed = claims.find((claim) => claim.seconds !== undefined)?.seconds
  const ageUs = agree ? median(agesUs) : claimed === undefined ? agesUs[0] : claimed * usPerSecond
  return {
    agesUs,
    ...(ageUs === undefined ? {} : { ageUs }),
    measured: agree,
    reported: claims.length > 0,
    irregular: agesUs.length >= 2 && !alike,
    events: [...measured.flatMap(({ event }) => (event === undefined ? [] : [event])), ...claims],
  }
}

/** A connection's own age is what idle limits act on; a job may have waited long before it opened one. */
function sinceOpened(occurrence: Occurrence, evidence: Evidence): number | undefined {
  const failed = occurrence.symptoms.find((event) => event.kind === 'connection.failed')
  if (failed?.stream === undefined) return undefined
  const opened = evidence.of('connection.opened').filter((event) => event.stream === failed.stream)
  const ages = opened.map((event) => evidence.timeline.gap(event.when, occurrence.failedAt)).filter((gap) => gap !== undefined && gap.us >= 0)
  return ages.length === 0 ? undefined : extentOf(ages.map((gap) => gap?.us ?? Number.POSITIVE_INFINITY)).least
}

function ageOf(event: Event): number | undefined {
  return event.kind === 'connection.failed' || event.kind === 'connection.closed' ? event.ageUs : undefined
}

function spread(values: readonly number[]): number {
  const { least, most } = extentOf(values)
  return most - least
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[sorted.length / 2 - 1] ?? upper)) / 2
}
