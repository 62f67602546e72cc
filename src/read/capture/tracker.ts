import { Addresses } from './addresses.ts'
import { answered, granted } from './answered.ts'
import { Carriers } from './carriers.ts'
import { half, int, up } from './cells.ts'
import { control } from './control.ts'
import { isCopy } from './copies.ts'
import { type Engine, type Fins, troubleOf } from './engine.ts'
import { FlowState } from './flow-state.ts'
import { Histories } from './history.ts'
import { Holes } from './holes.ts'
import { noticedGapUs, quiet } from './idle.ts'
import { numbered, timestamp, voted } from './host-signs.ts'
import { flowBits, flowInts, halves, ints, octets, reals, scaleDecided, watchBits } from './layout.ts'
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
  readonly fins: (Fins | undefined)[] = []
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
    const { ownInt, peerInt, flags, rawSeq, rawAck } = segment
    const isSyn = (flags & flag.syn) !== 0
    const hasBegun = (int(I, ownInt + ints.watch) & watchBits.begun) !== 0
    if (!hasBegun || (isSyn && rawSeq !== this.state.initialSeq(segment.own))) this.#beginAt(segment, segment.direction, rawSeq, isSyn)
    if ((flags & flag.ack) !== 0 && (int(I, peerInt + ints.watch) & watchBits.begun) === 0) this.#beginAt(segment, 1 - segment.direction, rawAck, false)
  }

  /** Without a SYN the first sequence number seen counts as that of the first byte. */
  #beginAt({ slot, direction, own, peer }: Segment, whose: number, seq: number, isSyn: boolean): void {
    const { real: R, int: I } = this.state
    const at = whose === direction ? own : peer
    const atInt = at * 2
    const first = isSyn ? 0 : 1
    I[atInt + ints.nxtSeq] = seq
    R[at + reals.nxt] = first
    R[at + reals.una] = first
    I[atInt + ints.watch] = (int(I, atInt + ints.watch) & ~watchBits.fromSyn) | watchBits.begun | (isSyn ? watchBits.fromSyn : 0)
    const trouble = this.troubles[slot]?.known(whose)
    if (trouble !== undefined) trouble.start = -1
  }

  /** Keeps it among the first or the last of its direction, and counts it. */
  #count(segment: Segment): void {
    const { real: R, int: I, half: H } = this.state
    const { own, ownInt } = segment
    const count = int(I, ownInt + ints.packets)
    if (count === 0) {
      R[own + reals.firstTime] = segment.us
      I[ownInt + ints.firstFrame] = segment.frame
    }
    const block = own * 4 + (count < sampled ? halves.sampleHead : halves.sampleTail)
    if (count === 0 || count === sampled) H[block] = this.samples.take()
    this.samples.keep(half(H, block), count, segment, this.options)
    I[ownInt + ints.packets] = count + 1
    if ((int(I, segment.headerInt + flowInts.bits) & flowBits.dead) !== 0) troubleOf(this, segment.slot).packetsAfterDeath += 1
  }

  /** What the next packets of its direction are compared with. */
  #last({ us, frame, own, ownInt, rawSeq, rawAck, length, flags }: Segment): void {
    const { real: R, int: I, byte: B } = this.state
    R[own + reals.lastTime] = us
    I[ownInt + ints.lastFrame] = frame
    I[ownInt + ints.lastSeq] = rawSeq
    I[ownInt + ints.lastAck] = rawAck
    I[ownInt + ints.lastLength] = length
    B[own * 8 + octets.lastFlags] = flags
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
