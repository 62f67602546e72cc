import { type Clock, type ClockId, datedFromUs, type Event, type Moment, usPerDay, usPerMs } from '../model/index.ts'

/** Evidence that is given together is of one failure: where dates without a year fall this near to whole dates, they are of that time. */
const togetherUs = 3 * usPerDay
/** So many moments show where a clock's dates lie. */
const mostLookedAt = 200

interface Dated {
  readonly events: readonly Event[]
  readonly clocks: readonly Clock[]
}

/** Gives dates whose year was assumed for want of anything better the year that whole dates in the rest of the evidence show. */
export function agreeYears({ events, clocks }: Dated): Dated {
  const assumed = new Set(clocks.filter(isAssumed).map(({ id }) => id))
  if (assumed.size === 0) return { events, clocks }
  const whole = wholeDates(events, assumed)
  if (whole.length === 0) return { events, clocks }
  const own = Map.groupBy(
    events.flatMap(({ when }) => when ?? []).filter(({ clock }) => assumed.has(clock)),
    ({ clock }) => clock,
  )
  const near = yearsAround(whole)
  const shifts = new Map<ClockId, number>()
  for (const [id, moments] of own) {
    const years = shiftOf(lookAt(moments), whole, near)
    if (years !== 0) shifts.set(id, years)
  }
  if (shifts.size === 0) return { events, clocks }
  return {
    events: events.map((event) => (event.when === undefined ? event : withMoment(event, event.when, shifts.get(event.when.clock)))),
    clocks: clocks.map((clock) => (shifts.has(clock.id) ? { ...clock, anchoredBy: 'assumed year from the dates of the other lines' } : clock)),
  }
}

function isAssumed({ kind, anchoredBy }: Clock): boolean {
  return kind === 'wall' && anchoredBy !== undefined && /^assumed .*year/.test(anchoredBy)
}

function wholeDates(events: readonly Event[], assumed: ReadonlySet<ClockId>): Float64Array {
  const found = events.flatMap(({ when, reported }) =>
    when === undefined || reported === true || assumed.has(when.clock) || when.us < datedFromUs ? [] : [when.us],
  )
  return Float64Array.from(found).toSorted()
}

function lookAt(moments: readonly Moment[]): readonly number[] {
  const step = Math.max(1, Math.ceil(moments.length / mostLookedAt))
  return moments.filter((_, index) => index % step === 0).map(({ us }) => us)
}

/** By how many years these dates have to move to come near a whole date; none when they are near one, or come near none. */
function shiftOf(own: readonly number[], whole: Float64Array, years: ReadonlySet<number>): number {
  let best = { years: 0, apart: togetherUs }
  for (const us of own) {
    if (nearest(us, whole) <= togetherUs) return 0
    const year = new Date(us / usPerMs).getUTCFullYear()
    for (const other of years) {
      const apart = nearest(inYears(us, other - year), whole)
      if (apart < best.apart) best = { years: other - year, apart }
    }
  }
  return best.years
}

/** The years of the whole dates, and those beside them, for evidence of a New Year's night. */
function yearsAround(whole: Float64Array): ReadonlySet<number> {
  const years = new Set<number>()
  for (const us of whole) {
    const year = new Date(us / usPerMs).getUTCFullYear()
    for (const near of [year - 1, year, year + 1]) years.add(near)
  }
  return years
}

function nearest(us: number, sorted: Float64Array): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < us) low = middle + 1
    else high = middle
  }
  return Math.min(Math.abs((sorted[low] ?? Number.POSITIVE_INFINITY) - us), Math.abs((sorted[low - 1] ?? Number.POSITIVE_INFINITY) - us))
}

function inYears(us: number, years: number): number {
  const date = new Date(us / usPerMs)
  return (
    us +
    (Date.UTC(date.getUTCFullYear() + years, date.getUTCMonth(), date.getUTCDate()) - Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate())) *
      usPerMs
  )
}

function withMoment(event: Event, { utc: _, ...when }: Moment, years: number | undefined): Event {
  return years === undefined ? event : { ...event, when: { ...when, us: inYears(when.us, years) } }
}
