import { type Event, type Source, type SourceDate, type SourceId, usPerDay } from '../model/index.ts'
import { seriesOf } from './series.ts'

/** Tells one night's logs from the next one's where their lines carry no time. */
export interface Nights {
  dateOf(event: Event): SourceDate | undefined
  seriesOf(event: Event): string
}

/** Nothing is known but the lines. */
export const noNights: Nights = { dateOf: () => undefined, seriesOf: (event) => event.at.source }

/** Names say their date outright; what changed on the same night may have been written by one run. */
const sameNightUs = usPerDay / 2

/** A log that has no like among the sources is of the night the others are of, whatever its own date. */
export function nightsOf(sources: readonly Source[], dates: ReadonlyMap<SourceId, SourceDate>): Nights {
  const series = new Map(sources.map((source) => [source.id, seriesOf(source)]))
  const sizes = new Map<string, number>()
  for (const name of series.values()) sizes.set(name, (sizes.get(name) ?? 0) + 1)
  const isOneOfMany = (source: SourceId): boolean => (sizes.get(series.get(source) ?? '') ?? 0) > 1
  return { dateOf: ({ at }) => (isOneOfMany(at.source) ? dates.get(at.source) : undefined), seriesOf: ({ at }) => series.get(at.source) ?? at.source }
}

/** Two logs of one series with different dates are two runs. */
export function areTwoNights(a: SourceDate, b: SourceDate): boolean {
  const byName = a.from.includes(' name ') && b.from.includes(' name ')
  return byName ? a.us !== b.us : Math.abs(a.us - b.us) > sameNightUs
}

/** Time between a date and a span of time; 0 when they overlap. */
export function distanceUs(date: SourceDate, from: number, until: number): number {
  return Math.max(0, from - (date.us + date.resolutionUs), date.us - until)
}
