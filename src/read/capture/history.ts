import { int } from './cells.ts'
import type { FlowState } from './flow-state.ts'
import { flowInts } from './layout.ts'

/** Letters of a flow's history, in the opener's case; the answerer's are lower. `_` is an idle gap, with tenths of a second behind it. */
export const letters = 'SHADFRTPZWKGI'

/** Entries kept of a flow: the first, and the last in a ring; a letter is written the first three times, then the 10th, 100th, …. */
export const firstEntries = 20
export const lastEntries = 12
/** Entries as numbers: letter times two plus direction; an idle gap is this plus its length in tenths of a second. */
export const gapMark = 64
export const mostTenths = 0x3fffff00

/** The histories of all flows, in their numbers. */
export class Histories {
  readonly #state: FlowState

  constructor(state: FlowState) {
    this.#state = state
  }

  /** `count`: how often this has happened on that side. */
  note(slot: number, letter: number, direction: number, count: number): void {
    // What breaks a silence is always told.
    if (count > 3 && !isPowerOfTen(count) && !this.#endsWithGap(slot)) return
    this.#push(slot, letter * 2 + direction)
  }

  gap(slot: number, us: number): void {
    this.#push(slot, gapEntry(us))
  }

  /** `opener` is the direction shown in upper case; `deathGapUs` the length of the gap that killed it, to be marked. */
  text(slot: number, opener: number, dead: boolean, deathGapUs: number | undefined): string {
    const { first, last, left } = this.#entries(slot)
    const deathGap = deathGapUs === undefined ? -1 : gapEntry(deathGapUs)
    const entries = [...first, ...last]
    const markAt = entries.lastIndexOf(deathGap)
    const shown = entries
      .map((entry, index) => `${left && index === first.length ? '…' : ''}${entryText(entry, opener)}${index === markAt ? '!' : ''}`)
      .join('')
    return dead && markAt < 0 ? `${shown}!` : shown
  }

  #entries(slot: number): { readonly first: readonly number[]; readonly last: readonly number[]; readonly left: boolean } {
    const at = this.#state.header(slot)
    const count = int(this.#state.int, at + flowInts.historyCount)
    const begin = at + flowInts.history
    const first = [...this.#state.int.subarray(begin, begin + Math.min(count, firstEntries))]
    const from = Math.max(firstEntries, count - lastEntries)
    const last = Array.from({ length: Math.max(count - from, 0) }, (_, index) => int(this.#state.int, begin + placeOf(from + index)))
    return { first, last, left: count > firstEntries + lastEntries }
  }

  #endsWithGap(slot: number): boolean {
    const at = this.#state.header(slot)
    const count = int(this.#state.int, at + flowInts.historyCount)
    return count > 0 && int(this.#state.int, at + flowInts.history + placeOf(count - 1)) >= gapMark
  }

  #push(slot: number, entry: number): void {
    const I = this.#state.int
    const at = this.#state.header(slot)
    const count = int(I, at + flowInts.historyCount)
    I[at + flowInts.history + placeOf(count)] = entry
    I[at + flowInts.historyCount] = count + 1
  }
}

function placeOf(index: number): number {
  return index < firstEntries ? index : firstEntries + ((index - firstEntries) % lastEntries)
}

function gapEntry(us: number): number {
  return gapMark + Math.min(Math.round(us / 100_000), mostTenths)
}

function entryText(entry: number, opener: number): string {
  if (entry >= gapMark) {
    const seconds = (entry - gapMark) / 10
    return `_${seconds < 10 ? seconds : Math.round(seconds)}`
  }
  const letter = letters[entry >> 1] ?? '?'
  return (entry & 1) === opener ? letter : letter.toLowerCase()
}

function isPowerOfTen(count: number): boolean {
  return count === 10 || count === 100 || count === 1000 || count === 10_000 || count === 100_000 || count === 1_000_000
}
