import type { SegmentSample } from '../../model/index.ts'
import { int, real } from './cells.ts'
import type { EngineMemory } from './ordinary/engine-memory.ts'
import type { TcpOptions } from './options.ts'
import type { Segment } from './segment.ts'
import { regions, registers } from './ordinary/memory-map.ts'

/** First and last segments kept of each direction. */
export const sampled = 32
/** Integers of a sample. */
export const sampleWords = 12
export const blockWords = sampled * sampleWords
/** Blocks of 1.5 kB, four to a busy flow; flows that find none left go without. Memory never used is never provided. */
export const mostBlocks = 1 << 13

/** Where the numbers of a sample lie; the tracker writes them. */
export const sampleReals = { time: 0, seq: 1, ack: 2 } as const
/** `id`: the IP id plus one, and `hasTs`; `header`: the window, the flags from bit 16 and the TTL from bit 24 on. */
export const sampleInts = { frame: 6, length: 7, header: 8, id: 9, tsVal: 10, tsEcr: 11 } as const
export const hasTs = 1 << 20

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

  /** A block's number from 1; 0 when none is left. */
  take(): number {
    const own = this.#memory.registers
    const free = int(own, registers.freeSamples)
    if (free > 0) {
      own[registers.freeSamples] = int(this.int, this.at(free, 0))
      return free
    }
    const used = int(own, registers.usedSamples)
    if (used === mostBlocks) return 0
    own[registers.usedSamples] = used + 1
    return used + 1
  }

  give(block: number): void {
    if (block === 0) return
    this.int[this.at(block, 0)] = int(this.#memory.registers, registers.freeSamples)
    this.#memory.registers[registers.freeSamples] = block
  }

  /** Keeps the `index`th segment of a direction (from 0) in a block; nowhere where there is none. */
  keep(block: number, index: number, segment: Segment, options: TcpOptions): void {
    if (block === 0) return
    const { int: I, real: R } = this
    const at = this.at(block, index)
    R[(at >> 1) + sampleReals.time] = segment.us
    R[(at >> 1) + sampleReals.seq] = segment.seq
    R[(at >> 1) + sampleReals.ack] = segment.ack
    I[at + sampleInts.frame] = segment.frame
    I[at + sampleInts.length] = segment.length
    I[at + sampleInts.header] = segment.window | (segment.flags << 16) | (segment.ttl << 24)
    I[at + sampleInts.id] = (segment.ipId + 1) | (options.hasTimestamps ? hasTs : 0)
    I[at + sampleInts.tsVal] = options.tsVal
    I[at + sampleInts.tsEcr] = options.tsEcr
  }

  /** Where the sample of the `index`th segment (from 0) lies in a block, in integers. */
  at(block: number, index: number): number {
    return (block - 1) * blockWords + (index % sampled) * sampleWords
  }

  /** Those of a direction with `packets` segments, oldest first. */
  list(head: number, tail: number, packets: number): readonly SegmentSample[] {
    const found: SegmentSample[] = []
    if (head > 0) for (let index = 0; index < Math.min(packets, sampled); index += 1) found.push(this.#sample(this.at(head, index)))
    if (tail > 0) for (let index = Math.max(sampled, packets - sampled); index < packets; index += 1) found.push(this.#sample(this.at(tail, index)))
    return found
  }

  /** The oldest kept segment that carried the byte at `seq`. */
  firstCovering(head: number, tail: number, packets: number, seq: number): { readonly frame: number; readonly us: number } | undefined {
    for (let index = 0; index < packets; index = index + 1 === sampled && packets > 2 * sampled ? packets - sampled : index + 1) {
      const block = index < sampled ? head : tail
      if (block === 0) continue
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
      if (block === 0) continue
      const at = this.at(block, index)
      const isSame = (int(this.int, at + sampleInts.id) & ~hasTs) === ipId + 1 && int(this.int, at + sampleInts.length) === length
      if (isSame && real(this.real, (at >> 1) + sampleReals.seq) === seq) return true
    }
    return false
  }

  /** The latest kept segment with data. */
  lastWithData(head: number, tail: number, packets: number): { readonly frame: number; readonly us: number } | undefined {
    for (let index = packets - 1; index >= 0 && (index >= packets - sampled || index < sampled); index -= 1) {
      const block = index < sampled ? head : tail
      if (block === 0) continue
      const at = this.at(block, index)
      if (int(this.int, at + sampleInts.length) > 0) return { frame: int(this.int, at + sampleInts.frame), us: real(this.real, (at >> 1) + sampleReals.time) }
    }
    return undefined
  }

  #sample(at: number): SegmentSample {
    const header = int(this.int, at + sampleInts.header)
    const id = int(this.int, at + sampleInts.id)
    const withTs = (id & hasTs) !== 0
    return {
      us: real(this.real, (at >> 1) + sampleReals.time),
      seq: real(this.real, (at >> 1) + sampleReals.seq),
      ack: real(this.real, (at >> 1) + sampleReals.ack),
      frame: int(this.int, at + sampleInts.frame),
      length: int(this.int, at + sampleInts.length),
      flags: (header >>> 16) & 0xff,
      window: header & 0xffff,
      ttl: header >>> 24,
      ipId: (id & ~hasTs) - 1,
      tsVal: withTs ? int(this.int, at + sampleInts.tsVal) >>> 0 : null,
      tsEcr: withTs ? int(this.int, at + sampleInts.tsEcr) >>> 0 : null,
    }
  }
}
