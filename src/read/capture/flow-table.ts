import { int } from './cells.ts'
import type { FlowState } from './flow-state.ts'
import { flowBits, flowInts } from './layout.ts'
import type { EngineMemory } from './ordinary/engine-memory.ts'
import { mostFlows, regions, registers } from './ordinary/memory-map.ts'

/** An entry: flow slot times two plus direction plus one; 0 is empty. Above it stand the first bits of the hash, so that hardly ever a wrong flow is looked at. */
export const slotMask = 0x3ffff
const fewEntries = 1 << 14
/** Two for each flow, in a table that is never more than half full. */
const mostEntries = (mostFlows + 1) * 4

/**
 * Which flow and direction a packet belongs to: open addressing over addresses and ports, which stand in the flow itself. Both directions are
 * entered, so that nothing has to be put in order first.
 */
export class FlowTable {
  readonly #memory: EngineMemory
  readonly #state: FlowState
  readonly #entries: Int32Array
  #mask = 0
  #count = 0

  constructor(memory: EngineMemory, state: FlowState) {
    this.#memory = memory
    this.#state = state
    this.#entries = memory.ints(regions.table, mostEntries)
    this.clear()
  }

  /** Forgets every flow. */
  clear(): void {
    this.#resize(fewEntries)
  }

  /** Flow slot times two plus direction; -1 when it is not there. */
  find(source: number, destination: number, ports: number, v6: boolean): number {
    return (int(this.#entries, this.#place(source, destination, ports, v6)) & slotMask) - 1
  }

  /** Enters both directions of a flow, whose header tells them, in place of an older one on the same ports. */
  enter(slot: number): void {
    if ((this.#count + 2) * 2 > this.#mask + 1) this.#grow()
    this.#put(slot * 2)
    this.#put(slot * 2 + 1)
  }

  /** Where it stands, or the empty place where it would. Reads the arrays in place: every packet comes through here. */
  #place(source: number, destination: number, ports: number, v6: boolean): number {
    const mask = this.#mask
    const entries = this.#entries
    const hash = mix(source, destination, ports)
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const entry = entries[at] ?? 0
      if (entry === 0) return at
      if (((entry ^ hash) & ~slotMask) === 0 && this.#is((entry & slotMask) - 1, source, destination, ports, v6)) return at
    }
  }

  #is(value: number, source: number, destination: number, ports: number, v6: boolean): boolean {
    const I = this.#state.int
    const at = this.#state.header(value >> 1)
    const back = value & 1
    if (I[at + flowInts.address0 + back] !== source || I[at + flowInts.address1 - back] !== destination) return false
    const written = int(I, at + flowInts.ports)
    return (back === 0 ? written : turned(written)) === ports && ((int(I, at + flowInts.bits) & flowBits.v6) !== 0) === v6
  }

  #put(value: number): void {
    const I = this.#state.int
    const at = this.#state.header(value >> 1)
    const back = value & 1
    const source = int(I, at + flowInts.address0 + back)
    const destination = int(I, at + flowInts.address1 - back)
    const written = int(I, at + flowInts.ports)
    const ports = back === 0 ? written : turned(written)
    const place = this.#place(source, destination, ports, (int(I, at + flowInts.bits) & flowBits.v6) !== 0)
    if (int(this.#entries, place) === 0) this.#count += 1
    this.#entries[place] = (mix(source, destination, ports) & ~slotMask) | (value + 1)
  }

  #grow(): void {
    const before = this.#entries.slice(0, this.#mask + 1)
    this.#resize((this.#mask + 1) * 2)
    for (const entry of before) if (entry !== 0) this.#put((entry & slotMask) - 1)
  }

  #resize(entries: number): void {
    this.#entries.fill(0, 0, entries)
    this.#mask = entries - 1
    this.#memory.registers[registers.tableMask] = this.#mask
    this.#count = 0
  }
}

/** Source and destination port changed over. */
export function turned(ports: number): number {
  return (ports << 16) | (ports >>> 16)
}

function mix(source: number, destination: number, ports: number): number {
  let h = Math.imul(source, 0x9e3779b1) ^ Math.imul(destination, 0x85ebca6b) ^ Math.imul(ports, 0xc2b2ae35)
  h = Math.imul(h ^ (h >>> 15), 0x27d4eb2f)
  return h ^ (h >>> 13)
}
