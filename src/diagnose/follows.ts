import { duration, extentOf, type History, size, usPerDay, usPerMinute } from '../model/index.ts'
import type { Regularity } from '../facts/regularity.ts'
import { aroundTheClock, clockTime } from './differences.ts'
import type { PastRun } from './history.ts'
import { isExact, timeOfDay } from './traits.ts'

/** One pair of a good and a failed run may be chance; two of each that never overlap are worth telling. */
const fewest = 2
/** Time of day needs more: any three failures lie in some window. */
const fewestByClock = 3
/** A switch-over, a nightly reconnect or a closing backup window comes at the same time, give or take a queue. */
const windowUs = 20 * usPerMinute
/** Starts this far apart show that the time of day is not just the start's. */
const startsApartUs = 45 * usPerMinute

/** What decides whether a run fails, as far as the runs themselves show it. */
export function followsOf(good: readonly PastRun[], failed: readonly PastRun[], ages: Regularity): History['follows'] {
  return sameAge(good, ages) ?? bySize(good, failed) ?? byDuration(good, failed) ?? byTimeOfDay(good, failed)
}

function sameAge(good: readonly PastRun[], ages: Regularity): History['follows'] {
  if (!ages.measured || ages.ageUs === undefined || ages.agesUs.length < fewest) return undefined
  const { least: low, most: high } = extentOf(ages.agesUs)
  const range = duration(low) === duration(high) ? '' : ` (${duration(low)} to ${duration(high)})`
  const lasted = valuesOf(good, 'duration')
  const longest = extentOf(lasted).most
  const shorter = lasted.length >= fewest && longest < low ? `; every run that ended well took less, at most ${duration(longest)}` : ''
  return { what: 'duration', text: `each time about ${duration(ages.ageUs)} after the start${range}${shorter}` }
}

function bySize(good: readonly PastRun[], failed: readonly PastRun[]): History['follows'] {
  const [small, large] = [valuesOf(good, 'size'), valuesOf(failed, 'size')]
  if (small.length < fewest || large.length < fewest || large.length < failed.length) return undefined
  const [from, upTo] = [extentOf(large).least, extentOf(small).most]
  if (from <= upTo) return undefined
  return { what: 'size', text: `when much is moved: every run of ${size(from)} and more failed, every run up to ${size(upTo)} went well` }
}

function byDuration(good: readonly PastRun[], failed: readonly PastRun[]): History['follows'] {
  const [short, long] = [valuesOf(good, 'duration'), failed.flatMap(({ ageUs }) => (ageUs === undefined ? [] : [ageUs]))]
  if (short.length < fewest || long.length < fewest || long.length < failed.length) return undefined
  const [from, within] = [extentOf(long).least, extentOf(short).most]
  if (from <= within) return undefined
  return {
    what: 'duration',
    text: `when it takes long: every run that went on for ${duration(from)} failed, every good one was done within ${duration(within)}`,
  }
}

/** Failures at one time of day, where neither the usual start nor the good runs' hours explain it. */
function byTimeOfDay(good: readonly PastRun[], failed: readonly PastRun[]): History['follows'] {
  const times = failed.flatMap(({ failedAt }) => (failedAt !== undefined && isExact(failedAt) ? [timeOfDay(failedAt)] : []))
  const [anchor] = times
  if (anchor === undefined || times.length < Math.max(fewestByClock, failed.length)) return undefined
  const { least: low, most: high } = extentOf(offsetsFrom(anchor, times))
  if (high - low > windowUs || !startsVary(failed)) return undefined
  const within = good.filter(({ start, end }) =>
    [start, end].some((at) => at !== undefined && isExact(at) && aroundTheClock(timeOfDay(at), anchor) <= windowUs / 2),
  )
  if (within.length > 0) return undefined
  const clock = (offset: number): string => clockTime((anchor + offset + usPerDay) % usPerDay)
  const when = clock(low) === clock(high) ? `at ${clock(low)}` : `between ${clock(low)} and ${clock(high)}`
  return { what: 'time-of-day', text: `always ${when}, whenever it was started` }
}

function startsVary(failed: readonly PastRun[]): boolean {
  const starts = failed.flatMap(({ start }) => (start !== undefined && isExact(start) ? [timeOfDay(start)] : []))
  const { least, most } = extentOf(offsetsFrom(starts[0] ?? 0, starts))
  return most - least >= startsApartUs
}

/** How long before or after one time of day others are, by the shorter way around the clock. */
function offsetsFrom(anchor: number, times: readonly number[]): readonly number[] {
  return times.map((us) => ((us - anchor + usPerDay / 2 + usPerDay) % usPerDay) - usPerDay / 2)
}

function valuesOf(runs: readonly PastRun[], what: 'size' | 'duration'): readonly number[] {
  return runs.flatMap(({ traits }) => traits.flatMap((trait) => (trait.what === what && 'value' in trait ? [trait.value] : [])))
}
