import { int } from './cells.ts'
import type { EngineMemory } from './ordinary/engine-memory.ts'
import { mostFlows, regions, registers } from './ordinary/memory-map.ts'

export const v6Mark = 0x40000000
export const slotMask = 0x3fffffff

/** Integers of an entry, in one half of a cache line: source, destination, both ports in one word, and flow slot times two plus direction plus one, with bit 30 for IPv6; 0 is empty. */
const stride = 4
const fewEntries = 1 << 10
/** Two for each flow, in a table that is never more than half full. */
const mostEntries = (mostFlows + 1) * 4

/**
 * Which flow and direction a packet belongs to: open addressing over addresses and ports, both directions entered, so that nothing has to be
 * put in order first.
 */
export class FlowTable {
  readonly #memory: EngineMemory
  readonly #entries: Int32Array
  #mask = 0
  #count = 0

  constructor(memory: EngineMemory) {
    this.#memory = memory
    this.#entries = memory.ints(regions.table, mostEntries * stride)
    this.clear()
  }

  /** Forgets every flow. */
  clear(): void {
    this.#resize(fewEntries)
  }

  /** Flow slot times two plus direction; -1 when it is not there. Reads the array in place: every packet comes through here. */
  find(source: number, destination: number, ports: number, v6: boolean): number {
    const mask = this.#mask
    const mark = v6 ? v6Mark : 0
    const entries = this.#entries
    let slot = mix(source, destination, ports) & mask
    for (;;) {
      const at = slot * stride
      const value = entries[at + 3] ?? 0
      if (value === 0) return -1
      const isIt = entries[at + 2] === ports && entries[at] === source && entries[at + 1] === destination && (value & v6Mark) === mark
      if (isIt) return (value & slotMask) - 1
      slot = (slot + 1) & mask
    }
  }

  /** Enters both directions of a flow, in place of an older one on the same ports. */
  enter(slot: number, source: number, destination: number, ports: number, v6: boolean): void {
    if ((this.#count + 2) * 2 > this.#mask + 1) this.#grow()
    this.#put(source, destination, ports, (slot * 2 + 1) | (v6 ? v6Mark : 0))
    this.#put(destination, source, turned(ports), (slot * 2 + 2) | (v6 ? v6Mark : 0))
  }

  #put(source: number, destination: number, ports: number, value: number): void {
    const entries = this.#entries
    let at = (mix(source, destination, ports) & this.#mask) * stride
    for (;;) {
      const found = int(entries, at + 3)
      if (found === 0) break
      if (entries[at + 2] === ports && entries[at] === source && entries[at + 1] === destination && ((found ^ value) & v6Mark) === 0) {
        entries[at + 3] = value
        return
      }
      at = (at + stride) & (this.#mask * stride + stride - 1)
    }
    entries[at] = source
    entries[at + 1] = destination
    entries[at + 2] = ports
    entries[at + 3] = value
    this.#count += 1
  }

  #grow(): void {
    const before = this.#entries.slice(0, (this.#mask + 1) * stride)
    this.#resize((this.#mask + 1) * 2)
    for (let at = 0; at < before.length; at += stride) {
      const value = int(before, at + 3)
      if (value !== 0) this.#put(int(before, at), int(before, at + 1), int(before, at + 2), value)
    }
  }

  #resize(entries: number): void {
    this.#entries.fill(0, 0, entries * stride)
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
