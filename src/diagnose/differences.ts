import { type Difference, duration, size, usPerDay, usPerMinute } from '../model/index.ts'
import type { PastRun } from './history.ts'
import type { Trait } from './traits.ts'

/** Less is the usual night-to-night change. */
const growth = 1.25
/** Cron starts jobs to the minute, and queues delay them. */
const startUs = 30 * usPerMinute
/** More than this is a list, not an answer. */
const mostDifferences = 6
/** The newest good runs stand for how it was. */
const recent = 10

const first = ['version', 'size', 'level', 'peer', 'host', 'start', 'duration']

/** What was one way in all good runs and another way in all failed ones. */
export function differencesOf(good: readonly PastRun[], failed: readonly PastRun[]): readonly Difference[] {
  const [before, after] = [byWhat(good.slice(-recent)), byWhat(failed)]
  const names = [...before.keys()].filter((what) => after.has(what) || what === 'duration')
  const ordered = names.toSorted((a, b) => rank(a) - rank(b))
  return ordered
    .map((what) => (what === 'duration' ? durations(before.get(what) ?? [], failed) : differ(what, before.get(what) ?? [], after.get(what) ?? [])))
    .filter((difference) => difference !== undefined)
    .slice(0, mostDifferences)
}

function rank(what: string): number {
  const at = first.indexOf(what)
  return at < 0 ? first.length : at
}

function byWhat(runs: readonly PastRun[]): ReadonlyMap<string, readonly Trait[]> {
  return Map.groupBy(
    runs.flatMap((run) => run.traits),
    (trait) => trait.what,
  )
}

function differ(what: string, good: readonly Trait[], failed: readonly Trait[]): Difference | undefined {
  const [last, next] = [good.at(-1), failed[0]]
  if (last === undefined || next === undefined) return undefined
  const at = [last.at, next.at]
  if ('text' in last && 'text' in next) {
    const known = new Set(good.map((trait) => ('text' in trait ? trait.text : '')))
    const disjoint = failed.every((trait) => 'text' in trait && !known.has(trait.text))
    // What takes another value every night, such as a port, tells nothing by being new.
    const steady = good.length === 1 || known.size < good.length
    return disjoint && steady ? { what, before: last.text, after: next.text, at } : undefined
  }
  const [usual, now] = [median(numbers(good)), median(numbers(failed))]
  if (what === 'size') return now > usual * growth ? { what, before: size(usual), after: size(now), at } : undefined
  const apart = numbers(failed).every((us) => numbers(good).every((other) => aroundTheClock(us, other) >= startUs))
  const regular = [good, failed].every((traits) => numbers(traits).every((us) => aroundTheClock(us, numbers(traits)[0] ?? us) <= startUs))
  if (what !== 'start' || !apart || !regular) return undefined
  return { what, before: clockTime(usual), after: clockTime(now), at }
}

/** How long good runs take beside how soon the others fail. */
function durations(good: readonly Trait[], failed: readonly PastRun[]): Difference | undefined {
  const ages = failed.flatMap(({ ageUs }) => (ageUs === undefined ? [] : [ageUs]))
  const [last, next] = [good.at(-1), failed.find(({ ageUs }) => ageUs !== undefined)]
  if (last === undefined || next === undefined) return undefined
  const [usual, now] = [median(numbers(good)), median(ages)]
  if (now < usual * growth && usual < now * growth) return undefined
  return { what: 'duration', before: duration(usual), after: `fails after ${duration(now)}`, at: [last.at, ...(next.place === undefined ? [] : [next.place])] }
}

function numbers(traits: readonly Trait[]): readonly number[] {
  return traits.flatMap((trait) => ('value' in trait ? [trait.value] : []))
}

/** The middle value; 0 of none. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0
}

/** The shorter way between two times of day. */
export function aroundTheClock(a: number, b: number): number {
  const apart = Math.abs(a - b) % usPerDay
  return Math.min(apart, usPerDay - apart)
}

/** `02:30`. */
export function clockTime(us: number): string {
  const minutes = Math.floor(us / usPerMinute)
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}
