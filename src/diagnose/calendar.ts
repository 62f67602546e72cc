import { type Clock, type Event, type Moment, type Source, type SourceDate, type SourceId, usPerDay } from '../model/index.ts'

/** Places moments among the nights: on dated clocks, or by what a source's name or file says. */
export interface Calendar {
  /** The same instant on a clock that shows dates; undefined when its own is tied to none. */
  dated(moment: Moment | undefined): Moment | undefined
  /** The day a source is of, where nothing in it says so. */
  assumed(source: SourceId): Moment | undefined
  /** When a failure took place: the first time among its lines, or else the day its source is of. */
  nightOf(symptoms: readonly Event[]): Moment | undefined
  /** The clocks of such assumed moments. */
  readonly clocks: readonly Clock[]
}

/** More relations than this in a row is a circle, not a chain. */
const longestChain = 8
/** Readings below this count from midnight or from a program's start, not from 1970. */
const firstDate = 300 * usPerDay

export function calendarOf(clocks: readonly Clock[], sources: readonly Source[], dates: ReadonlyMap<SourceId, SourceDate>): Calendar {
  const byId = new Map(clocks.map((clock) => [clock.id, clock]))
  const hosts = new Map(sources.map(({ id, host }) => [id, host]))
  const dated = (moment: Moment | undefined): Moment | undefined => onDatedClock(moment, byId)
  const assumed = (source: SourceId): Moment | undefined => {
    const date = dates.get(source)
    // Whether it began or failed then is not said: half a day either way is never wrong by more than the night it means.
    return date === undefined ? undefined : { clock: dateClockId(source), us: date.us + Math.floor(date.resolutionUs / 2), uncertaintyUs: usPerDay / 2 }
  }
  return {
    dated,
    assumed,
    nightOf: (symptoms) => firstOf(symptoms, ({ when }) => dated(when)) ?? firstOf(symptoms, ({ at }) => assumed(at.source)),
    clocks: [...dates].map(([source, { from }]) => {
      const host = hosts.get(source)
      return { id: dateClockId(source), kind: 'wall', ...(host === undefined ? {} : { host }), anchoredBy: `assumed from ${from}` }
    }),
  }
}

function firstOf(symptoms: readonly Event[], momentOf: (event: Event) => Moment | undefined): Moment | undefined {
  return symptoms.map(momentOf).find((moment) => moment !== undefined)
}

function dateClockId(source: SourceId): string {
  return `${source} date`
}

function onDatedClock(moment: Moment | undefined, clocks: ReadonlyMap<string, Clock>): Moment | undefined {
  let at = moment
  for (let step = 0; step < longestChain && at !== undefined; step += 1) {
    if (at.us > firstDate) return at
    const clock = clocks.get(at.clock)
    if (clock?.relativeTo === undefined) return undefined
    at = { ...at, clock: clock.relativeTo, us: at.us - (clock.offsetUs ?? 0) }
  }
  return undefined
}
