import { int, octet, real } from './cells.ts'
import type { Engine } from './engine.ts'
import { flowBytes, flowInts, flowReals, ints, pendingSurvived, reals, watchBits } from './layout.ts'
import { flag, type Segment } from './segment.ts'

/** Silences shorter than this are not looked at: 0.2 s is the shortest retransmission timeout in use. */
export const noticedGapUs = 200_000
/** A silence this long stands in the history, and letters are noted afresh behind it. */
export const historyGapUs = 1_000_000

/** What broke a silence, by number. */
export const brokenWith = ['ack', 'data', 'keepalive', 'window-probe', 'fin', 'reset', 'retransmission', 'syn'] as const

/** A segment after a silence of the flow or of its own direction. Runs before the segment changes anything. */
export function quiet(engine: Engine, segment: Segment): void {
  const { real: R, int: I, byte: B } = engine.state
  const { own, ownInt, header, headerInt, headerByte } = segment
  if (segment.ownGap > real(R, own + reals.silence)) {
    R[own + reals.silence] = segment.ownGap
    R[own + reals.silenceAfter] = segment.us
    I[ownInt + ints.silenceBefore] = int(I, ownInt + ints.lastFrame)
    I[ownInt + ints.silenceAfterFrame] = segment.frame
  }
  if (segment.gap < noticedGapUs) return
  if (segment.gap >= historyGapUs) {
    engine.histories.gap(segment.slot, segment.gap)
    B[headerByte + flowBytes.historyMask] = 0
  }
  const kind = kindOf(engine, segment)
  if (segment.gap > real(R, header + flowReals.longestGap)) {
    R[header + flowReals.longestGap] = segment.gap
    R[header + flowReals.longestAfter] = segment.us
    I[headerInt + flowInts.longestBefore] = segment.flowFrame
    I[headerInt + flowInts.longestAfterFrame] = segment.frame
    B[headerByte + flowBytes.longestBy] = segment.direction
    B[headerByte + flowBytes.longestWith] = kind
  }
  const pending = octet(B, headerByte + flowBytes.pendingBy)
  // What broke an earlier silence has no answer yet: this wait is only the next resend of it. A mere acknowledgment needs none.
  if (pending > 0 && pending <= pendingSurvived && octet(B, headerByte + flowBytes.pendingWith) !== 0) return
  if (pending > pendingSurvived) survived(engine, header)
  R[header + flowReals.pendingGap] = segment.gap
  R[header + flowReals.pendingAfter] = segment.us
  R[header + flowReals.pendingNeed] = segment.end
  I[headerInt + flowInts.pendingBefore] = segment.flowFrame
  I[headerInt + flowInts.pendingAfterFrame] = segment.frame
  B[headerByte + flowBytes.pendingWith] = kind
  // The answer to something sent before the silence: a device that forwards it knows the connection.
  const isAnswer = kind === 0 && segment.ack > real(R, segment.peer + reals.una) && int(I, segment.peerInt + ints.packets) > 0
  B[headerByte + flowBytes.pendingBy] = segment.direction + 1 + (isAnswer ? pendingSurvived : 0)
}

/** Takes a silence that was answered into account, if it is the longest of those. */
export function survived(engine: Engine, header: number): void {
  const { real: R, int: I, byte: B } = engine.state
  const headerInt = header * 2
  const headerByte = header * 8
  const by = octet(B, headerByte + flowBytes.pendingBy) - pendingSurvived - 1
  B[headerByte + flowBytes.pendingBy] = 0
  if (real(R, header + flowReals.pendingGap) <= real(R, header + flowReals.survivedGap)) return
  R[header + flowReals.survivedGap] = real(R, header + flowReals.pendingGap)
  R[header + flowReals.survivedAfter] = real(R, header + flowReals.pendingAfter)
  I[headerInt + flowInts.survivedBefore] = int(I, headerInt + flowInts.pendingBefore)
  I[headerInt + flowInts.survivedAfterFrame] = int(I, headerInt + flowInts.pendingAfterFrame)
  B[headerByte + flowBytes.survivedBy] = by
  B[headerByte + flowBytes.survivedWith] = octet(B, headerByte + flowBytes.pendingWith)
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
