import { Addresses } from './addresses.ts'
import { awaitedAck, duplicateAck, sackSeen, sampleRtt, unseen, watchedForAck } from './acknowledgments.ts'
import { Carriers } from './carriers.ts'
import { control } from './control.ts'
import { letter, type Engine } from './engine.ts'
import { FlowState } from './flow-state.ts'
import { Histories } from './history.ts'
import { Holes } from './holes.ts'
import { quiet } from './idle.ts'
import { directionOffset, directionStride, flowBits, flowInts, flowReals, flowsBegin, flowStride, ints, reals, watchBits } from './layout.ts'
import { OptionOrders, TcpOptions } from './options.ts'
import type { Packet } from './packet.ts'
import { begin, countId, edgeOfZero, firstOf, firstTimestamp, firstWindow, isCopy, larger, noteFirst, otherTtl } from './rarely.ts'
import { belowHighest, beyondHighest } from './resends.ts'
import { blockWords, sampled, sampleInts, sampleReals, Samples, sampleWords } from './samples.ts'
import { flag, Segment } from './segment.ts'
import type { Trouble } from './trouble.ts'
import { probeAnswered, probeOrKeepalive, windowShrunk } from './windows.ts'

/** Silences shorter than this are not looked at: 0.2 s is the shortest retransmission timeout in use. */
const noticedGapUs = 200_000
/** A step of the IP id as large as a thousand is one host's counter for many connections, or segments that a card cut. */
const idStep = 1024
/** Timestamps padded with two no-operation options: how nearly every segment of nearly every system begins its options. */
const paddedTimestamps = 0x0101080a

const { nxt, una, edge, rttTime, rttEnd, lastTime, timer, bytes, headTime, flightAcked, mostInFlight, flightTry, flightTryEnd, sizeTryEnd } = reals
const { nxtSeq, watch, window, dupRun, shift, packets, lastFrame, headFrame, largestAcked, sizeTry, dataSegments } = ints
const { ttlMode, ttlVotes, ipId, ipIdStep, tsLast, lastSeq, lastAck, lastLength, lastFlags, windowMin, windowMax, sampleTail, windowFull, tsBack, sampleHead } =
  ints
const { begun, whole, fragmentable, timestamps, windowSeen } = watchBits
const awaited = watchBits.keepalive | watchBits.probe
const { pendingNeed, lastTime: flowLastTime } = flowReals
const { bits, packets: flowPackets, lastFrame: flowLastFrame, pendingBy, deathFrame, afterDeath, historyMask, duplicates } = flowInts
const scaleDecided = flowBits.scaleKnown | flowBits.scaleOff
const { syn: synFlag, ack: ackFlag, rst: rstFlag } = flag
const controlFlags = flag.syn | flag.fin | flag.rst
const synOrFin = flag.syn | flag.fin
const { time: sampleTime, seq: sampleSeq, ack: sampleAck } = sampleReals
const { frame: sampleFrame, length: sampleLength, flags: sampleFlags, window: sampleWindow } = sampleInts
const { ttl: sampleTtl, ipId: sampleId, tsVal: sampleVal, tsEcr: sampleEcr, hasTs: sampleHas } = sampleInts

/** What one segment does to its flow. The common case runs through here without a call; everything rare is somewhere else. */
export class Tracker implements Engine {
  readonly state: FlowState
  readonly holes = new Holes()
  readonly samples = new Samples()
  readonly histories: Histories
  readonly options = new TcpOptions()
  readonly segment = new Segment()
  readonly troubles: (Trouble | undefined)[] = []
  readonly addresses = new Addresses()
  readonly carriers = new Carriers()
  readonly optionOrders = new OptionOrders()

  constructor(state: FlowState = new FlowState()) {
    this.state = state
    this.histories = new Histories(state)
  }

