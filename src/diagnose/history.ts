import type { Regularity } from '../facts/regularity.ts'
import type { History, Moment, Place } from '../model/index.ts'
import { differencesOf } from './differences.ts'
import { followsOf } from './follows.ts'
import type { Trait } from './traits.ts'

/** One run of a job, as far as its history needs it. */
export interface PastRun {
  /** Its id in the report; absent for a failure that is tied to no run. */
  readonly run?: string
  readonly failed: boolean
  /** The runs of one job. */
  readonly lane?: string
  /** It ended well and left nothing out. */
  readonly complete?: boolean
  /** When it took place, on a dated clock. */
  readonly at?: Moment
  readonly start?: Moment
  readonly end?: Moment
  readonly failedAt?: Moment
  /** How long it had run when it failed. */
  readonly ageUs?: number
  /** Where the failure stands, or the end of a run that went well. */
  readonly place?: Place
  readonly traits: readonly Trait[]
}

/** How one failure stands among all runs of its job; undefined when there is nothing to compare. */
export function historyOf(unordered: readonly PastRun[], ages: Regularity): History | undefined {
  if (unordered.length < 2) return undefined
  const isOrdered = unordered.every(({ at }) => at !== undefined)
  const runs = isOrdered ? unordered.toSorted((a, b) => (a.at?.us ?? 0) - (b.at?.us ?? 0)) : unordered
  const failed = runs.filter((run) => run.failed)
  const good = runs.filter((run) => !run.failed)
  if (failed.length === 0) return undefined
  const lastGoodAt = isOrdered ? runs.findLastIndex((run) => !run.failed) : -1
  const streak = isOrdered && good.length > 0 ? runs.slice(lastGoodAt + 1) : []
  const pattern = patternOf(failed.length, good.length, streak.length)
  const since = streak.length >= Math.min(2, failed.length) ? streak[0]?.at : undefined
  const lastGood = good.at(-1)
  const follows = followsOf(good, failed, ages)
  return {
    pattern,
    failed: failed.length,
    completed: good.length,
    ...(lastGood?.run === undefined || !isOrdered ? {} : { lastGood: { run: lastGood.run, ...(lastGood.at === undefined ? {} : { at: lastGood.at }) } }),
    ...(since === undefined ? {} : { failingSince: since }),
    differences: differencesOf(good, failed).filter(({ what }) => !isTold(what, follows)),
    ...(follows === undefined ? {} : { follows }),
  }
}

/** `streak`: failed runs after the last good one; 0 when the order is not known. */
function patternOf(failed: number, good: number, streak: number): History['pattern'] {
  if (good === 0) return 'always'
  if (failed === 1) return 'once'
  return streak === failed ? 'since' : 'intermittent'
}

/** One fact is told once: failures at one time of day have their starts and ages from that. */
function isTold(what: string, follows: History['follows']): boolean {
  return what === follows?.what || (follows?.what === 'time-of-day' && (what === 'start' || what === 'duration'))
}
