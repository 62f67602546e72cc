import { int } from './cells.ts'
import type { EngineMemory } from './ordinary/engine-memory.ts'
import { regions, registers } from './ordinary/memory-map.ts'

/** More would be a scan or an attack, and is counted instead. */
const mostAddresses = 1 << 18
const fewSlots = 1 << 10

/**
 * IPv6 addresses by number, compared in full. The numbers take the place of the 32 bits of an IPv4 address in flow keys.
 */
export class Addresses {
  readonly #memory: EngineMemory
  readonly #words: Int32Array
  readonly #slots: Int32Array
  #mask = 0
  #count = 0

  constructor(memory: EngineMemory) {
    this.#memory = memory
    this.#words = memory.ints(regions.addressWords, mostAddresses * 4)
    this.#slots = memory.ints(regions.addressSlots, mostAddresses * 2)
    this.#resize(fewSlots)
  }

  /** Its number from 0; -1 when there are too many. */
  intern(view: DataView, at: number): number {
    const a = view.getInt32(at)
    const b = view.getInt32(at + 4)
    const c = view.getInt32(at + 8)
    const d = view.getInt32(at + 12)
    const mask = this.#mask
    let slot = hash(a, b, c, d) & mask
    for (;;) {
      const found = int(this.#slots, slot) - 1
      if (found < 0) break
      const from = found * 4
      const words = this.#words
      if (words[from + 3] === d && words[from + 2] === c && words[from + 1] === b && words[from] === a) return found
      slot = (slot + 1) & mask
    }
    if (this.#count === mostAddresses) return -1
    if (this.#count * 2 > mask) {
      this.#grow()
      return this.intern(view, at)
    }
    const id = this.#count++
    this.#words.set([a, b, c, d], id * 4)
    this.#slots[slot] = id + 1
    return id
  }

  /** In the form of RFC 5952; IPv4-mapped addresses in dotted form. */
  text(id: number): string {
    const groups: number[] = []
    for (const word of this.#words.subarray(id * 4, id * 4 + 4)) groups.push(word >>> 16, word & 0xffff)
    if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) return `::ffff:${ipv4Text(int(this.#words, id * 4 + 3))}`
    const run = longestZeroRun(groups)
    const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':')
    return run.length < 2 ? hex(groups) : `${hex(groups.slice(0, run.start))}::${hex(groups.slice(run.start + run.length))}`
  }

  #grow(): void {
    const words = this.#words
    const mask = this.#mask * 2 + 1
    this.#resize(mask + 1)
    for (let id = 0; id < this.#count; id += 1) {
      let slot = hash(int(words, id * 4), int(words, id * 4 + 1), int(words, id * 4 + 2), int(words, id * 4 + 3)) & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = id + 1
    }
  }

  #resize(slots: number): void {
    this.#slots.fill(0, 0, slots)
    this.#mask = slots - 1
    this.#memory.registers[registers.addressMask] = this.#mask
  }
}

/** Dotted, of the 32 bits in network order. */
export function ipv4Text(bits: number): string {
  return `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`
}

function hash(a: number, b: number, c: number, d: number): number {
  let h = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 15) ^ c, 0xc2b2ae35)
  h = Math.imul(h ^ (h >>> 13) ^ d, 0x27d4eb2f)
  return h ^ (h >>> 16)
}

function longestZeroRun(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start }
  }
  return best
}
