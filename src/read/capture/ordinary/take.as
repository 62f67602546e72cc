// AssemblyScript; compiled by scripts/ordinary-program.ts, which makes './layout' of the numbers that the TypeScript around it uses.
import { big32, half, int, octet, real, setHalf, setInt, setOctet, setReal, up } from './cells'
import { blockOfSamples, keep } from './kept'
import { flowBits, flowBytes, flowInts, flowReals, halves, ints, limits, octets, pendingSurvived, reals, regions, registerReals, sampled, watchBits } from './layout'
import { ack, acked, direction, edge, end, flags, flow, frame, gap, hasTs, id, isScaled, kind, length, own, ownGap, ownWatch } from './segment'
import { peer, peerAcked, peerWatch, previousWindow, seq, tcp, us, window, wireLength } from './segment'
import { history, quiet } from './silence'

/** What an ordinary segment does to its flow: as `Tracker.take`. */
export function take(): void {
  if (gap >= limits.noticedGapUs || ownGap >= limits.noticedGapUs) quiet()
  const count = int(own, ints.packets)
  if (count == sampled) setHalf(own, halves.sampleTail, blockOfSamples())
  keep(count)
  setInt(own, ints.packets, count + 1)
  numbered()
  last()
  if (hasTs) timestamp(big32(tcp + 24))
  told()
  if (length > 0) sent()
  answered()
  granted()
  if (us > real(regions.registers, registerReals.last)) setReal(regions.registers, registerReals.last, us)
}

/** What the next packets of its direction are compared with. */
function last(): void {
  setReal(own, reals.lastTime, us)
  setInt(own, ints.lastFrame, frame)
  setInt(own, ints.lastSeq, big32(tcp + 4))
  setInt(own, ints.lastAck, big32(tcp + 8))
  setInt(own, ints.lastLength, length)
  setOctet(own, octets.lastFlags, flags)
  setInt(own, ints.ipId, id)
  up(own, ints.ttlVotes)
}

/** How its host numbers its packets. */
function numbered(): void {
  const before = int(own, ints.ipId)
  if (before > 0 && <u32>(((id - before) & 0xffff) - 1) < <u32>limits.idStep) up(own, ints.ipIdStep)
  else if (id == 0) up(own, ints.ipIdZero)
  else if (id > 0 && before > 0 && ((before - id) & 0xffff) > limits.lateStep) up(own, ints.ipIdOther)
}

function timestamp(value: i32): void {
  if ((ownWatch & watchBits.timestamps) == 0) {
    setInt(own, ints.watch, int(own, ints.watch) | watchBits.timestamps)
    setInt(own, ints.tsFirstFrame, frame)
    setInt(own, ints.tsFirst, value)
    setReal(own, reals.tsFirstTime, us)
  } else if (value - int(own, ints.tsLast) < 0) up(own, ints.tsBack)
  setInt(own, ints.tsLast, value)
}

/** The first data or acknowledgment of its direction, in the history. */
function told(): void {
  const mask = octet(flow, flowBytes.historyMask)
  const bit = (length > 0 ? 1 : 4) << direction
  if ((mask & bit) != 0) return
  setOctet(flow, flowBytes.historyMask, mask | bit)
  history((length > 0 ? limits.dataLetter : limits.ackLetter) * 2 + direction)
}

/** New data of this end. */
function sent(): void {
  up(own, ints.dataSegments)
  if ((ownWatch & kind) == 0) setInt(own, ints.watch, int(own, ints.watch) | kind)
  if (seq <= acked) {
    setReal(own, reals.timer, us)
    setInt(own, ints.headFrame, frame)
  }
  setReal(own, reals.nxt, end)
  const rawEnd = big32(tcp + 4) + length
  setInt(own, ints.nxtSeq, rawEnd)
  setReal(own, reals.bytes, real(own, reals.bytes) + f64(length))
  if (real(own, reals.rttTime) == 0) {
    setReal(own, reals.rttTime, us)
    setInt(own, ints.rttEnd, rawEnd)
  }
  tried(rawEnd)
  if (isScaled && end >= real(own, reals.edge)) up(own, ints.windowFull)
}

