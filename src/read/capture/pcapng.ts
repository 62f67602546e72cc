import { count } from '../../model/index.ts'
import { Interfaces } from './pcapng-interfaces.ts'
import { type CaptureFacts, type FrameSink, headBytes, type Units } from './units.ts'

/** The block type of packets since 2010. */
export const enhancedPacket = 6
/** Block types of the pcapng draft; the last two are custom blocks that may and may not be copied. */
const block = {
  interface: 1,
  packet: 2,
  simplePacket: 3,
  interfaceStatistics: 5,
  enhancedPacket,
  journal: 9,
  section: 0x0a0d0d0a,
  custom: 0x0bad,
  customKept: 0x40000bad,
} as const
/** Bytes of a block that is read for its options; they are cut beyond. */
const optionBytes = 64 * 1024
/** Shorter ones cannot be closed (draft section 3.1). */
const shortest = 12

/** The blocks of a pcapng file. */
export class PcapngBlocks implements Units {
  readonly #sink: FrameSink
  readonly #interfaces = new Interfaces()
  #little = true
  wanted = shortest
  damage: string | undefined
  #lastUs = 0
  #untimed = 0
  /** The interface whose ordinary packets can be taken many at a time; -1 when there is none. */
  #ordinaryOf = -1

  constructor(sink: FrameSink) {
    this.#sink = sink
  }

  run(view: DataView, start: number, limit: number): number {
    const { ordinary } = this.#sink
    let at = start
    while (at < limit) {
      if (ordinary !== undefined && this.#ordinaryOf >= 0) {
        at = ordinary.pcapng(view, at, limit)
        if (at >= limit) return at
      }
      const taken = this.one(view, at, limit)
      if (taken <= 0) return at
      at += taken
    }
    return at
  }

  one(view: DataView, at: number, limit: number): number {
    if (limit - at < shortest) return this.#want(shortest)
    const isSection = view.getUint32(at) === block.section
    if (isSection && !this.#byteOrder(view.getUint32(at + 8))) return this.#damaged('a section of unknown byte order')
    const type = isSection ? block.section : view.getUint32(at, this.#little)
    // Padded to 32 bits even where a writer forgot to say so.
    const total = (view.getUint32(at + 4, this.#little) + 3) & ~3
    if (total < shortest) return this.#damaged('a block of impossible length')
    const needed = Math.min(total, neededOf(type))
    if (limit - at < needed) return this.#want(needed)
    this.#take(view, at, at + Math.min(total - 4, limit - at), type)
    return total
  }

  facts(): CaptureFacts {
    const { dropped, snapLength } = this.#interfaces
    const notes = this.#untimed > 0 ? [`${count(this.#untimed, 'packet')} without a time (simple packet blocks), given the time of the packet before`] : []
    return { format: 'pcapng', snapLength, ...(dropped === undefined ? {} : { dropped }), notes }
  }

  #take(view: DataView, at: number, end: number, type: number): void {
    const little = this.#little
    if (type === block.enhancedPacket && end - at >= 28) {
      this.#packet(view, at + 28, end, view.getUint32(at + 8, little), view.getUint32(at + 20, little), view.getUint32(at + 24, little), at + 12)
    } else if (type === block.packet && end - at >= 28) {
      this.#packet(view, at + 28, end, view.getUint16(at + 8, little), view.getUint32(at + 20, little), view.getUint32(at + 24, little), at + 12)
    } else if (type === block.simplePacket && end - at >= 12) this.#simplePacket(view, at, end)
    else if (type === block.section) this.#newSection()
    else if (type === block.interface && end - at >= 16) this.#interfaces.describe(view, at, end, little)
    else if (type === block.interfaceStatistics && end - at >= 20) this.#interfaces.statistics(view, at, end, little)
    // Wireshark numbers these like packets.
    else if (type === block.journal || type === block.custom || type === block.customKept) this.#sink.otherRecord()
  }

  #newSection(): void {
    this.#interfaces.newSection()
    this.#ordinaryOf = -1
  }

  #packet(view: DataView, at: number, end: number, id: number, captured: number, wireLength: number, timeAt: number): void {
    if (id !== this.#ordinaryOf) this.#describe(id)
    const us = this.#interfaces.time(id, view.getUint32(timeAt, this.#little), view.getUint32(timeAt + 4, this.#little))
    this.#lastUs = us
    this.#sink.time[0] = us
    this.#sink.frame(view, at, Math.min(end, at + captured, at + headBytes), wireLength, this.#interfaces.linkType(id))
  }

  #simplePacket(view: DataView, at: number, end: number): void {
    const wireLength = view.getUint32(at + 8, this.#little)
    const kept = this.#interfaces.firstSnapLength
    const captured = kept > 0 ? Math.min(kept, wireLength) : wireLength
    this.#untimed += 1
    this.#sink.time[0] = this.#lastUs
    this.#sink.frame(view, at + 12, Math.min(end, at + 12 + captured, at + 12 + headBytes), wireLength, this.#interfaces.linkType(0))
  }

  /** Most captures have one interface, with times in microseconds or nanoseconds. */
  #describe(id: number): void {
    const perUs = this.#interfaces.unitsPerUs(id)
    const isPlain = this.#little && perUs !== undefined && this.#sink.ordinary?.describe(this.#interfaces.linkType(id), perUs, id) === true
    this.#ordinaryOf = isPlain ? id : -1
  }

  #byteOrder(mark: number): boolean {
    if (mark !== 0x1a2b3c4d && mark !== 0x4d3c2b1a) return false
    this.#little = mark === 0x4d3c2b1a
    return true
  }

  #want(bytes: number): number {
    this.wanted = bytes
    return -bytes
  }

  #damaged(what: string): number {
    this.damage = what
    return 0
  }
}

function neededOf(type: number): number {
  if (type === block.enhancedPacket || type === block.packet || type === block.simplePacket) return 28 + headBytes
  return type === block.interface || type === block.interfaceStatistics ? optionBytes : shortest
}
