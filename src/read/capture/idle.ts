import { int, real } from './cells.ts'
import type { Engine } from './engine.ts'
import { flowInts, flowReals, ints, reals, watchBits } from './layout.ts'
import { flag, type Segment } from './segment.ts'

/** Silences shorter than this are not looked at: 0.2 s is the shortest retransmission timeout in use. */
export const noticedGapUs = 200_000
/** A silence this long stands in the history, and letters are noted afresh behind it. */
export const historyGapUs = 1_000_000

/** What broke a silence, by number. */
export const brokenWith = ['ack', 'data', 'keepalive', 'window-probe', 'fin', 'reset', 'retransmission', 'syn'] as const

/** A segment after a silence of the flow or of its own direction. Runs before the segment changes anything. */
export function quiet(engine: Engine, segment: Segment): void {
  const R = engine.state.real
  const I = engine.state.int
  const { own, ownInt, header, headerInt } = segment
  if (segment.ownGap > real(R, own + reals.silence)) {
    R[own + reals.silence] = segment.ownGap
    R[own + reals.silenceAfter] = segment.us
    I[ownInt + ints.silenceBefore] = int(I, ownInt + ints.lastFrame)
    I[ownInt + ints.silenceAfterFrame] = segment.frame
  }
  if (segment.gap < noticedGapUs) return
  if (segment.gap >= historyGapUs) {
    engine.histories.gap(segment.slot, segment.gap)
    I[headerInt + flowInts.historyMask] = 0
  }
  const kind = kindOf(engine, segment)
  if (segment.gap > real(R, header + flowReals.longestGap)) {
    R[header + flowReals.longestGap] = segment.gap
    R[header + flowReals.longestAfter] = segment.us
    I[headerInt + flowInts.longestBefore] = int(I, headerInt + flowInts.lastFrame)
    I[headerInt + flowInts.longestAfterFrame] = segment.frame
    I[headerInt + flowInts.longestBy] = segment.direction
    I[headerInt + flowInts.longestWith] = kind
  }
  const pending = int(I, headerInt + flowInts.pendingBy)
  // What broke an earlier silence has no answer yet: this wait is only the next resend of it. A mere acknowledgment needs none.
  if (pending > 0 && int(I, headerInt + flowInts.pendingWith) !== 0) return
  if (pending < 0) survived(engine, header, headerInt)
  R[header + flowReals.pendingGap] = segment.gap
  R[header + flowReals.pendingAfter] = segment.us
  R[header + flowReals.pendingNeed] = segment.end
  I[headerInt + flowInts.pendingBy] = segment.direction + 1
  I[headerInt + flowInts.pendingBefore] = int(I, headerInt + flowInts.lastFrame)
  I[headerInt + flowInts.pendingAfterFrame] = segment.frame
  I[headerInt + flowInts.pendingWith] = kind
  // The answer to something sent before the silence: a device that forwards it knows the connection.
  if (kind === 0 && segment.ack > real(R, segment.peer + reals.una) && int(I, segment.peerInt + ints.packets) > 0)
    I[headerInt + flowInts.pendingBy] = -(segment.direction + 1)
}

/** Takes a silence that was answered into account, if it is the longest of those. */
export function survived(engine: Engine, header: number, headerInt: number): void {
  const R = engine.state.real
  const I = engine.state.int
  const by = -int(I, headerInt + flowInts.pendingBy) - 1
  I[headerInt + flowInts.pendingBy] = 0
  if (real(R, header + flowReals.pendingGap) <= real(R, header + flowReals.survivedGap)) return
  R[header + flowReals.survivedGap] = real(R, header + flowReals.pendingGap)
  R[header + flowReals.survivedAfter] = real(R, header + flowReals.pendingAfter)
  I[headerInt + flowInts.survivedBefore] = int(I, headerInt + flowInts.pendingBefore)
  I[headerInt + flowInts.survivedAfterFrame] = int(I, headerInt + flowInts.pendingAfterFrame)
  I[headerInt + flowInts.survivedBy] = by
  I[headerInt + flowInts.survivedWith] = int(I, headerInt + flowInts.pendingWith)
}

function kindOf(engine: Engine, segment: Segment): number {
  const { flags, seq, length } = segment
  if ((flags & flag.rst) !== 0) return 5
  if ((flags & flag.syn) !== 0) return 7
  const nxt = real(engine.state.real, segment.own + reals.nxt)
  const una = real(engine.state.real, segment.own + reals.una)
  const peerClosed = int(engine.state.int, segment.peerInt + ints.window) === 0
  if (length <= 1 && seq === nxt - 1 && una >= nxt && (flags & flag.fin) === 0) return peerClosed ? 3 : 2
  if (length === 1 && peerClosed) return 3
  if ((flags & flag.fin) !== 0 && length === 0) return 4
  if (length === 0) return 0
  return seq < nxt && (int(engine.state.int, segment.ownInt + ints.watch) & watchBits.begun) !== 0 ? 6 : 1
}
