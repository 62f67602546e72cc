import { awaitedAck, duplicateAck, sackSeen, sampleRtt, unseen, watchedForAck } from './acknowledgments.ts'
import { half, int, octet, real } from './cells.ts'
import type { Engine } from './engine.ts'
import { flowBytes, flowReals, halves, ints, octets, pendingSurvived, reals, watchBits } from './layout.ts'
import { flag, isBefore, type Segment } from './segment.ts'
import { probeAnswered, windowClosed, windowOpened, windowShrunk } from './windows.ts'

const awaited = watchBits.keepalive | watchBits.probe

/** What a segment with an acknowledgment says of the other end's data. */
export function answered(engine: Engine, segment: Segment): void {
  const { real: R, int: I, byte: B } = engine.state
  const { slot, direction, header, headerByte, peerInt, ack, peerTop, peerAcked } = segment
  const { sackCount } = engine.options
  // The gap that it breaks is survived when what broke it is acknowledged.
  if (octet(B, headerByte + flowBytes.pendingBy) === 2 - direction && ack >= real(R, header + flowReals.pendingNeed))
    B[headerByte + flowBytes.pendingBy] = 2 - direction + pendingSurvived
  if ((segment.peerWatch & awaited) !== 0) probeAnswered(engine, slot, 1 - direction, peerInt)
  if (ack > peerAcked) {
    if (ack <= peerTop || unseen(engine, segment, ack)) acknowledged(engine, segment)
  } else if (ack === peerAcked && segment.end === segment.seq) {
    const isSame = segment.window === segment.previousWindow || sackCount !== 0
    if (peerTop > ack && segment.seq === segment.top && isSame) duplicateAck(engine, slot, direction, peerInt)
    else I[peerInt + ints.dupRun] = 0
  }
  if (sackCount !== 0) sackSeen(engine, segment, ack)
  if (ack >= peerAcked) edge(engine, segment)
}

function acknowledged(engine: Engine, segment: Segment): void {
  const { real: R, int: I } = engine.state
  const { peer, peerInt, ack, rawAck, us } = segment
  if (real(R, peer + reals.rttTime) !== 0 && !isBefore(rawAck, int(I, peerInt + ints.rttEnd))) {
    sampleRtt(engine, peer, peerInt, us - real(R, peer + reals.rttTime))
    R[peer + reals.rttTime] = 0
  }
  if (real(R, peer + reals.flightTry) !== 0 && !isBefore(rawAck, int(I, peerInt + ints.flightTryEnd))) {
    R[peer + reals.flightAcked] = real(R, peer + reals.flightTry)
    R[peer + reals.flightTry] = 0
  }
  if (int(I, peerInt + ints.sizeTry) !== 0 && !isBefore(rawAck, int(I, peerInt + ints.sizeTryEnd))) {
    I[peerInt + ints.largestAcked] = int(I, peerInt + ints.sizeTry)
    I[peerInt + ints.sizeTry] = 0
  }
  // All that it takes off at once was in flight together.
  if (ack - segment.peerAcked > real(R, peer + reals.flightAcked)) R[peer + reals.flightAcked] = ack - segment.peerAcked
  R[peer + reals.una] = ack
  I[peerInt + ints.dupRun] = 0
  // When the oldest byte left was sent is not kept; the samples tell it where it matters.
  R[peer + reals.timer] = us
  I[peerInt + ints.headFrame] = segment.frame
  if ((segment.peerWatch & watchedForAck) !== 0) awaitedAck(engine, segment, ack)
}

/** The right edge of the window that it grants. The window of a SYN is never scaled, and the edge it sets is the first. */
function edge(engine: Engine, segment: Segment): void {
  const { peer, isScaled, window, ack } = segment
  const shift = octet(engine.state.byte, segment.own * 8 + octets.shift)
  const right = ack + (isScaled && (segment.flags & flag.syn) === 0 ? window * (1 << shift) : window)
  const isShrunk = isScaled && right < real(engine.state.real, peer + reals.edge)
  if (isShrunk && (segment.ownWatch & watchBits.windowSeen) !== 0) windowShrunk(engine, segment, right, shift)
  engine.state.real[peer + reals.edge] = right
}

/** The window that it tells. */
export function granted(engine: Engine, segment: Segment): void {
  const { int: I, half: H } = engine.state
  const { slot, direction, ownInt, window, previousWindow, us, frame } = segment
  const ownHalf = segment.own * 4
  if ((segment.flags & flag.syn) === 0) {
    if (window === 0 && previousWindow !== 0) windowClosed(engine, slot, direction, us, frame)
    else if (window !== 0 && previousWindow === 0) windowOpened(engine, slot, direction, us, frame, 'reopened')
    if (window < half(H, ownHalf + halves.windowMin)) H[ownHalf + halves.windowMin] = window
    if (window > half(H, ownHalf + halves.windowMax)) H[ownHalf + halves.windowMax] = window
    if ((segment.ownWatch & watchBits.windowSeen) === 0) {
      H[ownHalf + halves.windowFirst] = window
      I[ownInt + ints.watch] = int(I, ownInt + ints.watch) | watchBits.windowSeen
    }
  }
  I[ownInt + ints.window] = window
}
