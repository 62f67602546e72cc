import { usPerMs } from '../model/index.ts'

/** What matched pairs say of one offset: it is at most each of `upper` and at least each of `lower`, in microseconds. */
export interface OffsetBounds {
  readonly upper: readonly number[]
  readonly lower: readonly number[]
  /** Some readings are whole milliseconds or coarser, so their host's clock may have stood still between two ticks. */
  readonly coarse?: boolean
}

export type OffsetEstimate =
  | { readonly kind: 'estimated'; readonly offsetUs: number; readonly uncertaintyUs: number; readonly dropped: number }
  | { readonly kind: 'one-sided' }
  | { readonly kind: 'contradictory'; readonly byUs: number }

/** Readings stand still for up to 15.6 ms between two ticks of Windows' default timer, so true bounds may seem to cross by that much. */
const tickSlackUs = 20 * usPerMs

/** A bound that three of four others contradict is a mismatched pair; with less than that nobody knows which half is wrong. */
const clearMajority = 3 / 4

/** The offset between the tightest bounds, after leaving out the few that a clear majority contradicts. */
export function estimateOffset(bounds: OffsetBounds): OffsetEstimate {
  if (bounds.upper.length === 0 || bounds.lower.length === 0) return { kind: 'one-sided' }
  const crossing = crossingUs(bounds)
  if (crossing <= tickSlackUs) return middle(bounds, 0)
  const agreeing = largestAgreement(bounds)
  if (agreeing === undefined || agreeing.upper.length === 0 || agreeing.lower.length === 0) return { kind: 'contradictory', byUs: crossing }
  return middle(agreeing, sizeOf(bounds) - sizeOf(agreeing))
}

function middle(bounds: OffsetBounds, dropped: number): OffsetEstimate {
  const upper = least(bounds.upper)
  const lower = greatest(bounds.lower)
  const uncertaintyUs = upper < lower ? tickSlackUs : Math.ceil((upper - lower) / 2) + (bounds.coarse === true ? tickSlackUs : 0)
  return { kind: 'estimated', offsetUs: Math.round((upper + lower) / 2), uncertaintyUs, dropped }
}

function crossingUs({ upper, lower }: OffsetBounds): number {
  return greatest(lower) - least(upper)
}

/** The largest set of bounds that hold together, if it is a clear majority and no other set is as large. */
function largestAgreement(bounds: OffsetBounds): OffsetBounds | undefined {
  const upper = bounds.upper.toSorted((a, b) => a - b)
  const lower = bounds.lower.toSorted((a, b) => a - b)
  const half = tickSlackUs / 2
  const places = [...upper, ...lower].toSorted((a, b) => a - b)
  const holding = places.map((at) => upper.length - countBelow(upper, at - half) + countBelow(lower, at + half + 1))
  const most = greatest(holding)
  if (most < clearMajority * places.length) return undefined
  const best = places.filter((_, index) => holding[index] === most)
  const agreement = agreementAt(bounds, best[0] ?? 0)
  const [from, to] = [greatest(agreement.lower) - half, least(agreement.upper) + half]
  return best.every((at) => at >= from && at <= to) ? agreement : undefined
}

function agreementAt(bounds: OffsetBounds, at: number): OffsetBounds {
  const half = tickSlackUs / 2
  const { upper, lower } = bounds
  return { ...bounds, upper: upper.filter((bound) => bound >= at - half), lower: lower.filter((bound) => bound <= at + half) }
}

/** How many of the sorted numbers are smaller than `limit`. */
function countBelow(sorted: readonly number[], limit: number): number {
  let [from, to] = [0, sorted.length]
  while (from < to) {
    const at = (from + to) >> 1
    if ((sorted[at] ?? limit) < limit) from = at + 1
    else to = at
  }
  return from
}

function sizeOf({ upper, lower }: OffsetBounds): number {
  return upper.length + lower.length
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity)
}

function greatest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity)
}
