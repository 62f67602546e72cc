import { int } from './cells.ts'
import { Decoder } from './decode.ts'
import { letter, troubleOf } from './engine.ts'
import { EngineMemory } from './ordinary/engine-memory.ts'
import { FlowTable } from './flow-table.ts'
import { flowBits, flowHalves, flowInts, ints, watchBits } from './layout.ts'
import { Packet, seen, seenKinds } from './packet.ts'
import { quotedFlow } from './quoted.ts'
import { flag } from './segment.ts'
import { ipv4Text } from './addresses.ts'
import { OrdinaryTaker } from './ordinary/taker.ts'
import { Tracker } from './tracker.ts'
import type { FrameSink } from './units.ts'

/** ICMP errors kept of each flow. */
const keptErrors = 8

/** Called when no slot is left: gives at least one back, or false. */
export type MakeRoom = () => boolean

/** So many flows are kept before those that are over are looked for, so that a day of short connections takes no more memory than an hour. */
export const roomyFlows = 1 << 13

/** Sends every frame of a capture to its flow. */
export class Flows implements FrameSink {
  readonly tracker: Tracker
  readonly counts = new Int32Array(seenKinds)
  readonly linkTypes = new Set<number>()
  frames = 0
  readonly time: Float64Array
  readonly first: Float64Array
  readonly last: Float64Array
  readonly ordinary: OrdinaryTaker
  streams = 0
  /** TCP packets of flows that found no room. */
  untracked = 0
  makeRoom: MakeRoom = () => false
  /** Settles the flows that are over for good; the number of those left. */
  settleEnded: () => number = () => 0
  #roomy = roomyFlows
  readonly #packet = new Packet()
  readonly #decoder: Decoder
  readonly #memory: EngineMemory
  readonly #table: FlowTable
  #lastLink = -2
  #knownSource = 0
  #knownDestination = 0
  #knownPorts = 0
  #knownV6 = false
  #knownValue = -1

  get firstUs(): number {
    return this.first[0] ?? 0
  }

  get lastUs(): number {
    return this.last[0] ?? 0
  }

  constructor() {
    const memory = EngineMemory.take()
    this.#memory = memory
    this.tracker = new Tracker(memory)
    this.#decoder = new Decoder(this.tracker.addresses, this.tracker.carriers, this.#packet)
    this.#table = new FlowTable(memory, this.tracker.state)
    this.ordinary = new OrdinaryTaker(memory, this)
    this.time = memory.time('time')
    this.first = memory.time('first')
    this.last = memory.time('last')
  }

  /** Where bytes of the capture may be put: what lies there can be looked at many packets at a time. */
  get input(): Uint8Array {
    return this.#memory.input
  }

  /** Gives the memory back: nothing of this may be used any more. */
  release(): void {
    this.#memory.give()
  }

  otherRecord(): void {
    this.frames += 1
  }

