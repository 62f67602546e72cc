import { addReal, int, octet, real, up } from './cells.ts'
import { type Engine, letter } from './engine.ts'
import { flowBytes, ints, reals, watchBits } from './layout.ts'
import { beyondHighest, belowHighest } from './resends.ts'
import { flag, type Segment } from './segment.ts'
import { probeOrKeepalive } from './windows.ts'

/** What this end sent. */
export function sent(engine: Engine, segment: Segment): void {
  const { seq, end, top, length } = segment
  if (length > 0) data(engine, segment)
  if (end === seq) empty(engine, segment)
  else {
    if (seq === top) inOrder(engine, segment)
    else if (seq > top) beyondHighest(engine, segment)
    else belowHighest(engine, segment)
    if (seq >= top) tried(engine, segment)
  }
}

function data(engine: Engine, segment: Segment): void {
  const I = engine.state.int
  const { ownInt } = segment
  up(I, ownInt + ints.dataSegments)
  const kind = segment.dontFragment ? watchBits.whole : watchBits.fragmentable
  if ((segment.ownWatch & kind) === 0) I[ownInt + ints.watch] = int(I, ownInt + ints.watch) | kind
  if (segment.seq >= segment.top) noteFirst(engine, segment, 1, letter.data)
}

/** Nothing is sent: an acknowledgment, or a probe. */
function empty(engine: Engine, segment: Segment): void {
  const { seq, top, acked } = segment
  if (seq === top) noteFirst(engine, segment, 4, letter.ack)
  else if (seq > top) beyondHighest(engine, segment)
  else if (seq === top - 1 || seq === acked - 1) probeOrKeepalive(engine, segment, false)
}

/** The first data or acknowledgment of a direction since the last long silence, in the history. */
function noteFirst(engine: Engine, { slot, direction, headerByte }: Segment, kind: number, what: number): void {
  const B = engine.state.byte
  const mask = octet(B, headerByte + flowBytes.historyMask)
  const bit = kind << direction
  if ((mask & bit) !== 0) return
  B[headerByte + flowBytes.historyMask] = mask | bit
  engine.histories.note(slot, what, direction, 1)
}

/** Data that follows what was sent before. */
function inOrder(engine: Engine, segment: Segment): void {
  const { real: R, int: I } = engine.state
  const { own, ownInt, peerInt, end, length, us } = segment
  if (length === 1 && int(I, peerInt + ints.window) === 0 && (segment.flags & (flag.syn | flag.fin)) === 0) probeOrKeepalive(engine, segment, true)
  if (segment.top <= segment.acked) {
    R[own + reals.timer] = us
    I[ownInt + ints.headFrame] = segment.frame
  }
  R[own + reals.nxt] = end
  I[ownInt + ints.nxtSeq] = segment.rawEnd
  addReal(R, own + reals.bytes, length)
  if (real(R, own + reals.rttTime) === 0) {
    R[own + reals.rttTime] = us
    I[ownInt + ints.rttEnd] = segment.rawEnd
  }
}

/** Most in flight, and the largest segment: records that count once they are acknowledged. */
function tried(engine: Engine, segment: Segment): void {
  const { real: R, int: I } = engine.state
  const { own, ownInt, end, length } = segment
  const flight = end - segment.acked
  if (flight > real(R, own + reals.mostInFlight)) R[own + reals.mostInFlight] = flight
  if (flight > real(R, own + reals.flightAcked) && real(R, own + reals.flightTry) === 0) {
    R[own + reals.flightTry] = flight
    I[ownInt + ints.flightTryEnd] = segment.rawEnd
  }
  if (length > int(I, ownInt + ints.largestAcked)) larger(engine, segment)
  if (segment.isScaled && length > 0 && end >= real(R, own + reals.edge)) up(I, ownInt + ints.windowFull)
}

/** A segment larger than any acknowledged before: its size is tried until its acknowledgment comes. */
function larger(engine: Engine, { ownInt, length, rawEnd, wireLength }: Segment): void {
  const I = engine.state.int
  if (length > int(I, ownInt + ints.largest)) {
    I[ownInt + ints.largest] = length
    I[ownInt + ints.largestFrame] = wireLength
  }
  if (int(I, ownInt + ints.sizeTry) !== 0) return
  I[ownInt + ints.sizeTry] = length
  I[ownInt + ints.sizeTryEnd] = rawEnd
}