  /**
   * Gives false for a header that contradicts itself; nothing of it is counted then. The arrays are read in place and without calls:
   * before the compiler has seen enough to inline them, each would cost as much as the packet.
   */
  take(view: DataView, packet: Packet, slot: number, direction: number, time: Float64Array, frame: number): boolean {
    const R = this.state.real
    const I = this.state.int
    const at = packet.transport
    const word = view.getUint16(at + 12)
    const header = (word >>> 12) << 2
    const length = packet.length - header
    if (header < 20 || length < 0) return false
    const us = time[0] ?? 0
    const flags = word & 0xff
    const seq = view.getInt32(at + 4)
    const ack = view.getInt32(at + 8)
    const win = view.getUint16(at + 14)
    const f = flowsBegin + slot * flowStride
    const fi = f * 2
    const a = f + directionOffset + direction * directionStride
    const b = f + directionOffset + (1 - direction) * directionStride
    const ai = a * 2
    const bi = b * 2
    const id = packet.ipId
    const isAgain = id > 0 && (id === I[ai + ipId] || (length > 0 && ((seq - (I[ai + nxtSeq] ?? 0)) | 0) < 0))
    if (isAgain && isCopy(this, ai, us - (R[a + lastTime] ?? 0), seq, ack, length, flags, id)) {
      I[fi + duplicates] = (I[fi + duplicates] ?? 0) + 1
      return true
    }
    const options = this.options
    const optionEnd = Math.min(at + header, packet.end)
    if (header === 32 && optionEnd === at + 32 && view.getInt32(at + 20) === paddedTimestamps) {
      options.hasTimestamps = true
      options.tsVal = view.getInt32(at + 24)
      options.tsEcr = view.getInt32(at + 28)
      options.sackCount = 0
    } else if ((flags & synFlag) !== 0) options.readHandshake(view, at + 20, optionEnd)
    else options.read(view, at + 20, optionEnd)
    const hasTs = options.hasTimestamps
    const tsVal = options.tsVal
    const sacks = options.sackCount

    let ownWatch = I[ai + watch] ?? 0
    if ((ownWatch & begun) === 0 || ((flags & synFlag) !== 0 && seq !== I[ai + ints.base])) {
      begin(this, a, ai, seq, (flags & synFlag) !== 0)
      ownWatch |= begun
    }
    if ((flags & ackFlag) !== 0 && ((I[bi + watch] ?? 0) & begun) === 0) begin(this, b, bi, ack, false)
    const top = R[a + nxt] ?? 0
    const acked = R[a + una] ?? 0
    const rel = top + ((seq - (I[ai + nxtSeq] ?? 0)) | 0)
    const end = rel + length + (flags & 1) + ((flags >> 1) & 1)
    const peerTop = R[b + nxt] ?? 0
    const peerAcked = R[b + una] ?? 0
    const ackRel = (flags & ackFlag) === 0 ? -1 : peerTop + ((ack - (I[bi + nxtSeq] ?? 0)) | 0)
    const peerWatch = I[bi + watch] ?? 0
    const count = I[ai + packets] ?? 0
    const gap = I[fi + flowPackets] === 0 ? 0 : us - (R[f + flowLastTime] ?? 0)
    const ownGap = count === 0 ? 0 : us - (R[a + lastTime] ?? 0)
    const segment = this.segment
    if (
      (flags & controlFlags) !== 0 ||
      rel !== top ||
      ownGap >= noticedGapUs ||
      gap >= noticedGapUs ||
      sacks !== 0 ||
      length === 1 ||
      ackRel > peerTop ||
      (peerWatch & watchedForAck) !== 0
    ) {
      segment.slot = slot
      segment.direction = direction
      segment.us = us
      segment.frame = frame
      segment.flags = flags
      segment.seq = rel
      segment.end = end
      segment.length = length
      segment.window = win
      segment.ttl = packet.ttl
      segment.ipId = id
      segment.previousIpId = I[ai + ipId] ?? 0
      segment.gap = gap
      segment.ownGap = ownGap
      segment.header = f
      segment.headerInt = fi
      segment.own = a
      segment.ownInt = ai
      segment.peer = b
      segment.peerInt = bi
      segment.rawSeq = seq
      segment.rawAck = ack
      if (gap >= noticedGapUs || ownGap >= noticedGapUs) quiet(this, segment, ackRel)
    }

    if (count === 0) firstOf(this, a, ai, us, frame)
    else if (count === sampled) I[ai + sampleTail] = this.samples.take()
    const block = count < sampled ? (I[ai + sampleHead] ?? -1) : (I[ai + sampleTail] ?? -1)
    if (block >= 0) {
      const S = this.samples.int
      const SR = this.samples.real
      const p = block * blockWords + (count % sampled) * sampleWords
      const half = p >> 1
      SR[half + sampleTime] = us
      SR[half + sampleSeq] = rel
      SR[half + sampleAck] = ackRel
      S[p + sampleFrame] = frame
      S[p + sampleLength] = length
      S[p + sampleFlags] = flags
      S[p + sampleWindow] = win
      S[p + sampleTtl] = packet.ttl
      S[p + sampleId] = id
      S[p + sampleVal] = tsVal
      S[p + sampleEcr] = options.tsEcr
      S[p + sampleHas] = hasTs ? 1 : 0
    }
    I[ai + packets] = count + 1
    I[fi + flowPackets] = (I[fi + flowPackets] ?? 0) + 1
    if (I[fi + deathFrame] !== 0) I[fi + afterDeath] = (I[fi + afterDeath] ?? 0) + 1
    if ((flags & controlFlags) !== 0) {
      control(this, segment, ackRel)
      ownWatch = I[ai + watch] ?? 0
    }
    R[f + flowLastTime] = us
    I[fi + flowLastFrame] = frame
    R[a + lastTime] = us
    I[ai + lastFrame] = frame
    const previousId = I[ai + ipId] ?? 0
    I[ai + lastSeq] = seq
    I[ai + lastAck] = ack
    I[ai + lastLength] = length
    I[ai + lastFlags] = flags
    if ((flags & rstFlag) !== 0) return true
    I[ai + ipId] = id

    if (packet.ttl === I[ai + ttlMode]) I[ai + ttlVotes] = (I[ai + ttlVotes] ?? 0) + 1
    else otherTtl(this, ai, packet.ttl)
    if (previousId > 0 && (((id - previousId) & 0xffff) - 1) >>> 0 < idStep) I[ai + ipIdStep] = (I[ai + ipIdStep] ?? 0) + 1
    else if (id >= 0) countId(this, ai, id, previousId)
    if (hasTs && rel >= top) {
      if ((ownWatch & timestamps) === 0) {
        firstTimestamp(this, a, ai, us, frame, tsVal)
        ownWatch |= timestamps
      } else if (((tsVal - (I[ai + tsLast] ?? 0)) | 0) < 0) I[ai + tsBack] = (I[ai + tsBack] ?? 0) + 1
      I[ai + tsLast] = tsVal
    }

    // What this end sent.
    const scaled = ((I[fi + bits] ?? 0) & scaleDecided) !== 0
    if (end > rel) {
      if (length > 0) {
        I[ai + dataSegments] = (I[ai + dataSegments] ?? 0) + 1
        const kind = packet.dontFragment ? whole : fragmentable
        if ((ownWatch & kind) === 0) I[ai + watch] = (I[ai + watch] ?? 0) | kind
        if (rel >= top && ((I[fi + historyMask] ?? 0) & (1 << direction)) === 0) noteFirst(this, slot, fi, 1 << direction, letter.data, direction)
      }
      if (rel === top) {
        if (length === 1 && I[bi + window] === 0 && (flags & synOrFin) === 0) probeOrKeepalive(this, segment, true)
        if (top <= acked) {
          R[a + timer] = us
          R[a + headTime] = us
          I[ai + headFrame] = frame
        }
        R[a + nxt] = end
        I[ai + nxtSeq] = (seq + (end - rel)) | 0
        R[a + bytes] = (R[a + bytes] ?? 0) + length
        if (R[a + rttTime] === 0) {
          R[a + rttTime] = us
          R[a + rttEnd] = end
        }
      } else if (rel > top) beyondHighest(this, segment)
      else belowHighest(this, segment)
      if (rel >= top) {
        const flight = end - acked
        if (flight > (R[a + mostInFlight] ?? 0)) R[a + mostInFlight] = flight
        if (flight > (R[a + flightAcked] ?? 0) && R[a + flightTry] === 0) {
          R[a + flightTry] = flight
          R[a + flightTryEnd] = end
        }
        if (length > (I[ai + largestAcked] ?? 0)) larger(this, a, ai, length, end, packet.wireLength)
        if (scaled && length > 0 && end >= (R[a + edge] ?? 0)) I[ai + windowFull] = (I[ai + windowFull] ?? 0) + 1
      }
    } else if (rel !== top) {
      if (rel > top) beyondHighest(this, segment)
      else if (rel === top - 1 || rel === acked - 1) probeOrKeepalive(this, segment, false)
    } else if (((I[fi + historyMask] ?? 0) & (4 << direction)) === 0) noteFirst(this, slot, fi, 4 << direction, letter.ack, direction)

    // What it says of the other end's data.
    const previous = I[ai + window] ?? 0
    if (ackRel >= 0) {
      if (I[fi + pendingBy] === 2 - direction && ackRel >= (R[f + pendingNeed] ?? 0)) I[fi + pendingBy] = direction - 2
      if ((peerWatch & awaited) !== 0) probeAnswered(this, slot, 1 - direction, bi)
      if (ackRel > peerAcked) {
        if (ackRel <= peerTop || unseen(this, segment, ackRel)) {
          if (R[b + rttTime] !== 0 && ackRel >= (R[b + rttEnd] ?? 0)) {
            sampleRtt(this, b, bi, us - (R[b + rttTime] ?? 0))
            R[b + rttTime] = 0
          }
          if (R[b + flightTry] !== 0 && ackRel >= (R[b + flightTryEnd] ?? 0)) {
            R[b + flightAcked] = R[b + flightTry] ?? 0
            R[b + flightTry] = 0
          }
          if (I[bi + sizeTry] !== 0 && ackRel >= (R[b + sizeTryEnd] ?? 0)) {
            I[bi + largestAcked] = I[bi + sizeTry] ?? 0
            I[bi + sizeTry] = 0
          }
          // All that it takes off at once was in flight together.
          if (ackRel - peerAcked > (R[b + flightAcked] ?? 0)) R[b + flightAcked] = ackRel - peerAcked
          R[b + una] = ackRel
          I[bi + dupRun] = 0
          R[b + timer] = us
          // When the oldest byte left was sent is not kept; the samples tell it where it matters.
          R[b + headTime] = us
          I[bi + headFrame] = frame
          if ((peerWatch & watchedForAck) !== 0) awaitedAck(this, segment, ackRel)
        }
      } else if (ackRel === peerAcked && end === rel) {
        if (peerTop > ackRel && rel === top && (win === previous || sacks !== 0)) duplicateAck(this, slot, direction, bi)
        else I[bi + dupRun] = 0
      }
      if (sacks !== 0) sackSeen(this, segment, ackRel)
      // The window of a SYN is never scaled, and the edge it sets is the first.
      if (ackRel >= peerAcked) {
        const right = ackRel + (scaled && (flags & synFlag) === 0 ? win * (1 << (I[ai + shift] ?? 0)) : win)
        if (scaled && right < (R[b + edge] ?? 0) && (ownWatch & windowSeen) !== 0) windowShrunk(this, slot, direction, b, right, I[ai + shift] ?? 0, us, frame)
        R[b + edge] = right
      }
    }
    if ((flags & synFlag) === 0) {
      if (win !== previous && (win === 0 || previous <= 0)) edgeOfZero(this, slot, direction, win, previous, us, frame)
      if (win < (I[ai + windowMin] ?? 0)) I[ai + windowMin] = win
      if (win > (I[ai + windowMax] ?? 0)) I[ai + windowMax] = win
      if ((ownWatch & windowSeen) === 0) firstWindow(this, ai, win)
    }
    I[ai + window] = win
    return true
  }
}
