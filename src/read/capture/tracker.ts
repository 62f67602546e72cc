import { Addresses } from './addresses.ts'
import { acknowledged, duplicateAck, sackSeen } from './acknowledgments.ts'
import { Carriers } from './carriers.ts'
import { addReal, int, real, up } from './cells.ts'
import { control } from './control.ts'
import { letter, type Engine } from './engine.ts'
import { FlowState } from './flow-state.ts'
import { Histories } from './history.ts'
import { Holes } from './holes.ts'
import { quiet } from './idle.ts'
import { directionOffset, directionReals, directionStride, flowBits, flowInts, flowReals, flowStride, headerReals, ints, reals, watchBits } from './layout.ts'
import { TcpOptions } from './options.ts'
import type { Packet } from './packet.ts'
import { belowHighest, beyondHighest } from './resends.ts'
import { sampled, Samples } from './samples.ts'
import { flag, Segment } from './segment.ts'
import type { Trouble } from './trouble.ts'
import { probeOrKeepalive, windowClosed, windowOpened, windowShrunk } from './windows.ts'

/** Silences shorter than this are not looked at: 0.2 s is the shortest retransmission timeout in use. */
const noticedGapUs = 200_000
/** A copy of a frame that the capture took twice follows at once; a resend of any system comes later or carries another IP id. */
const copyWithinUs = 50_000
/** Timestamps padded with two no-operation options: how nearly every segment of nearly every system begins its options. */
const paddedTimestamps = 0x0101080a

const { nxt, una, edge, timer, lastTime, lastDataTime, rttEnd, rttTime, mostInFlight, flightTry, flightTryEnd, flightAcked, sizeTryEnd, bytes, headTime, tsFirstTime, tsLastTime } = reals
const { nxtSeq, packets, dataSegments, lastFrame, lastDataFrame, window, windowMin, windowMax, windowFirst, shift, ttlMin, ttlMax, ttlMode, ttlVotes, ipId, ipIdZero, ipIdStep, ipIdSame, ipIdOther } = ints
const { tsFirst, tsLast, tsBack, tsFirstFrame, tsLastFrame, dupRun, largest, largestAcked, sizeTry, largestFrame, dfYes, dfNo, headFrame, windowFull, sampleHead, sampleTail } = ints
const { lastFlags, lastLength, lastAck, lastSeq, watch } = ints
const { begun } = watchBits
const flowLastTime = flowReals.lastTime
const { pendingNeed } = flowReals
const { bits, packets: flowPackets, lastFrame: flowLastFrame, pendingBy, deathFrame, afterDeath, historyMask, duplicates } = flowInts
const headerFields = headerReals
const controlFlags = flag.syn | flag.fin | flag.rst
const synFlag = flag.syn
const ackFlag = flag.ack
const rstFlag = flag.rst
const synOrFin = flag.syn | flag.fin
const { scaleKnown } = flowBits

/** What one segment does to its flow. The common case runs through here without a call; everything rare is somewhere else. */
export class Tracker implements Engine {
  readonly state: FlowState
  readonly holes = new Holes()
  readonly samples = new Samples()
  readonly histories = new Histories()
  readonly options = new TcpOptions()
  readonly segment = new Segment()
  readonly troubles: (Trouble | undefined)[] = []
  readonly addresses = new Addresses()
  readonly carriers = new Carriers()
  readonly #real: Float64Array
  readonly #int: Int32Array

  constructor(state: FlowState = new FlowState()) {
    this.state = state
    this.#real = state.real
    this.#int = state.int
  }

