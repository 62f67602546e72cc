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
  /** How a user would call that job: its name, or the host it is of. */
  readonly of?: string
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

/** Of several jobs that failed alike, those that fail still, beside others that have completed since. */
export interface StillFailing {
  readonly runs: readonly PastRun[]
  readonly jobs: readonly (string | undefined)[]
  readonly recovered: { readonly jobs: number; readonly failed: number }
}

/** Tells jobs that fail still from those that completed since; undefined where all did, none did, or no time says it. */
export function stillFailing(runs: readonly PastRun[]): StillFailing | undefined {
  const jobs = [...Map.groupBy(runs, ({ lane }) => lane).values()].filter((own) => own.some(({ failed }) => failed))
  if (jobs.length < 2 || runs.some(({ at }) => at === undefined)) return undefined
  const isFailing = (own: readonly PastRun[]): boolean => inOrder(own).at(-1)?.failed === true
  const failing = jobs.filter(isFailing)
  const others = jobs.filter((own) => !isFailing(own))
  if (failing.length === 0 || others.length === 0) return undefined
  return {
    runs: failing.flat(),
    jobs: failing.map((own) => own.find(({ of }) => of !== undefined)?.of),
    recovered: { jobs: others.length, failed: others.flat().filter(({ failed }) => failed).length },
  }
}

function inOrder(runs: readonly PastRun[]): readonly PastRun[] {
  return runs.toSorted((a, b) => (a.at?.us ?? 0) - (b.at?.us ?? 0))
}

/** How one failure stands among all runs of its job; of several jobs, of those that fail still. Undefined when there is nothing to compare. */
export function historyOf(runs: readonly PastRun[], ages: Regularity): History | undefined {
  const still = stillFailing(runs)
  const own = still === undefined ? undefined : historyAmong(still.runs, ages)
  if (still === undefined || own === undefined) return historyAmong(runs, ages)
  const { jobs, recovered } = still
  return { ...own, of: jobs.flatMap((job) => job ?? []), recovered }
}

function historyAmong(unordered: readonly PastRun[], ages: Regularity): History | undefined {
  if (unordered.length < 2) return undefined
  const isOrdered = unordered.every(({ at }) => at !== undefined)
  const runs = isOrdered ? inOrder(unordered) : unordered
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
