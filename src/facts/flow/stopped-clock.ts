import { type FlowDirection, type FlowEnd, type FlowRecord, type SegmentSample, usPerSecond } from '../../model/index.ts'
import { directionOf } from './ends.ts'
import { samplesOf } from './sameness.ts'

/** An end whose timestamps did not run during a silence. */
export interface StoppedClock {
  readonly flow: FlowRecord
  readonly end: FlowEnd
  /** The silence of that end; the other may have asked meanwhile. */
  readonly gap: NonNullable<FlowDirection['longestSilence']>
  /** By how much its timestamps are short of the time that passed at the tap. */
  readonly shortUs: number
}

/** The shortage and the silence agree this well, and the rate of the clock is known this well. */
const agreeShare = 0.05
/** Shorter silences are lost in the resolution of the slowest clocks, which tick twice a second. */
const shortestUs = 2 * usPerSecond
/** The rate of a clock is measured over at least so long and so many ticks. */
const measuredOverUs = usPerSecond
const fewestTicks = 20

/** The end that stood still during its longest silence; undefined when the clocks ran on, or when nothing shows it. */
export function stoppedClock(flow: FlowRecord): StoppedClock | undefined {
  for (const end of ['opener', 'answerer'] as const) {
    const { longestSilence: gap, timestamps } = directionOf(flow, end)
    if (gap === undefined || gap.us < shortestUs || (timestamps?.wentBack ?? 1) > 0) continue
    const shortUs = shortage(samplesOf(flow, end), gap)
    if (shortUs !== undefined && Math.abs(shortUs - gap.us) <= agreeShare * gap.us) return { flow, end, gap, shortUs }
  }
  return undefined
}

/** How much less than the time at the tap an end's clock ran across its silence, by the rate that it had before. */
function shortage(samples: readonly SegmentSample[], gap: StoppedClock['gap']): number | undefined {
  const stamped = samples.filter(({ tsVal }) => tsVal !== null)
  const before = stamped.filter(({ us }) => us <= gap.before.us)
  const [first, last, next] = [before[0], before.at(-1), stamped.find(({ us }) => us >= gap.after.us)]
  if (first === undefined || last === undefined || next === undefined) return undefined
  const ticks = ticksBetween(first, last)
  if (last.us - first.us < measuredOverUs || ticks < fewestTicks) return undefined
  return next.us - last.us - (ticksBetween(last, next) * (last.us - first.us)) / ticks
}

/** The counter has 32 bits and begins again. */
function ticksBetween(one: SegmentSample, other: SegmentSample): number {
  return ((other.tsVal ?? 0) - (one.tsVal ?? 0)) >>> 0
}