/** Most in flight, and the largest segment: records that count once they are acknowledged. */
function tried(rawEnd: i32): void {
  const flight = end - acked
  if (flight > real(own, reals.mostInFlight)) setReal(own, reals.mostInFlight, flight)
  if (flight > real(own, reals.flightAcked) && real(own, reals.flightTry) == 0) {
    setReal(own, reals.flightTry, flight)
    setInt(own, ints.flightTryEnd, rawEnd)
  }
  if (length <= int(own, ints.largestAcked)) return
  if (length > int(own, ints.largest)) {
    setInt(own, ints.largest, length)
    setInt(own, ints.largestFrame, wireLength)
  }
  if (int(own, ints.sizeTry) != 0) return
  setInt(own, ints.sizeTry, length)
  setInt(own, ints.sizeTryEnd, rawEnd)
}

/** What it says of the other end's data. */
function answered(): void {
  const pendingBy = octet(flow, flowBytes.pendingBy)
  if (pendingBy == 2 - direction && ack >= real(flow, flowReals.pendingNeed)) setOctet(flow, flowBytes.pendingBy, pendingBy + pendingSurvived)
  if (ack > peerAcked) {
    acknowledged()
    if ((peerWatch & watchBits.synOpen) != 0) established()
  } else if (ack == peerAcked && length == 0) {
    if (real(peer, reals.nxt) > ack && window == previousWindow) {
      up(peer, ints.dupRun)
      up(own, ints.dupAcks)
    } else setInt(peer, ints.dupRun, 0)
  }
}

function acknowledged(): void {
  const rawAck = big32(tcp + 8)
  const timed = real(peer, reals.rttTime)
  if (timed != 0 && rawAck - int(peer, ints.rttEnd) >= 0) {
    if (us >= timed) roundTrip(us - timed)
    setReal(peer, reals.rttTime, 0)
  }
  const flightTry = real(peer, reals.flightTry)
  if (flightTry != 0 && rawAck - int(peer, ints.flightTryEnd) >= 0) {
    setReal(peer, reals.flightAcked, flightTry)
    setReal(peer, reals.flightTry, 0)
  }
  const sizeTry = int(peer, ints.sizeTry)
  if (sizeTry != 0 && rawAck - int(peer, ints.sizeTryEnd) >= 0) {
    setInt(peer, ints.largestAcked, sizeTry)
    setInt(peer, ints.sizeTry, 0)
  }
  if (ack - peerAcked > real(peer, reals.flightAcked)) setReal(peer, reals.flightAcked, ack - peerAcked)
  setReal(peer, reals.una, ack)
  setInt(peer, ints.dupRun, 0)
  setReal(peer, reals.timer, us)
  setInt(peer, ints.headFrame, frame)
}

/** As `sampleRtt`. */
function roundTrip(time: f64): void {
  const count = int(peer, ints.rttSamples)
  setInt(peer, ints.rttSamples, count + 1)
  if (count == 0) {
    setReal(peer, reals.rttSmooth, time)
    setReal(peer, reals.rttVar, time / 2)
    setReal(peer, reals.rttMin, time)
    setReal(peer, reals.rttMax, time)
    return
  }
  const smooth = real(peer, reals.rttSmooth)
  setReal(peer, reals.rttVar, real(peer, reals.rttVar) * 0.75 + Math.abs(smooth - time) * 0.25)
  setReal(peer, reals.rttSmooth, smooth * 0.875 + time * 0.125)
  if (time < real(peer, reals.rttMin)) setReal(peer, reals.rttMin, time)
  if (time > real(peer, reals.rttMax)) setReal(peer, reals.rttMax, time)
}

/** The first acknowledgment of a SYN. */
function established(): void {
  setInt(peer, ints.watch, int(peer, ints.watch) & ~watchBits.synOpen)
  const bits = int(flow, flowInts.bits)
  if ((bits & (flowBits.synAckSeen | flowBits.established)) != flowBits.synAckSeen || octet(flow, flowBytes.opener) != direction + 1) return
  setInt(flow, flowInts.bits, bits | flowBits.established)
  setReal(flow, flowReals.handshakeTime, us)
}

/** The window that it grants. */
function granted(): void {
  if (ack >= peerAcked) setReal(peer, reals.edge, edge)
  if (window < half(own, halves.windowMin)) setHalf(own, halves.windowMin, window)
  if (window > half(own, halves.windowMax)) setHalf(own, halves.windowMax, window)
  if ((ownWatch & watchBits.windowSeen) == 0) {
    setHalf(own, halves.windowFirst, window)
    setInt(own, ints.watch, int(own, ints.watch) | watchBits.windowSeen)
  }
  setInt(own, ints.window, window)
}
