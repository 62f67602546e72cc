import type { Moment } from '../model/index.ts'
import type { PastRun } from './history.ts'

/** The newest complete copy that the evidence shows of what failed. */
export interface NewestCopy {
  /** It was made after the last failure: a later run repaired what this one left undone. */
  readonly isLater: boolean
  readonly at?: Moment
}

/** Of the job that failed; of several jobs only that all of them were repaired. Undefined where no order is known or no run completed. */
export function newestCopy(runs: readonly PastRun[]): NewestCopy | undefined {
  const jobs = [...Map.groupBy(runs, ({ lane }) => lane).values()].filter((own) => own.some(({ failed }) => failed))
  const copies = jobs.map(copyOf)
  const [first] = copies
  if (copies.length === 1) return first
  return first !== undefined && copies.every((copy) => copy?.isLater === true) ? { isLater: true } : undefined
}

function copyOf(runs: readonly PastRun[]): NewestCopy | undefined {
  const failures = runs.filter(({ failed }) => failed)
  const complete = runs.filter((run) => !run.failed && run.complete === true)
  const later = complete.filter((good) => failures.every((bad) => isAfter(good, bad) === true))
  const known = complete.filter((good) => failures.every((bad) => isAfter(good, bad) !== undefined))
  const [isLater, of] = later.length > 0 ? [true, later] : [false, known]
  const newest = of.reduce<PastRun | undefined>((best, run) => (best === undefined || isAfter(run, best) === true ? run : best), undefined)
  if (newest === undefined || complete.length > known.length) return undefined
  const at = newest.end ?? newest.at
  return { isLater, ...(at === undefined ? {} : { at }) }
}

/** By their times, or by their lines in one log; undefined where neither says it. */
function isAfter(a: PastRun, b: PastRun): boolean | undefined {
  const [late, early] = [a.end ?? a.at, b.failedAt ?? b.end ?? b.at]
  if (late !== undefined && early !== undefined) {
    const gapUs = late.us - early.us
    if (Math.abs(gapUs) > Math.max(late.uncertaintyUs ?? 0, early.uncertaintyUs ?? 0)) return gapUs > 0
  }
  if (a.place === undefined || b.place === undefined || !('line' in a.place) || !('line' in b.place) || a.place.source !== b.place.source) return undefined
  return a.place.line > b.place.line
}