  /** Gives false for a header that contradicts itself; nothing of it is counted then. */
  take(view: DataView, packet: Packet, slot: number, direction: number, us: number, frame: number): boolean {
    const R = this.#real
    const I = this.#int
    const at = packet.transport
    const word = view.getUint16(at + 12)
    const header = (word >>> 12) << 2
    const length = packet.length - header
    if (header < 20 || length < 0) return false
    const flags = word & 0xff
    const seq = view.getInt32(at + 4)
    const ack = view.getInt32(at + 8)
    const win = view.getUint16(at + 14)
    const f = slot * flowStride
    const fi = (f + headerFields) * 2
    const a = f + directionOffset + direction * directionStride
    const b = f + directionOffset + (1 - direction) * directionStride
    const ai = (a + directionReals) * 2
    const bi = (b + directionReals) * 2
    const id = packet.ipId
    if (id > 0 && id === I[ai + ipId] && seq === I[ai + lastSeq] && ack === I[ai + lastAck] && length === I[ai + lastLength] && flags === I[ai + lastFlags]) {
      if (us - real(R, a + lastTime) < copyWithinUs && (flags & rstFlag) === 0) {
        up(I, fi + duplicates)
        return true
      }
    }
    const options = this.options
    const optionEnd = at + header < packet.end ? at + header : packet.end
    let hasTs = false
    let tsVal = 0
    let tsEcr = 0
    let sacks = 0
    if (header === 32 && optionEnd === at + 32 && view.getInt32(at + 20) === paddedTimestamps) {
      hasTs = true
      tsVal = view.getInt32(at + 24)
      tsEcr = view.getInt32(at + 28)
      options.sackCount = 0
    } else {
      if ((flags & synFlag) !== 0) options.readHandshake(view, at + 20, optionEnd)
      else options.read(view, at + 20, optionEnd)
      hasTs = options.hasTimestamps
      tsVal = options.tsVal
      tsEcr = options.tsEcr
      sacks = options.sackCount
    }
    options.hasTimestamps = hasTs
    options.tsVal = tsVal
    options.tsEcr = tsEcr

    if ((int(I, ai + watch) & begun) === 0) this.#begin(a, ai, seq, (flags & synFlag) !== 0)
    const top = real(R, a + nxt)
    const rel = top + ((seq - int(I, ai + nxtSeq)) | 0)
    const end = rel + length + (flags & 1) + ((flags >> 1) & 1)
    const ackRel = (flags & ackFlag) === 0 ? -1 : this.#ackOf(b, bi, ack)
    const count = int(I, ai + packets)
    const gap = int(I, fi + flowPackets) === 0 ? 0 : us - real(R, f + flowLastTime)
    const ownGap = count === 0 ? 0 : us - real(R, a + lastTime)
    const rare = (flags & controlFlags) !== 0 || gap >= noticedGapUs || ownGap >= noticedGapUs || end !== top + length || rel !== top || sacks !== 0
    const segment = this.segment
    if (rare) {
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

    const sample = this.#sampleAt(ai, count)
    if (sample >= 0) {
      this.samples.write(sample, us, rel, ackRel, frame, length, flags)
      this.samples.writeRest(sample, win, packet.ttl, id, hasTs, tsVal, tsEcr)
    }
    R[f + flowLastTime] = us
    I[fi + flowLastFrame] = frame
    up(I, fi + flowPackets)
    if (count === 0) this.#firstOf(a, ai, us, frame)
    I[ai + packets] = count + 1
    I[ai + lastFrame] = frame
    if (int(I, fi + deathFrame) !== 0) up(I, fi + afterDeath)
    if ((flags & controlFlags) !== 0) {
      const isReset = (flags & rstFlag) !== 0
      control(this, segment, ackRel)
      R[a + lastTime] = us
      this.#remember(ai, seq, ack, length, flags, id)
      if (isReset) return true
    } else R[a + lastTime] = us

    const ttl = packet.ttl
    if (ttl === I[ai + ttlMode]) up(I, ai + ttlVotes)
    else this.#otherTtl(ai, ttl)
    if (id >= 0) this.#countId(ai, id)
    if (hasTs) {
      if (int(I, ai + tsFirstFrame) === 0) {
        I[ai + tsFirstFrame] = frame
        I[ai + tsFirst] = tsVal
        R[a + tsFirstTime] = us
      } else if (rel >= top && ((tsVal - int(I, ai + tsLast)) | 0) < 0) up(I, ai + tsBack)
      if (rel >= top) {
        I[ai + tsLast] = tsVal
        I[ai + tsLastFrame] = frame
        R[a + tsLastTime] = us
      }
    }

    // What this end sent.
    if (end > rel) {
      const acked = real(R, a + una)
      if (length > 0) {
        R[a + lastDataTime] = us
        I[ai + lastDataFrame] = frame
        up(I, ai + dataSegments)
        if (packet.dontFragment) up(I, ai + dfYes)
        else up(I, ai + dfNo)
        if ((int(I, fi + historyMask) & (1 << direction)) === 0) this.#noteFirst(slot, fi, 1 << direction, letter.data, direction)
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
        addReal(R, a + bytes, length)
        if (real(R, a + rttTime) === 0) {
          R[a + rttTime] = us
          R[a + rttEnd] = end
        }
      } else if (rel > top) beyondHighest(this, segment)
      else belowHighest(this, segment)
      if (rel >= top) {
        const flight = end - acked
        if (flight > real(R, a + mostInFlight)) R[a + mostInFlight] = flight
        if (flight > real(R, a + flightAcked) && real(R, a + flightTry) === 0) {
          R[a + flightTry] = flight
          R[a + flightTryEnd] = end
        }
        if (length > int(I, ai + largest)) {
          I[ai + largest] = length
          I[ai + largestFrame] = packet.wireLength
        }
        if (length > int(I, ai + largestAcked) && int(I, ai + sizeTry) === 0) {
          I[ai + sizeTry] = length
          R[a + sizeTryEnd] = end
        }
        if (length > 0 && (int(I, fi + bits) & scaleKnown) !== 0 && end >= real(R, a + edge)) up(I, ai + windowFull)
      }
    } else if (rel !== top) {
      if (rel > top) beyondHighest(this, segment)
      else if (rel === top - 1) probeOrKeepalive(this, segment, false)
    } else if ((int(I, fi + historyMask) & (4 << direction)) === 0) this.#noteFirst(slot, fi, 4 << direction, letter.ack, direction)

    // What it says of the other end's data.
    if (ackRel >= 0) {
      const before = real(R, b + una)
      const previous = int(I, ai + window)
      if (int(I, fi + pendingBy) === 2 - direction && ackRel >= real(R, f + pendingNeed)) I[fi + pendingBy] = -int(I, fi + pendingBy)
      if (ackRel > before) {
        acknowledged(this, slot, direction, b, bi, ackRel, us, frame, hasTs, tsEcr)
      } else if (ackRel === before && end === rel) {
        if (real(R, b + nxt) > ackRel && (win === previous || sacks !== 0)) duplicateAck(this, slot, direction, b, bi)
        else I[bi + dupRun] = 0
      }
      if (sacks !== 0) sackSeen(this, segment, ackRel)
      // The window of a SYN is never scaled, and the edge it sets is the first.
      const granted = (flags & synFlag) !== 0 || (int(I, fi + bits) & scaleKnown) === 0 ? win : win << int(I, ai + shift)
      if (ackRel >= before) {
        const right = ackRel + granted
        if (right < real(R, b + edge) && (int(I, fi + bits) & scaleKnown) !== 0 && (flags & synFlag) === 0) windowShrunk(this, slot, direction, b, right, int(I, ai + shift), us, frame)
        R[b + edge] = right
      }
    }
    if ((flags & synFlag) === 0) {
      const previous = int(I, ai + window)
      if (win === 0 && previous !== 0) windowClosed(this, slot, direction, us, frame)
      else if (win !== 0 && previous === 0) windowOpened(this, slot, direction, us, frame, 'reopened')
      if (win < int(I, ai + windowMin)) I[ai + windowMin] = win
      if (win > int(I, ai + windowMax)) I[ai + windowMax] = win
      if (int(I, ai + windowFirst) < 0) I[ai + windowFirst] = win
    }
    I[ai + window] = win
    if ((flags & controlFlags) === 0) this.#remember(ai, seq, ack, length, flags, id)
    return true
  }

  #remember(ai: number, seq: number, ack: number, length: number, flags: number, id: number): void {
    const I = this.#int
    I[ai + lastSeq] = seq
    I[ai + lastAck] = ack
    I[ai + lastLength] = length
    I[ai + lastFlags] = flags
    if ((flags & rstFlag) === 0) I[ai + ipId] = id
  }

