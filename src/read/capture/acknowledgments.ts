import { int, octet, real, up } from './cells.ts'
import { troubleOf, letter, type Engine } from './engine.ts'
import { flowBits, flowInts, flowReals, ints, octets, reals, synBits, watchBits } from './layout.ts'
import { answerChain } from './chains.ts'
import type { Segment } from './segment.ts'

const { nxt, rttSmooth, rttVar, rttMin, rttMax } = reals
const { nxtSeq, packets, dupRun, watch, rttSamples } = ints

/** An acknowledgment so far beyond everything seen is another connection's or garbage, not lost packets. */
const mostUnseen = 2 ** 30

/** What asks for a closer look at an acknowledgment of new data. */
export const watchedForAck = watchBits.chain | watchBits.eifel | watchBits.recoveryByTimer | watchBits.holes | watchBits.synOpen

/** An acknowledgment of new data that something waits for. `direction` is the acknowledging end's; `b` is where the acknowledged end's numbers lie. */
export function awaitedAck(engine: Engine, segment: Segment, ack: number): void {
  const I = engine.state.int
  const { slot, direction, us, frame } = segment
  const bi = segment.peerInt
  const bits = int(I, bi + watch)
  if ((bits & watchBits.synOpen) !== 0) established(engine, slot, direction, bi, us)
  if ((bits & watchBits.holes) !== 0) passHoles(engine, slot, 1 - direction, bi, ack)
  if ((bits & watchBits.eifel) !== 0) echo(engine, slot, 1 - direction, bi, ack)
  if ((bits & watchBits.chain) !== 0) answerChain(engine, slot, 1 - direction, bi, ack, us, frame)
  if ((bits & watchBits.recoveryByTimer) !== 0 && ack >= troubleOf(engine, slot).of(1 - direction).recover)
    I[bi + watch] = int(I, bi + watch) & ~watchBits.recoveryByTimer
}

/** The first acknowledgment of a SYN-ACK ends the handshake. */
function established(engine: Engine, slot: number, direction: number, bi: number, us: number): void {
  const I = engine.state.int
  I[bi + watch] = int(I, bi + watch) & ~watchBits.synOpen
  const headerInt = engine.state.header(slot)
  const bits = int(I, headerInt + flowInts.bits)
  if ((bits & (flowBits.synAckSeen | flowBits.established)) !== flowBits.synAckSeen || engine.state.headerByte(slot, 'opener') !== direction + 1) return
  I[headerInt + flowInts.bits] = bits | flowBits.established
  engine.state.real[engine.state.begin(slot) + flowReals.handshakeTime] = us
}

/** The peer acknowledges what was never seen here: the capture missed it. Gives false when that cannot be. */
export function unseen(engine: Engine, segment: Segment, ack: number): boolean {
  const { slot, us, frame, peer: b, peerInt: bi } = segment
  const direction = 1 - segment.direction
  const R = engine.state.real
  const I = engine.state.int
  const missed = ack - real(R, b + nxt)
  const headerInt = engine.state.header(slot)
  const bits = int(I, headerInt + flowInts.bits)
  if (missed > mostUnseen) return false
  if (
    (bits & flowBits.synSeen) !== 0 &&
    (bits & flowBits.synAckSeen) === 0 &&
    int(I, bi + packets) > 0 &&
    (octet(engine.state.byte, b * 8 + octets.synBits) & synBits.seen) !== 0 &&
    real(R, b + nxt) === 1
  ) {
    // Only the SYN went this way, and the answer is about an older connection.
    troubleOf(engine, slot).challenge ??= { frame, us }
    return false
  }
  if (int(I, bi + packets) > 0) {
    troubleOf(engine, slot).of(direction).unseenBytes += missed
    engine.histories.note(slot, letter.gap, direction, 1)
  }
  R[b + nxt] = ack
  I[bi + nxtSeq] = (int(I, bi + nxtSeq) + missed) | 0
  return true
}

/** RFC 6298, from segments sent once. */
export function sampleRtt(engine: Engine, b: number, bi: number, us: number): void {
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
function passHoles(engine: Engine, slot: number, direction: number, bi: number, ack: number): void {
  const I = engine.state.int
  const trouble = troubleOf(engine, slot).of(direction)
  const filled = engine.holes.fill(trouble.holeHead, 0, ack)
  trouble.holeHead = filled.head
  if (filled.head < 0) I[bi + watch] = int(I, bi + watch) & ~watchBits.holes
  trouble.holeCount += filled.added
  if (filled.missing === 0) return
  trouble.unseenBytes += filled.missing
  engine.histories.note(slot, letter.gap, direction, 1)
}

/** RFC 3522: an echo older than the resend acknowledges the first sending. */
function echo(engine: Engine, slot: number, direction: number, bi: number, ack: number): void {
  const I = engine.state.int
  const { hasTimestamps, tsEcr } = engine.options
  const trouble = troubleOf(engine, slot).of(direction)
  if (ack < trouble.echoEnd) return
  I[bi + watch] = int(I, bi + watch) & ~watchBits.eifel
  if (hasTimestamps && ((tsEcr - trouble.echoTsVal) | 0) < 0) trouble.eifel += 1
}

/** The same acknowledgment again while data is outstanding (RFC 5681 section 2). */
export function duplicateAck(engine: Engine, slot: number, direction: number, bi: number): void {
  const I = engine.state.int
  up(I, bi + dupRun)
  up(I, engine.state.at(slot, direction).int + ints.dupAcks)
}

/** Selective acknowledgments: how far beyond `una` the peer holds data, and proof of needless resends (RFC 2883). */
export function sackSeen(engine: Engine, segment: Segment, ack: number): void {
  const R = engine.state.real
  const I = engine.state.int
  const { peer, peerInt } = segment
  const { sackCount, sackLeft, sackRight } = engine.options
  const base = int(I, peerInt + nxtSeq)
  const top = real(R, peer + nxt)
  const left = top + ((int(sackLeft, 0) - base) | 0)
  const right = top + ((int(sackRight, 0) - base) | 0)
  const trouble = troubleOf(engine, segment.slot)
  const [own, ofPeer] = [trouble.of(segment.direction), trouble.of(1 - segment.direction)]
  own.sackBlocks += 1
  const second = sackCount > 1 && left >= top + ((int(sackLeft, 1) - base) | 0) && right <= top + ((int(sackRight, 1) - base) | 0)
  if (right > left && (right <= ack || second)) {
    ofPeer.dsack += 1
    return
  }
  // One side's numbers were changed on the way and the blocks were not, or the capture misses the data.
  if (right <= left || right > top + mostBeyond || left < ack) {
    own.sackOutside += 1
    return
  }
  if (right > ofPeer.sackHigh) ofPeer.sackHigh = right
  if ((int(I, peerInt + watch) & watchBits.chain) !== 0) ofPeer.chainPassed = Math.max(ofPeer.chainPassed, right - left)
}

/** Data that the capture missed may be acknowledged selectively; a window's worth at most. */
const mostBeyond = 2 ** 26
