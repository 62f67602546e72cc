// AssemblyScript; compiled by scripts/ordinary-program.ts, which makes './layout' of the numbers that the TypeScript around it uses.
import { big32, int, real, setInt, setReal, up } from './cells'
import { blockOfSamples, keep } from './kept'
import { flowBits, flowInts, flowReals, ints, limits, reals, regions, registerReals, sampled, watchBits } from './layout'
import { ack, acked, direction, edge, end, flags, flow, frame, gap, hasTs, id, isScaled, kind, length, own, ownGap, ownWatch } from './segment'
import { peer, peerAcked, peerWatch, previousWindow, seq, tcp, us, window, wireLength } from './segment'
import { history, quiet } from './silence'

/** What an ordinary segment does to its flow: as `Tracker.take`. */
export function take(): void {
  if (gap >= limits.noticedGapUs || ownGap >= limits.noticedGapUs) quiet()
  const count = int(own, ints.packets)
  if (count == sampled) setInt(own, ints.sampleTail, blockOfSamples())
  keep(count)
  setInt(own, ints.packets, count + 1)
  up(flow, flowInts.packets)
  if (int(flow, flowInts.deathFrame) != 0) up(flow, flowInts.afterDeath)
  setReal(flow, flowReals.lastTime, us)
  setInt(flow, flowInts.lastFrame, frame)
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
  setInt(own, ints.lastFlags, flags)
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
  const mask = int(flow, flowInts.historyMask)
  const bit = (length > 0 ? 1 : 4) << direction
  if ((mask & bit) != 0) return
  setInt(flow, flowInts.historyMask, mask | bit)
  history((length > 0 ? limits.dataLetter : limits.ackLetter) * 2 + direction)
}

/** New data of this end. */
function sent(): void {
  up(own, ints.dataSegments)
  if ((ownWatch & kind) == 0) setInt(own, ints.watch, int(own, ints.watch) | kind)
  if (seq <= acked) {
    setReal(own, reals.timer, us)
    setReal(own, reals.headTime, us)
    setInt(own, ints.headFrame, frame)
  }
  setReal(own, reals.nxt, end)
  setInt(own, ints.nxtSeq, big32(tcp + 4) + length)
  setReal(own, reals.bytes, real(own, reals.bytes) + f64(length))
  if (real(own, reals.rttTime) == 0) {
    setReal(own, reals.rttTime, us)
    setReal(own, reals.rttEnd, end)
  }
  tried()
  if (isScaled && end >= real(own, reals.edge)) up(own, ints.windowFull)
}

/** Most in flight, and the largest segment: records that count once they are acknowledged. */
function tried(): void {
  const flight = end - acked
  if (flight > real(own, reals.mostInFlight)) setReal(own, reals.mostInFlight, flight)
  if (flight > real(own, reals.flightAcked) && real(own, reals.flightTry) == 0) {
    setReal(own, reals.flightTry, flight)
    setReal(own, reals.flightTryEnd, end)
  }
  if (length <= int(own, ints.largestAcked)) return
  if (length > int(own, ints.largest)) {
    setInt(own, ints.largest, length)
    setInt(own, ints.largestFrame, wireLength)
  }
  if (int(own, ints.sizeTry) != 0) return
  setInt(own, ints.sizeTry, length)
  setReal(own, reals.sizeTryEnd, end)
}

/** What it says of the other end's data. */
function answered(): void {
  const pendingBy = int(flow, flowInts.pendingBy)
  if (pendingBy == 2 - direction && ack >= real(flow, flowReals.pendingNeed)) setInt(flow, flowInts.pendingBy, direction - 2)
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
  const timed = real(peer, reals.rttTime)
  if (timed != 0 && ack >= real(peer, reals.rttEnd)) {
    if (us >= timed) roundTrip(us - timed)
    setReal(peer, reals.rttTime, 0)
  }
  const flightTry = real(peer, reals.flightTry)
  if (flightTry != 0 && ack >= real(peer, reals.flightTryEnd)) {
    setReal(peer, reals.flightAcked, flightTry)
    setReal(peer, reals.flightTry, 0)
  }
  const sizeTry = int(peer, ints.sizeTry)
  if (sizeTry != 0 && ack >= real(peer, reals.sizeTryEnd)) {
    setInt(peer, ints.largestAcked, sizeTry)
    setInt(peer, ints.sizeTry, 0)
  }
  if (ack - peerAcked > real(peer, reals.flightAcked)) setReal(peer, reals.flightAcked, ack - peerAcked)
  setReal(peer, reals.una, ack)
  setInt(peer, ints.dupRun, 0)
  setReal(peer, reals.timer, us)
  setReal(peer, reals.headTime, us)
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
  if ((bits & (flowBits.synAckSeen | flowBits.established)) != flowBits.synAckSeen || int(flow, flowInts.opener) != direction) return
  setInt(flow, flowInts.bits, bits | flowBits.established)
  setReal(flow, flowReals.handshakeTime, us)
}

/** The window that it grants. */
function granted(): void {
  if (ack >= peerAcked) setReal(peer, reals.edge, edge)
  if (window < int(own, ints.windowMin)) setInt(own, ints.windowMin, window)
  if (window > int(own, ints.windowMax)) setInt(own, ints.windowMax, window)
  if ((ownWatch & watchBits.windowSeen) == 0) {
    setInt(own, ints.windowFirst, window)
    setInt(own, ints.watch, int(own, ints.watch) | watchBits.windowSeen)
  }
  setInt(own, ints.window, window)
}
