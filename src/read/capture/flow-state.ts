import { int } from './cells.ts'
import type { EngineMemory } from './ordinary/engine-memory.ts'
import { directionOffset, directionStride, flowBits, flowInts, flowReals, flowStride, ints, reals } from './layout.ts'
import { regions } from './ordinary/memory-map.ts'

/** Where one direction of a flow lies in both arrays. */
export interface DirectionAt {
  readonly real: number
  readonly int: number
}

/** The numbers of all live flows. A slot is a flow's number from 0 while it lives. */
export class FlowState {
  real: Float64Array = new Float64Array()
  int: Int32Array = new Int32Array()
  readonly #memory: EngineMemory
  #next = 0
  readonly #free: number[] = []

  constructor(memory: EngineMemory) {
    this.#memory = memory
    this.#view()
  }

  #view(): void {
    this.real = this.#memory.reals(regions.flows, this.#memory.room * flowStride)
    this.int = this.#memory.ints(regions.flows, this.#memory.room * flowStride * 2)
  }

  /** A cleared slot; -1 when all are taken. Both arrays may be others afterwards. */
  take(): number {
    if (this.#next === this.#memory.room && this.#free.length === 0 && this.#memory.grow()) this.#view()
    const slot = this.#free.pop() ?? (this.#next < this.#memory.room ? this.#next++ : -1)
    if (slot < 0) return -1
    const at = this.begin(slot)
    this.real.fill(0, at, at + flowStride)
    for (const direction of [0, 1]) {
      const { int: at } = this.at(slot, direction)
      const state = this.int
      state[at + ints.window] = -1
      state[at + ints.windowFirst] = -1
      state[at + ints.windowMin] = 65_536
      state[at + ints.windowMax] = -1
      state[at + ints.synShift] = -1
      state[at + ints.synMss] = -1
      state[at + ints.ttlMin] = 256
      state[at + ints.ttlMax] = -1
      state[at + ints.holeHead] = -1
      state[at + ints.sampleHead] = -1
      state[at + ints.sampleTail] = -1
      state[at + ints.ipId] = -1
    }
    this.int[this.header(slot) + flowInts.bits] = flowBits.used
    this.int[this.header(slot) + flowInts.opener] = -1
    return slot
  }

  give(slot: number): void {
    this.int[this.header(slot) + flowInts.bits] = 0
    this.#free.push(slot)
  }

  /** Slots in use. */
  get used(): number {
    return this.#next - this.#free.length
  }

  /** Slots that were ever used lie below. */
  get end(): number {
    return this.#next
  }

  isUsed(slot: number): boolean {
    return (int(this.int, this.header(slot) + flowInts.bits) & flowBits.used) !== 0
  }

  /** Where a flow begins, in reals. */
  begin(slot: number): number {
    return slot * flowStride
  }

  /** Where a flow begins, in integers. */
  header(slot: number): number {
    return this.begin(slot) * 2
  }

  at(slot: number, direction: number): DirectionAt {
    const real = this.begin(slot) + directionOffset + direction * directionStride
    return { real, int: real * 2 }
  }

  headerReal(slot: number, name: keyof typeof flowReals): number {
    return this.real[this.begin(slot) + flowReals[name]] ?? 0
  }

  headerInt(slot: number, name: keyof typeof flowInts): number {
    return this.int[this.header(slot) + flowInts[name]] ?? 0
  }

  directionReal(slot: number, direction: number, name: keyof typeof reals): number {
    return this.real[this.at(slot, direction).real + reals[name]] ?? 0
  }

  directionInt(slot: number, direction: number, name: keyof typeof ints): number {
    return this.int[this.at(slot, direction).int + ints[name]] ?? 0
  }
}
