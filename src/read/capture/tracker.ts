import { Addresses } from './addresses.ts'
import { answered, granted } from './answered.ts'
import { Carriers } from './carriers.ts'
import { int, up } from './cells.ts'
import { control } from './control.ts'
import { isCopy } from './copies.ts'
import type { Engine } from './engine.ts'
import { FlowState } from './flow-state.ts'
import { Histories } from './history.ts'
import { Holes } from './holes.ts'
import { noticedGapUs, quiet } from './idle.ts'
import { numbered, timestamp, voted } from './host-signs.ts'
import { flowInts, flowReals, ints, reals, scaleDecided, watchBits } from './layout.ts'
import { OptionOrders, TcpOptions } from './options.ts'
import type { EngineMemory } from './ordinary/engine-memory.ts'
import type { Packet } from './packet.ts'
import { sampled, Samples } from './samples.ts'
import { flag, Segment } from './segment.ts'
import { sent } from './sent.ts'
import type { Trouble } from './trouble.ts'

const controlFlags = flag.syn | flag.fin | flag.rst

/** What one segment does to its flow. The program of `ordinary/` takes the segments that nothing special happens to, and comes to the same numbers. */
export class Tracker implements Engine {
  readonly state: FlowState
  readonly holes = new Holes()
  readonly samples: Samples
  readonly histories: Histories
  readonly options = new TcpOptions()
  readonly segment = new Segment()
  readonly troubles: (Trouble | undefined)[] = []
  readonly addresses: Addresses
  readonly carriers = new Carriers()
  readonly optionOrders = new OptionOrders()

  constructor(memory: EngineMemory) {
    this.state = new FlowState(memory)
    this.samples = new Samples(memory)
    this.addresses = new Addresses(memory)
    this.histories = new Histories(this.state)
  }

  /** Gives false for a header that contradicts itself; nothing of it is counted then. */
  take(view: DataView, packet: Packet, slot: number, direction: number, time: Float64Array, frame: number): boolean {
    const { segment, state } = this
    if (!segment.read(view, packet)) return false
    segment.us = time[0] ?? 0
    segment.frame = frame
    segment.locate(slot, direction)
    if (isCopy(this, segment)) {
      up(state.int, segment.headerInt + flowInts.duplicates)
      return true
    }
    this.options.take(view, packet, (segment.flags & flag.syn) !== 0)
    this.#begin(segment)
    segment.relate(state)
    if (segment.gap >= noticedGapUs || segment.ownGap >= noticedGapUs) quiet(this, segment)
    this.#count(segment)
    if ((segment.flags & controlFlags) !== 0) control(this, segment)
    this.#last(segment)
    if ((segment.flags & flag.rst) === 0) this.#flowOn(segment)
    return true
  }

  /** A direction begins with its SYN, or with whatever is seen of it first. */
  #begin(segment: Segment): void {
    const I = this.state.int
    const { own, ownInt, peer, peerInt, flags, rawSeq, rawAck } = segment
    const isSyn = (flags & flag.syn) !== 0
    const hasBegun = (int(I, ownInt + ints.watch) & watchBits.begun) !== 0
    if (!hasBegun || (isSyn && rawSeq !== int(I, ownInt + ints.base))) this.#beginAt(own, ownInt, rawSeq, isSyn)
    if ((flags & flag.ack) !== 0 && (int(I, peerInt + ints.watch) & watchBits.begun) === 0) this.#beginAt(peer, peerInt, rawAck, false)
  }

  /** Without a SYN the first sequence number seen counts as that of the first byte. */
  #beginAt(at: number, atInt: number, seq: number, isSyn: boolean): void {
    const { real: R, int: I } = this.state
    const first = isSyn ? 0 : 1
    I[atInt + ints.base] = isSyn ? seq : (seq - 1) | 0
    I[atInt + ints.nxtSeq] = seq
    R[at + reals.nxt] = first
    R[at + reals.una] = first
    R[at + reals.start] = first
    I[atInt + ints.watch] = int(I, atInt + ints.watch) | watchBits.begun
  }

  /** Keeps it among the first or the last of its direction, and counts it. */
  #count(segment: Segment): void {
    const { real: R, int: I } = this.state
    const { own, ownInt, headerInt } = segment
    const count = int(I, ownInt + ints.packets)
    if (count === 0) {
      R[own + reals.firstTime] = segment.us
      I[ownInt + ints.firstFrame] = segment.frame
      I[ownInt + ints.sampleHead] = this.samples.take()
    } else if (count === sampled) I[ownInt + ints.sampleTail] = this.samples.take()
    this.samples.keep(int(I, ownInt + (count < sampled ? ints.sampleHead : ints.sampleTail)), count, segment, this.options)
    I[ownInt + ints.packets] = count + 1
    up(I, headerInt + flowInts.packets)
    if (int(I, headerInt + flowInts.deathFrame) !== 0) up(I, headerInt + flowInts.afterDeath)
  }

  /** What the next packets of its direction are compared with. */
  #last({ us, frame, header, headerInt, own, ownInt, rawSeq, rawAck, length, flags }: Segment): void {
    const { real: R, int: I } = this.state
    R[header + flowReals.lastTime] = us
    I[headerInt + flowInts.lastFrame] = frame
    R[own + reals.lastTime] = us
    I[ownInt + ints.lastFrame] = frame
    I[ownInt + ints.lastSeq] = rawSeq
    I[ownInt + ints.lastAck] = rawAck
    I[ownInt + ints.lastLength] = length
    I[ownInt + ints.lastFlags] = flags
  }

  /** What it says of its host, of this end's data and of the other's. */
  #flowOn(segment: Segment): void {
    const I = this.state.int
    I[segment.ownInt + ints.ipId] = segment.ipId
    voted(this, segment)
    numbered(this, segment)
    if (this.options.hasTimestamps && segment.seq >= segment.top) timestamp(this, segment)
    segment.isScaled = (int(I, segment.headerInt + flowInts.bits) & scaleDecided) !== 0
    sent(this, segment)
    if (segment.ack >= 0) answered(this, segment)
    granted(this, segment)
  }
}
