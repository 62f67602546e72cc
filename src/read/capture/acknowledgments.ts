import { addReal, int, real, up } from './cells.ts'
import { troubleOf, letter, type Engine } from './engine.ts'
import { flowBits, flowInts, ints, reals, watchBits } from './layout.ts'
import { answerChain } from './chains.ts'
import type { Segment } from './segment.ts'

const { nxt, una, timer, rttEnd, rttTime, rttSmooth, rttVar, rttMin, rttMax, flightTry, flightTryEnd, flightAcked, sizeTryEnd, headTime, unseenBytes } = reals
const { nxtSeq, packets, holeCount, holeHead, dupRun, largestAcked, sizeTry, headFrame, watch, rttSamples } = ints

/** An acknowledgment so far beyond everything seen is another connection's or garbage, not lost packets. */
const mostUnseen = 2 ** 30

const watchedForAck = watchBits.chain | watchBits.eifel | watchBits.recoveryByTimer

/** New data acknowledged. `direction` is the acknowledging end's; `b` and `bi` are where the acknowledged end's numbers lie. */
export function acknowledged(engine: Engine, slot: number, direction: number, b: number, bi: number, ack: number, us: number, frame: number, hasTs: boolean, tsEcr: number): void {
  const R = engine.state.real
  const I = engine.state.int
  const top = real(R, b + nxt)
  if (ack > top && !unseen(engine, slot, 1 - direction, b, bi, ack, us, frame)) return
  if (ack >= real(R, b + rttEnd) && real(R, b + rttTime) !== 0) {
    sampleRtt(engine, b, bi, us - real(R, b + rttTime))
    R[b + rttTime] = 0
  }
  if (real(R, b + flightTry) !== 0 && ack >= real(R, b + flightTryEnd)) {
    R[b + flightAcked] = real(R, b + flightTry)
    R[b + flightTry] = 0
  }
  if (int(I, bi + sizeTry) !== 0 && ack >= real(R, b + sizeTryEnd)) {
    I[bi + largestAcked] = int(I, bi + sizeTry)
    I[bi + sizeTry] = 0
  }
  R[b + una] = ack
  I[bi + dupRun] = 0
  R[b + timer] = us
  // When the oldest byte left was sent is not kept; the samples tell it where it matters.
  R[b + headTime] = us
  I[bi + headFrame] = frame
  if (int(I, bi + holeCount) > 0 || (int(I, bi + watch) & watchedForAck) !== 0) {
    watched(engine, slot, direction, b, bi, ack, us, frame, hasTs, tsEcr)
  }
}

function watched(engine: Engine, slot: number, direction: number, b: number, bi: number, ack: number, us: number, frame: number, hasTs: boolean, tsEcr: number): void {
  const I = engine.state.int
  if (int(I, bi + holeCount) > 0) passHoles(engine, slot, 1 - direction, b, bi, ack)
  const bits = int(I, bi + watch)
  if ((bits & watchBits.eifel) !== 0) echo(engine, slot, 1 - direction, bi, ack, hasTs, tsEcr)
  if ((bits & watchBits.chain) !== 0) answerChain(engine, slot, 1 - direction, bi, ack, us, frame)
  if (ack >= real(engine.state.real, b + reals.recover)) I[bi + watch] = int(I, bi + watch) & ~watchBits.recoveryByTimer
}

/** The peer acknowledges what was never seen here: the capture missed it. Gives false when that cannot be. */
function unseen(engine: Engine, slot: number, direction: number, b: number, bi: number, ack: number, us: number, frame: number): boolean {
  const R = engine.state.real
  const I = engine.state.int
  const missed = ack - real(R, b + nxt)
  const headerInt = engine.state.header(slot)
  const bits = int(I, headerInt + flowInts.bits)
  if (missed > mostUnseen) return false
  if ((bits & flowBits.synSeen) !== 0 && (bits & flowBits.synAckSeen) === 0 && int(I, bi + packets) > 0 && (int(I, bi + ints.synBits) & 8) !== 0 && real(R, b + nxt) === 1) {
    // Only the SYN went this way, and the answer is about an older connection.
    troubleOf(engine, slot).challenge ??= { frame, us }
    return false
  }
  if (int(I, bi + packets) > 0) {
    addReal(R, b + unseenBytes, missed)
    engine.histories.note(slot, letter.gap, direction, 1)
  }
  R[b + nxt] = ack
  I[bi + nxtSeq] = (int(I, bi + nxtSeq) + missed) | 0
  return true
}

