import type { FlowEnd, FlowRecord, SegmentSample } from '../../model/index.ts'
import { type Delay, fitClock } from '../taps/clock-fit.ts'
import { directionOf, otherEndOf } from './ends.ts'
import { endIn, type Sameness, sameConnection, samplesOf } from './sameness.ts'
import { nearerOpener } from '../taps/tap-order.ts'

/** One connection in two captures, and how their clocks stand to each other. */
export interface FlowPair {
  readonly a: FlowRecord
  readonly b: FlowRecord
  readonly same: Sameness
  readonly clock?: PairClock
  /** Packets of each end of `a` that stand in both captures. */
  readonly shared: Readonly<Record<FlowEnd, readonly SharedSegment[]>>
}

/** Reading of `b`'s clock minus reading of `a`'s at the same instant, and half the width of what the delays leave open; absent without packets seen in both. */
export interface PairClock {
  readonly offsetUs: number
  readonly uncertaintyUs: number
  /** Where no offset alone fits: `b` runs so much faster, and the offset is that at `atUs` of `a`. */
  readonly skew?: { readonly ppm: number; readonly atUs: number }
}

/** One packet in both captures. */
export interface SharedSegment {
  readonly inA: SegmentSample
  readonly inB: SegmentSample
}

/** Joins two sightings of one connection; undefined when they are not one. */
export function pairOf(a: FlowRecord, b: FlowRecord): FlowPair | undefined {
  const same = a.source === b.source ? undefined : sameConnection(a, b)
  if (same === undefined) return undefined
  const shared = { opener: sharedSegments(a, b, 'opener', same), answerer: sharedSegments(a, b, 'answerer', same) }
  const clock = clockOf(shared, nearerOpener(a, b, same))
  return { a, b, same, shared, ...(clock === undefined ? {} : { clock }) }
}

/** Equal in timestamps and length, or in place where no timestamps are; a packet that was sent twice is left out. */
function sharedSegments(a: FlowRecord, b: FlowRecord, end: FlowEnd, same: Sameness): readonly SharedSegment[] {
  const ours = uniquely(samplesOf(a, end))
  const theirs = uniquely(samplesOf(b, endIn(end, same)))
  const placed = directionOf(a, end).isn !== undefined && directionOf(b, endIn(end, same)).isn !== undefined
  return [...ours].flatMap(([key, inA]) => {
    const inB = theirs.get(key)
    return inB === undefined || (inA.tsVal === null && !placed) ? [] : [{ inA, inB }]
  })
}

function uniquely(samples: readonly SegmentSample[]): ReadonlyMap<string, SegmentSample> {
  const groups = Map.groupBy(samples, keyOf)
  return new Map([...groups].flatMap(([key, [first, second]]) => (first === undefined || second !== undefined ? [] : [[key, first] as const])))
}

function keyOf({ seq, ack, length, flags, tsVal, tsEcr }: SegmentSample): string {
  return tsVal === null ? `${seq} ${ack} ${length} ${flags}` : `${tsVal} ${tsEcr} ${length} ${flags & 7}`
}

/** A packet cannot arrive before it left: both directions bound the offset, one from above and one from below. */
function clockOf(shared: FlowPair['shared'], nearer: 'a' | 'b' | undefined): FlowPair['clock'] {
  const [forth, back] = [delays(shared.opener), delays(shared.answerer)]
  if (forth.length === 0 || back.length === 0) return undefined
  const told = [boundsOf(forth, back), boundsOf(back, forth)].toSorted((x, y) => y.widthUs - x.widthUs)
  // Where `a` is nearer to the opener, the opener's packets reach `b` later and the answerer's reach it earlier; taps side by side leave it to the delays.
  const [towards, away] = nearer === 'b' ? [back, forth] : [forth, back]
  const likely = boundsOf(towards, away)
  const fit = likely.widthUs >= 0 || nearer === undefined ? undefined : fitClock(towards, away)
  if (fit !== undefined) return { offsetUs: fit.offsetUs, uncertaintyUs: fit.uncertaintyUs, skew: { ppm: fit.skewPpm, atUs: fit.atUs } }
  const { middleUs, widthUs } = likely.widthUs >= 0 ? likely : (told[0] ?? likely)
  return { offsetUs: Math.round(middleUs), uncertaintyUs: Math.max(1, Math.ceil(Math.abs(widthUs) / 2)) }
}

/** What each packet that stands in both captures says of their clocks. */
export function delays(shared: readonly SharedSegment[]): readonly Delay[] {
  return shared.map(({ inA, inB }) => ({ us: inA.us, differenceUs: inB.us - inA.us }))
}

/** The offset lies below the smallest difference of what arrives later and above the largest of what arrives earlier; a negative width is a contradiction. */
function boundsOf(late: readonly Delay[], early: readonly Delay[]): { readonly middleUs: number; readonly widthUs: number } {
  const [above, below] = [Math.min(...late.map(({ differenceUs }) => differenceUs)), Math.max(...early.map(({ differenceUs }) => differenceUs))]
  return { middleUs: (above + below) / 2, widthUs: above - below }
}

/** An instant of `a`'s clock on `b`'s; undefined where the clocks are not tied. */
export function usInB(pair: FlowPair, usInA: number): number | undefined {
  const { clock } = pair
  if (clock === undefined) return undefined
  return usInA + clock.offsetUs + (clock.skew === undefined ? 0 : Math.round((clock.skew.ppm * (usInA - clock.skew.atUs)) / 1e6))
}

/** Until when the capture ran that this flow stands in, on its clock. */
export function capturedUntil(flow: FlowRecord): number {
  return flow.last.us + flow.ending.quietUntilCaptureEndUs
}

/** The same pair looked at from the other capture. */
export function turnedPair({ a, b, same, clock, shared }: FlowPair): FlowPair {
  const flip = (end: FlowEnd): readonly SharedSegment[] => shared[same.turned ? otherEndOf(end) : end].map(({ inA, inB }) => ({ inA: inB, inB: inA }))
  return {
    a: b,
    b: a,
    same,
    shared: { opener: flip('opener'), answerer: flip('answerer') },
    ...(clock === undefined ? {} : { clock: turnedClock(clock) }),
  }
}

function turnedClock({ offsetUs, uncertaintyUs, skew }: PairClock): PairClock {
  return { offsetUs: -offsetUs, uncertaintyUs, ...(skew === undefined ? {} : { skew: { ppm: -skew.ppm, atUs: skew.atUs + offsetUs } }) }
}
