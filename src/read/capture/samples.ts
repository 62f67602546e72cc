import type { SegmentSample } from '../../model/index.ts'
import { int, real } from './cells.ts'

/** First and last segments kept of each direction. */
export const sampled = 32
/** Integers of a sample: one cache line. */
export const sampleWords = 16
export const blockWords = sampled * sampleWords
/** Blocks of 2 kB, four to a busy flow; flows that find none left go without. Memory never used is never provided. */
const mostBlocks = 1 << 13
/** Room at first, and then. */
const fewBlocks = 1 << 4
const moreBlocks = 1 << 8

/** Where the numbers of a sample lie; the tracker writes them. */
export const sampleReals = { time: 0, seq: 1, ack: 2 } as const
export const sampleInts = { frame: 6, length: 7, flags: 8, window: 9, ttl: 10, ipId: 11, tsVal: 12, tsEcr: 13, hasTs: 14 } as const

/** The first and the last segments of the directions, in blocks shared by all flows. */
export class Samples {
  int = new Int32Array(fewBlocks * blockWords)
  real = new Float64Array(this.int.buffer)
  #next = 0
  readonly #free: number[] = []

  /** A block's number; -1 when none is left. */
  take(): number {
    const free = this.#free.pop()
    if (free !== undefined) return free
    if (this.#next * blockWords === this.int.length && this.#next < mostBlocks) this.#grow()
    return this.#next < mostBlocks ? this.#next++ : -1
  }

  #grow(): void {
    const before = this.int
    this.int = new Int32Array((this.#next < moreBlocks ? moreBlocks : mostBlocks) * blockWords)
    this.real = new Float64Array(this.int.buffer)
    this.int.set(before)
  }

  give(block: number): void {
    if (block >= 0) this.#free.push(block)
  }

  /** Where the sample of the `index`th segment (from 0) lies in a block, in integers. */
  at(block: number, index: number): number {
    return block * blockWords + (index % sampled) * sampleWords
  }

  /** Those of a direction with `packets` segments, oldest first. */
  list(head: number, tail: number, packets: number): readonly SegmentSample[] {
    const found: SegmentSample[] = []
    if (head >= 0) for (let index = 0; index < Math.min(packets, sampled); index += 1) found.push(this.#sample(this.at(head, index)))
    if (tail >= 0) for (let index = Math.max(sampled, packets - sampled); index < packets; index += 1) found.push(this.#sample(this.at(tail, index)))
    return found
  }

  /** The oldest kept segment that carried the byte at `seq`. */
  firstCovering(head: number, tail: number, packets: number, seq: number): { readonly frame: number; readonly us: number } | undefined {
    for (let index = 0; index < packets; index = index + 1 === sampled && packets > 2 * sampled ? packets - sampled : index + 1) {
      const block = index < sampled ? head : tail
      if (block < 0) continue
      const at = this.at(block, index)
      const from = real(this.real, (at >> 1) + sampleReals.seq)
      if (from <= seq && seq < from + int(this.int, at + sampleInts.length))
        return { frame: int(this.int, at + sampleInts.frame), us: real(this.real, (at >> 1) + sampleReals.time) }
    }
    return undefined
  }

  /** One of the last segments was this, with this IP id. */
  holds(head: number, tail: number, packets: number, seq: number, length: number, ipId: number): boolean {
    for (let index = packets - 1; index >= 0 && (index >= packets - sampled || index < sampled); index -= 1) {
      const block = index < sampled ? head : tail
      if (block < 0) continue
      const at = this.at(block, index)
      const isSame = int(this.int, at + sampleInts.ipId) === ipId && int(this.int, at + sampleInts.length) === length
      if (isSame && real(this.real, (at >> 1) + sampleReals.seq) === seq) return true
    }
    return false
  }

  /** The latest kept segment with data. */
  lastWithData(head: number, tail: number, packets: number): { readonly frame: number; readonly us: number } | undefined {
    for (let index = packets - 1; index >= 0 && (index >= packets - sampled || index < sampled); index -= 1) {
      const block = index < sampled ? head : tail
      if (block < 0) continue
      const at = this.at(block, index)
      if (int(this.int, at + sampleInts.length) > 0) return { frame: int(this.int, at + sampleInts.frame), us: real(this.real, (at >> 1) + sampleReals.time) }
    }
    return undefined
  }

  #sample(at: number): SegmentSample {
    const hasTs = int(this.int, at + sampleInts.hasTs) === 1
    return {
      us: real(this.real, (at >> 1) + sampleReals.time),
      seq: real(this.real, (at >> 1) + sampleReals.seq),
      ack: real(this.real, (at >> 1) + sampleReals.ack),
      frame: int(this.int, at + sampleInts.frame),
      length: int(this.int, at + sampleInts.length),
      flags: int(this.int, at + sampleInts.flags),
      window: int(this.int, at + sampleInts.window),
      ttl: int(this.int, at + sampleInts.ttl),
      ipId: int(this.int, at + sampleInts.ipId),
      tsVal: hasTs ? int(this.int, at + sampleInts.tsVal) >>> 0 : null,
      tsEcr: hasTs ? int(this.int, at + sampleInts.tsEcr) >>> 0 : null,
    }
  }
}
