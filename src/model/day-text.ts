import type { Moment } from './clock.ts'
import { usPerHour } from './units.ts'

/** `2026-11-14 02:31` as the moment's own clock shows it, or the day alone where no more is known; undefined where it is no date. */
export function dayText(moment: Moment | undefined): string | undefined {
  if (moment === undefined) return undefined
  const date = new Date(moment.us / 1_000)
  if (Number.isNaN(date.getTime())) return undefined
  const iso = date.toISOString()
  return (moment.uncertaintyUs ?? 0) >= usPerHour ? iso.slice(0, 10) : iso.slice(0, 16).replace('T', ' ')
}
