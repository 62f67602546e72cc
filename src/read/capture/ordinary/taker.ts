import { int } from '../cells.ts'
import { plainLink } from '../decode.ts'
import type { EngineMemory, TakeOrdinary } from './engine-memory.ts'
import { registers } from './memory-map.ts'
import { seen } from '../packet.ts'
import type { OrdinaryPackets } from '../units.ts'

/** What is counted of the frames of a capture. */
interface Counted {
  readonly counts: Int32Array
  frames: number
}

/** Hands bytes that lie in the engine's memory to its program, which takes the packets that nothing special happens to. */
export class OrdinaryTaker implements OrdinaryPackets {
  readonly #memory: EngineMemory
  readonly #counted: Counted

  constructor(memory: EngineMemory, counted: Counted) {
    this.#memory = memory
    this.#counted = counted
  }

  describe(linkType: number, perUs: number, interfaceId = 0): boolean {
    const plain = plainLink(linkType)
    if (plain === undefined) return false
    const own = this.#memory.registers
    own[registers.ipAt] = plain.ipAt
    own[registers.typeAt] = plain.typeAt
    own[registers.perUs] = perUs
    own[registers.interfaceId] = interfaceId
    return true
  }

  pcap(view: DataView, at: number, limit: number): number {
    return this.#take(this.#memory.pcap, view, at, limit)
  }

  pcapng(view: DataView, at: number, limit: number): number {
    return this.#take(this.#memory.pcapng, view, at, limit)
  }

  #take(program: TakeOrdinary, view: DataView, at: number, limit: number): number {
    if (!this.#memory.isInput(view)) return at
    const from = view.byteOffset
    const next = program(from + at, from + limit, this.#counted.frames)
    const taken = int(this.#memory.registers, registers.taken)
    this.#counted.frames += taken
    this.#counted.counts[seen.tcp] = int(this.#counted.counts, seen.tcp) + taken
    return next - from
  }
}
