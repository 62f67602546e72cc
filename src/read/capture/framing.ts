import { pcapFormat, PcapRecords } from './pcap.ts'
import { PcapngBlocks } from './pcapng.ts'
import type { FrameSink, Units } from './units.ts'

/** A unit that straddles two chunks is put together here: its head, as far as anything in it is looked at. */
const carryBytes = 128 * 1024
/** A packet's head, as far as anything in it is looked at. */
const firstCarryBytes = 2 * 1024
/** The file header, or the first block's head. */
const formatBytes = 24

/** Cuts a capture, arriving in chunks of any size, into packets; a unit is looked at in place, and only one that straddles chunks is copied. */
export class Framing {
  readonly #sink: FrameSink
  #carry = new Uint8Array(firstCarryBytes)
  #carryView = new DataView(this.#carry.buffer)
  #held = 0
  #wanted = formatBytes
  #skip = 0
  #units: Units | undefined
  #damage: string | undefined
  #position = 0

  constructor(sink: FrameSink) {
    this.#sink = sink
  }

  /** Why reading stopped before the end, if it did. */
  get damage(): string | undefined {
    return this.#damage
  }

  get units(): Units | undefined {
    return this.#units
  }

  /** Bytes that ended inside a unit. */
  get unfinished(): number {
    return this.#held + (this.#skip > 0 ? 1 : 0)
  }

  feed(chunk: Uint8Array): void {
    let at = 0
    while (this.#damage === undefined && at < chunk.length) {
      if (this.#skip > 0) {
        const passed = Math.min(this.#skip, chunk.length - at)
        this.#skip -= passed
        at += passed
      } else if (this.#held > 0 || this.#units === undefined) at = this.#fromCarry(chunk, at)
      else at = this.#inPlace(this.#units, chunk, at)
    }
    this.#position += chunk.length
  }

  /** Gathers what the unit at the front still lacks, and takes it. */
  #fromCarry(chunk: Uint8Array, start: number): number {
    this.#makeRoom()
    const more = Math.min(this.#wanted - this.#held, chunk.length - start)
    this.#carry.set(chunk.subarray(start, start + more), this.#held)
    this.#held += more
    const at = start + more
    if (this.#held < this.#wanted) return at
    if (this.#units === undefined) return this.#open(at)
    const taken = this.#units.one(this.#carryView, 0, this.#held)
    if (taken > 0) {
      this.#skip = taken - this.#held
      this.#held = 0
    } else if (taken === 0) this.#stop(this.#units.damage, at)
    else this.#wanted = Math.min(-taken, carryBytes)
    // A unit shorter than what was gathered for it does not happen: no more is asked for than it has.
    return this.#skip < 0 ? this.#giveBack(at) : at
  }

  #makeRoom(): void {
    if (this.#wanted <= this.#carry.length) return
    const larger = new Uint8Array(carryBytes)
    larger.set(this.#carry.subarray(0, this.#held))
    this.#carry = larger
    this.#carryView = new DataView(larger.buffer)
  }

  #giveBack(at: number): number {
    const back = at + this.#skip
    this.#skip = 0
    return Math.max(back, 0)
  }

  #open(at: number): number {
    const format = pcapFormat(this.#carryView)
    this.#units = format === undefined ? new PcapngBlocks(this.#sink) : new PcapRecords(this.#sink, format)
    if (format === undefined) this.#wanted = formatBytes + 4
    else this.#held = 0
    return at
  }

  #inPlace(units: Units, chunk: Uint8Array, start: number): number {
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length)
    const at = units.run(view, start, chunk.length)
    if (units.damage !== undefined) {
      this.#stop(units.damage, at)
      return chunk.length
    }
    if (at >= chunk.length) {
      this.#skip = at - chunk.length
      return chunk.length
    }
    this.#wanted = Math.min(units.wanted, carryBytes)
    this.#held = 0
    this.#makeRoom()
    this.#held = chunk.length - at
    this.#carry.set(chunk.subarray(at), 0)
    return chunk.length
  }

  #stop(what: string | undefined, at: number): void {
    this.#damage = `${what ?? 'damaged'} near byte ${this.#position + at}`
  }
}
