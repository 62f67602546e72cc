import { type FlowEnd, type FlowRecord, type IdleGap, usPerSecond } from '../model/index.ts'
import { directionOf } from './flow-ends.ts'
import { samplesOf } from './flow-sameness.ts'

/** An end whose timestamps did not run during a silence. */
export interface StoppedClock {
  readonly flow: FlowRecord
  readonly end: FlowEnd
  readonly gap: IdleGap
  /** By how much its timestamps are short of the time that passed at the tap. */
  readonly shortUs: number
}

/** Ticks a second of the timestamp clocks in use: Linux and BSD 1000 (older Linux 250, 100), Windows 1000 or 100, Solaris 1000 or 100, old BSD 2. */
const rates = [1000, 250, 100]
/** A clock that runs is off by far less than one in a hundred; the shortage and the silence must agree this well. */
const agreeShare = 0.05
/** Shorter silences are lost in the resolution of the slowest clock. */
const shortestUs = 2 * usPerSecond

/** The end that stood still during the longest silence; undefined when the clocks ran on, or when nothing shows it. */
export function stoppedClock(flow: FlowRecord): StoppedClock | undefined {
  const gap = flow.idle.longest
  if (gap === undefined || gap.us < shortestUs) return undefined
  for (const end of ['opener', 'answerer'] as const) {
    const stamped = samplesOf(flow, end).filter(({ tsVal }) => tsVal !== null)
    const [first, last] = [stamped[0], stamped.at(-1)]
    if (first === undefined || last === undefined || (directionOf(flow, end).timestamps?.wentBack ?? 1) > 0) continue
    if (first.us > gap.before.us || last.us < gap.after.us) continue
    const passed = last.us - first.us
    const ticks = ((last.tsVal ?? 0) - (first.tsVal ?? 0)) >>> 0
    // With most of the time taken by the silence, another rate of the clock would fit as well.
    if (passed - gap.us < gap.us * agreeShare) continue
    for (const rate of rates) {
      const shortUs = passed - (ticks / rate) * usPerSecond
      if (Math.abs(shortUs - gap.us) <= agreeShare * gap.us) return { flow, end, gap, shortUs }
    }
  }
  return undefined
}
