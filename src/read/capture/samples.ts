import type { SegmentSample } from '../../model/index.ts'
import { int, real } from './cells.ts'
import type { EngineMemory } from './ordinary/engine-memory.ts'
import type { TcpOptions } from './options.ts'
import type { Segment } from './segment.ts'
import { regions, registers } from './ordinary/memory-map.ts'

/** First and last segments kept of each direction. */
export const sampled = 32
/** Integers of a sample: one cache line. */
export const sampleWords = 16
export const blockWords = sampled * sampleWords
/** Blocks of 2 kB, four to a busy flow; flows that find none left go without. Memory never used is never provided. */
export const mostBlocks = 1 << 13

/** Where the numbers of a sample lie; the tracker writes them. */
export const sampleReals = { time: 0, seq: 1, ack: 2 } as const
export const sampleInts = { frame: 6, length: 7, flags: 8, window: 9, ttl: 10, ipId: 11, tsVal: 12, tsEcr: 13, hasTs: 14 } as const

/** The first and the last segments of the directions, in blocks shared by all flows. */
export class Samples {
  readonly int: Int32Array
  readonly real: Float64Array
  readonly #memory: EngineMemory

  constructor(memory: EngineMemory) {
    this.#memory = memory
    this.int = memory.ints(regions.samples, mostBlocks * blockWords)
    this.real = memory.reals(regions.samples, (mostBlocks * blockWords) / 2)
  }

  /** A block's number; -1 when none is left. */
  take(): number {
    const own = this.#memory.registers
    const free = int(own, registers.freeSamples) - 1
    if (free >= 0) {
      own[registers.freeSamples] = int(this.int, free * blockWords)
      return free
    }
    const next = int(own, registers.usedSamples)
    if (next === mostBlocks) return -1
    own[registers.usedSamples] = next + 1
    return next
  }

  give(block: number): void {
    if (block < 0) return
    this.int[block * blockWords] = int(this.#memory.registers, registers.freeSamples)
    this.#memory.registers[registers.freeSamples] = block + 1
  }

  /** Keeps the `index`th segment of a direction (from 0) in a block; nowhere where the block is -1. */
  keep(block: number, index: number, segment: Segment, options: TcpOptions): void {
    if (block < 0) return
    const { int: I, real: R } = this
    const at = this.at(block, index)
    R[(at >> 1) + sampleReals.time] = segment.us
    R[(at >> 1) + sampleReals.seq] = segment.seq
    R[(at >> 1) + sampleReals.ack] = segment.ack
    I[at + sampleInts.frame] = segment.frame
    I[at + sampleInts.length] = segment.length
    I[at + sampleInts.flags] = segment.flags
    I[at + sampleInts.window] = segment.window
    I[at + sampleInts.ttl] = segment.ttl
    I[at + sampleInts.ipId] = segment.ipId
    I[at + sampleInts.tsVal] = options.tsVal
    I[at + sampleInts.tsEcr] = options.tsEcr
    I[at + sampleInts.hasTs] = options.hasTimestamps ? 1 : 0
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