  /** A direction whose SYN was not seen counts from the first sequence number seen, as its first byte. */
  #begin(a: number, ai: number, seq: number, isSyn: boolean): void {
    const R = this.#real
    const I = this.#int
    I[ai + ints.base] = isSyn ? seq : (seq - 1) | 0
    I[ai + nxtSeq] = seq
    const first = isSyn ? 0 : 1
    R[a + nxt] = first
    R[a + una] = first
    R[a + reals.start] = first
    I[ai + watch] = int(I, ai + watch) | begun
  }

  /** The acknowledgment, relative to the other end's initial sequence number; it also tells a number nobody has seen yet. */
  #ackOf(b: number, bi: number, ack: number): number {
    const I = this.#int
    if ((int(I, bi + watch) & begun) === 0) this.#begin(b, bi, ack, false)
    return real(this.#real, b + nxt) + ((ack - int(I, bi + nxtSeq)) | 0)
  }

  #firstOf(a: number, ai: number, us: number, frame: number): void {
    this.#real[a + reals.firstTime] = us
    this.#int[ai + ints.firstFrame] = frame
  }

  #otherTtl(ai: number, ttl: number): void {
    const I = this.#int
    if (ttl < int(I, ai + ttlMin)) I[ai + ttlMin] = ttl
    if (ttl > int(I, ai + ttlMax)) I[ai + ttlMax] = ttl
    // Boyer and Moore's majority vote.
    if (int(I, ai + ttlVotes) > 0) I[ai + ttlVotes] = int(I, ai + ttlVotes) - 1
    else {
      I[ai + ttlMode] = ttl
      I[ai + ttlVotes] = 1
    }
  }

  /** Steps as large as a thousand are one host's counter for many connections, or segments that a card cut. */
  #countId(ai: number, id: number): void {
    const I = this.#int
    const before = int(I, ai + ipId)
    if (id === 0) up(I, ai + ipIdZero)
    else if (before > 0) {
      const step = (id - before) & 0xffff
      if (step === 0) up(I, ai + ipIdSame)
      else if (step <= 1024) up(I, ai + ipIdStep)
      else up(I, ai + ipIdOther)
    }
  }

  #sampleAt(ai: number, count: number): number {
    const I = this.#int
    if (count === 0) I[ai + sampleHead] = this.samples.take()
    if (count < sampled) return int(I, ai + sampleHead) < 0 ? -1 : this.samples.at(int(I, ai + sampleHead), count)
    if (count === sampled) I[ai + sampleTail] = this.samples.take()
    return int(I, ai + sampleTail) < 0 ? -1 : this.samples.at(int(I, ai + sampleTail), count)
  }

  #noteFirst(slot: number, fi: number, bit: number, what: number, direction: number): void {
    this.#int[fi + historyMask] = int(this.#int, fi + historyMask) | bit
    this.histories.note(slot, what, direction, 1)
  }
}
