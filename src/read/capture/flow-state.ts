import { half, int, octet, real } from './cells.ts'
import type { EngineMemory } from './ordinary/engine-memory.ts'
import { directionOffset, directionStride, flowBits, flowBytes, flowHalves, flowInts, flowReals, flowStride, halves, ints, octets, reals } from './layout.ts'
import { regions } from './ordinary/memory-map.ts'

/** Where one direction of a flow lies in the arrays. */
export interface DirectionAt {
  readonly real: number
  readonly int: number
  readonly half: number
  readonly byte: number
}

/** The numbers of all live flows. A slot is a flow's number from 0 while it lives. */
export class FlowState {
  real: Float64Array = new Float64Array()
  int: Int32Array = new Int32Array()
  half: Uint16Array = new Uint16Array()
  byte: Uint8Array = new Uint8Array()
  readonly #memory: EngineMemory
  #next = 0
  readonly #free: number[] = []

  constructor(memory: EngineMemory) {
    this.#memory = memory
    this.#view()
  }

  #view(): void {
    const count = this.#memory.room * flowStride
    this.real = this.#memory.reals(regions.flows, count)
    this.int = this.#memory.ints(regions.flows, count * 2)
    this.half = this.#memory.halves(regions.flows, count * 4)
    this.byte = this.#memory.bytes(regions.flows, count * 8)
  }

  /** A cleared slot; -1 when all are taken. The arrays may be others afterwards. */
  take(): number {
    if (this.#next === this.#memory.room && this.#free.length === 0 && this.#memory.grow()) this.#view()
    const slot = this.#free.pop() ?? (this.#next < this.#memory.room ? this.#next++ : -1)
    if (slot < 0) return -1
    const begin = this.begin(slot)
    this.real.fill(0, begin, begin + flowStride)
    for (const direction of [0, 1]) {
      const at = this.at(slot, direction)
      this.int[at.int + ints.window] = -1
      this.int[at.int + ints.ipId] = -1
      this.half[at.half + halves.windowMin] = 65_535
      this.byte[at.byte + octets.ttlMin] = 255
    }
    this.int[this.header(slot) + flowInts.bits] = flowBits.used
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
    const begin = this.begin(slot) + directionOffset + direction * directionStride
    return { real: begin, int: begin * 2, half: begin * 4, byte: begin * 8 }
  }

  headerReal(slot: number, name: keyof typeof flowReals): number {
    return real(this.real, this.begin(slot) + flowReals[name])
  }

  headerInt(slot: number, name: keyof typeof flowInts): number {
    return int(this.int, this.header(slot) + flowInts[name])
  }

  headerHalf(slot: number, name: keyof typeof flowHalves): number {
    return half(this.half, this.begin(slot) * 4 + flowHalves[name])
  }

  headerByte(slot: number, name: keyof typeof flowBytes): number {
    return octet(this.byte, this.begin(slot) * 8 + flowBytes[name])
  }

  directionReal(slot: number, direction: number, name: keyof typeof reals): number {
    return real(this.real, this.at(slot, direction).real + reals[name])
  }

  directionInt(slot: number, direction: number, name: keyof typeof ints): number {
    return int(this.int, this.at(slot, direction).int + ints[name])
  }

  directionHalf(slot: number, direction: number, name: keyof typeof halves): number {
    return half(this.half, this.at(slot, direction).half + halves[name])
  }

  directionOctet(slot: number, direction: number, name: keyof typeof octets): number {
    return octet(this.byte, this.at(slot, direction).byte + octets[name])
  }

  /** The initial sequence number, raw, of the direction that lies at `own` in the reals. */
  initialSeq(own: number): number {
    return (int(this.int, own * 2 + ints.nxtSeq) - real(this.real, own + reals.nxt)) | 0
  }

  /** Of both directions. */
  packets(slot: number): number {
    return this.directionInt(slot, 0, 'packets') + this.directionInt(slot, 1, 'packets')
  }

  /** When its last packet came. */
  lastTime(slot: number): number {
    return this.directionReal(slot, this.lastDirection(slot), 'lastTime')
  }

  /** The one that sent its last packet. */
  lastDirection(slot: number): 0 | 1 {
    return this.directionInt(slot, 1, 'lastFrame') > this.directionInt(slot, 0, 'lastFrame') ? 1 : 0
  }
}
