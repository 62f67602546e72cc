import { type Event, type SourceDate, usPerDay } from '../model/index.ts'
import { areTwoNights, distanceUs, type Nights } from './nights.ts'

/** Symptoms that belong together as far as is known; `first` and `last` are absent where lines carry no time. */
export interface Datable {
  readonly sample: Event
  readonly first: number | undefined
  readonly last: number | undefined
}

/** How buckets are compared and joined. */
export interface Joining<Bucket> {
  readonly nights: Nights
  mayBelong(a: Bucket, b: Bucket): boolean
  leaderOf(bucket: Bucket): Bucket
  join(a: Bucket, b: Bucket): void
}

/** Past its day's end a run may go on, and one host's day is another's night. */
const reachUs = usPerDay / 2
/** So many neighbours that do not fit, and the one that did would be chance. */
const mostAsked = 64

interface Placed<Bucket> {
  readonly bucket: Bucket
  readonly date: SourceDate
}

/**
 * Joins what carries no time but has a date with the failure nearest to that date; of two logs of one series with different dates never
 * both with the same failure. Gives back the buckets that have a date.
 */
export function joinByDate<Bucket extends Datable>(timed: readonly Bucket[], untimed: readonly Bucket[], joining: Joining<Bucket>): readonly Bucket[] {
  const { nights } = joining
  const dated = untimed.flatMap((bucket): Placed<Bucket>[] => {
    const date = nights.dateOf(bucket.sample)
    return date === undefined ? [] : [{ bucket, date }]
  })
  const failures = new DatedFailures(joining)
  for (const bucket of timed) {
    const date = nights.dateOf(bucket.sample)
    if (date !== undefined) failures.add(bucket, date)
  }
  for (const { bucket, date } of dated) failures.add(bucket, date)
  const ends = timed.map((bucket) => ({ bucket, from: bucket.first ?? 0, until: bucket.last ?? 0 })).toSorted((a, b) => a.from - b.from)
  const offered = dated.map((one) => ({ one, near: nearest(one, ends, joining) })).toSorted((a, b) => (a.near[0]?.far ?? reachUs) - (b.near[0]?.far ?? reachUs))
  const lonely = offered.filter(({ one, near }) => !near.some(({ bucket }) => failures.join(bucket, one.bucket)))
  // Two ends without times that have the same date are one failure.
  const days = dated.map(({ bucket, date }) => ({ bucket, from: date.us, until: date.us + date.resolutionUs })).toSorted((a, b) => a.from - b.from)
  for (const { one } of lonely) nearest(one, days, joining).some(({ bucket }) => failures.join(bucket, one.bucket))
  return dated.map(({ bucket }) => bucket)
}

interface Span<Bucket> {
  readonly bucket: Bucket
  readonly from: number
  readonly until: number
}

/** Those within reach that fit, nearest first, of the closest on either side. */
function nearest<Bucket extends Datable>(
  { bucket, date }: Placed<Bucket>,
  spans: readonly Span<Bucket>[],
  { mayBelong }: Joining<Bucket>,
): readonly { readonly bucket: Bucket; readonly far: number }[] {
  const middle = firstFrom(spans, date.us)
  const around = spans.slice(Math.max(0, middle - mostAsked), middle + mostAsked)
  return around
    .map((span) => ({ bucket: span.bucket, far: distanceUs(date, span.from, span.until) }))
    .filter((span) => span.bucket !== bucket && span.far <= reachUs && mayBelong(span.bucket, bucket))
    .toSorted((a, b) => a.far - b.far)
}

/** Index of the first span that does not begin before. */
function firstFrom(spans: readonly Span<unknown>[], us: number): number {
  let [low, high] = [0, spans.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle]?.from ?? 0) < us) low = middle + 1
    else high = middle
  }
  return low
}

/** What a failure has among its members: which series, and of which night, and which ends of runs. */
interface Members {
  readonly nights: Map<string, SourceDate>
  readonly ends: Set<string>
}

/** One program on one side: another such log is another run. Unknown where no line tells the side. */
function endOf({ program, side }: Event): string | undefined {
  return program === undefined || side === undefined ? undefined : `${program} ${side}`
}

/** Which members each failure has. */
class DatedFailures<Bucket extends Datable> {
  readonly #joining: Joining<Bucket>
  readonly #members = new Map<Bucket, Members>()

  constructor(joining: Joining<Bucket>) {
    this.#joining = joining
  }

  add(bucket: Bucket, date: SourceDate): void {
    const { nights, ends } = this.#of(bucket)
    nights.set(this.#joining.nights.seriesOf(bucket.sample), date)
    const end = endOf(bucket.sample)
    if (end !== undefined) ends.add(end)
  }

  /** Joins two failures unless they hold different nights of one series, or one end twice; false when they are not joined now. */
  join(a: Bucket, b: Bucket): boolean {
    const { leaderOf, join } = this.#joining
    if (leaderOf(a) === leaderOf(b)) return false
    const [left, right] = [this.#of(a), this.#of(b)]
    if (!left.ends.isDisjointFrom(right.ends) || [...right.nights].some(([series, date]) => isAnotherNight(left.nights.get(series), date))) return false
    join(a, b)
    const all = this.#of(a)
    for (const { nights, ends } of [left, right]) {
      for (const [series, date] of nights) all.nights.set(series, date)
      for (const end of ends) all.ends.add(end)
    }
    return true
  }

  #of(bucket: Bucket): Members {
    const leader = this.#joining.leaderOf(bucket)
    const known = this.#members.get(leader) ?? { nights: new Map<string, SourceDate>(), ends: new Set<string>() }
    this.#members.set(leader, known)
    return known
  }
}

function isAnotherNight(known: SourceDate | undefined, date: SourceDate): boolean {
  return known !== undefined && areTwoNights(known, date)
}