/** RFC 6298, from segments sent once. */
function sampleRtt(engine: Engine, b: number, bi: number, us: number): void {
  const R = engine.state.real
  const I = engine.state.int
  if (us < 0) return
  const count = int(I, bi + rttSamples)
  I[bi + rttSamples] = count + 1
  if (count === 0) {
    R[b + rttSmooth] = us
    R[b + rttVar] = us / 2
    R[b + rttMin] = us
    R[b + rttMax] = us
    return
  }
  const smooth = real(R, b + rttSmooth)
  R[b + rttVar] = real(R, b + rttVar) * 0.75 + Math.abs(smooth - us) * 0.25
  R[b + rttSmooth] = smooth * 0.875 + us * 0.125
  if (us < real(R, b + rttMin)) R[b + rttMin] = us
  if (us > real(R, b + rttMax)) R[b + rttMax] = us
}

/** Holes that the peer acknowledges were filled somewhere else than at the tap: the capture missed those bytes. */
function passHoles(engine: Engine, slot: number, direction: number, b: number, bi: number, ack: number): void {
  const I = engine.state.int
  const filled = engine.holes.fill(int(I, bi + holeHead), 0, ack)
  I[bi + holeHead] = filled.head
  I[bi + holeCount] = int(I, bi + holeCount) + filled.added
  if (filled.missing === 0) return
  addReal(engine.state.real, b + unseenBytes, filled.missing)
  engine.histories.note(slot, letter.gap, direction, 1)
}

/** RFC 3522: an echo older than the resend acknowledges the first sending. */
function echo(engine: Engine, slot: number, direction: number, bi: number, ack: number, hasTs: boolean, tsEcr: number): void {
  const I = engine.state.int
  const trouble = troubleOf(engine, slot).of(direction)
  if (ack < trouble.echoEnd) return
  I[bi + watch] = int(I, bi + watch) & ~watchBits.eifel
  if (hasTs && ((tsEcr - trouble.echoTsVal) | 0) < 0) up(I, bi + ints.eifel)
}

/** The same acknowledgment again while data is outstanding (RFC 5681 section 2). */
export function duplicateAck(engine: Engine, slot: number, direction: number, _b: number, bi: number): void {
  const I = engine.state.int
  up(I, bi + dupRun)
  up(I, engine.state.at(slot, direction).int + ints.dupAcks)
}

/** Selective acknowledgments: how far beyond `una` the peer holds data, and proof of needless resends (RFC 2883). */
export function sackSeen(engine: Engine, segment: Segment, ack: number): void {
  const R = engine.state.real
  const I = engine.state.int
  const { peer, peerInt, ownInt } = segment
  const { sackCount, sackLeft, sackRight } = engine.options
  const base = int(I, peerInt + nxtSeq)
  const top = real(R, peer + nxt)
  const left = top + ((int(sackLeft, 0) - base) | 0)
  const right = top + ((int(sackRight, 0) - base) | 0)
  up(I, ownInt + ints.sackBlocks)
  const second = sackCount > 1 && left >= top + ((int(sackLeft, 1) - base) | 0) && right <= top + ((int(sackRight, 1) - base) | 0)
  if (right > left && (right <= ack || second)) {
    up(I, peerInt + ints.dsack)
    return
  }
  // One side's numbers were changed on the way and the blocks were not, or the capture misses the data.
  if (right <= left || right > top + mostBeyond || left < ack) return void up(I, ownInt + ints.sackOutside)
  if (right > real(R, peer + reals.sackHigh)) R[peer + reals.sackHigh] = right
  if ((int(I, peerInt + watch) & watchBits.chain) !== 0) {
    const trouble = troubleOf(engine, segment.slot).of(1 - segment.direction)
    trouble.chainPassed = Math.max(trouble.chainPassed, right - left)
  }
}

/** Data that the capture missed may be acknowledged selectively; a window's worth at most. */
const mostBeyond = 2 ** 26