  frame(view: DataView, at: number, end: number, wireLength: number, linkType: number): void {
    const frame = ++this.frames
    if (frame === 1) this.first[0] = this.time[0] ?? 0
    if ((this.time[0] ?? 0) > (this.last[0] ?? 0)) this.last[0] = this.time[0] ?? 0
    if (linkType !== this.#lastLink) this.#newLink(linkType)
    const packet = this.#packet
    packet.wireLength = wireLength
    const kind = this.#decoder.frame(view, at, end, linkType)
    this.counts[kind] = int(this.counts, kind) + 1
    if (kind === seen.tcp) this.#tcp(view, packet, frame)
    else if (kind === seen.icmpError) this.#icmp(view, packet, frame)
  }

  #tcp(view: DataView, packet: Packet, frame: number): void {
    const { source, destination, v6, transport } = packet
    const ports = view.getInt32(transport)
    let value = this.#knownValue
    if (ports !== this.#knownPorts || source !== this.#knownSource || destination !== this.#knownDestination || v6 !== this.#knownV6) {
      value = this.#table.find(source, destination, ports, v6)
      if (value >= 0) this.#know(source, destination, ports, v6, value)
    }
    const flags = view.getUint8(transport + 13)
    if (value < 0 || ((flags & (flag.syn | flag.ack | flag.rst)) === flag.syn && this.#isNew(view, transport, value))) value = this.#open(packet, ports, value)
    if (value < 0) this.untracked += 1
    else if (!this.tracker.take(view, packet, value >> 1, value & 1, this.time, frame)) this.counts[seen.badHeader] = int(this.counts, seen.badHeader) + 1
  }

  /** A SYN with another initial number begins a new connection on the same ports, as Wireshark numbers them. */
  #isNew(view: DataView, transport: number, value: number): boolean {
    const { state } = this.tracker
    const own = state.at(value >> 1, value & 1)
    if ((int(state.int, own.int + ints.watch) & watchBits.begun) === 0) return false
    return view.getInt32(transport + 4) !== state.initialSeq(own.real)
  }

  #open(packet: Packet, ports: number, before: number): number {
    const { state, troubles, fins } = this.tracker
    // Known before its slot may be given to another.
    const reused = before < 0 ? 0 : state.headerInt(before >> 1, 'stream') + 1
    if (state.used >= this.#roomy) this.#roomy = Math.max(roomyFlows, Math.ceil(1.5 * this.settleEnded()))
    let slot = state.take()
    if (slot < 0 && this.makeRoom()) slot = state.take()
    if (slot < 0) return -1
    const header = state.header(slot)
    state.int[header + flowInts.stream] = this.streams++
    state.int[header + flowInts.bits] = flowBits.used | (packet.v6 ? flowBits.v6 : 0)
    state.int[header + flowInts.address0] = packet.source
    state.int[header + flowInts.address1] = packet.destination
    state.int[header + flowInts.ports] = ports
    state.half[header * 2 + flowHalves.carrier] = packet.carrier
    state.int[header + flowInts.reused] = reused
    troubles[slot] = undefined
    fins[slot] = undefined
    this.#table.enter(slot)
    this.#know(packet.source, packet.destination, ports, packet.v6, slot * 2)
    return slot * 2
  }

  #know(source: number, destination: number, ports: number, v6: boolean, value: number): void {
    this.#knownSource = source
    this.#knownDestination = destination
    this.#knownPorts = ports
    this.#knownV6 = v6
    this.#knownValue = value
  }

  #icmp(view: DataView, packet: Packet, frame: number): void {
    const us = this.time[0] ?? 0
    const sender = packet.v6 ? this.tracker.addresses.text(packet.source) : ipv4Text(packet.source)
    const version = packet.v6 ? 6 : 4
    const value = quotedFlow(view, packet, this.tracker.addresses, this.#table)
    if (value < 0) return
    const slot = value >> 1
    const trouble = troubleOf(this.tracker, slot)
    const { icmp } = trouble
    trouble.icmpCount += 1
    this.tracker.histories.note(slot, letter.icmp, value & 1, trouble.icmpCount)
    if (icmp.length < keptErrors)
      icmp.push({
        frame,
        us,
        version,
        type: packet.icmpType,
        code: packet.icmpCode,
        sender,
        direction: value & 1,
        ...(packet.icmpMtu > 0 ? { mtu: packet.icmpMtu } : {}),
      })
  }

  /** Enters the flows that are left anew; those given back are found no more. */
  rebuild(): void {
    const { state } = this.tracker
    this.#table.clear()
    this.#knownValue = -1
    this.#knownPorts = 0
    for (let slot = 0; slot < state.end; slot += 1) {
      if (!state.isUsed(slot)) continue
      const v6 = (state.headerInt(slot, 'bits') & flowBits.v6) !== 0
      const [source, destination, ports] = [state.headerInt(slot, 'address0'), state.headerInt(slot, 'address1'), state.headerInt(slot, 'ports')]
      const other = this.#table.find(source, destination, ports, v6)
      const isOlder = other >= 0 && state.headerInt(other >> 1, 'stream') > state.headerInt(slot, 'stream')
      if (!isOlder) this.#table.enter(slot)
    }
  }

  #newLink(linkType: number): void {
    this.#lastLink = linkType
    this.linkTypes.add(linkType)
  }
}
