import { half, octet } from './cells.ts'
import type { FlowState } from './flow-state.ts'
import { flowBytes, flowHalves } from './layout.ts'

/** Letters of a flow's history, in the opener's case; the answerer's are lower. `_` is an idle gap, with tenths of a second behind it. */
export const letters = 'SHADFRTPZWKGI'

/** Entries kept of a flow: the first, and the last in a ring; a letter is written the first three times, then the 10th, 100th, …. */
export const firstEntries = 20
export const lastEntries = 12
/** Entries counted; behind it the last round begins again, as only the place of the next matters then. */
export const mostCounted = firstEntries + 3 * lastEntries
/** Entries as numbers of 16 bits: letter times two plus direction; an idle gap is this plus its length. */
export const gapMark = 64
/** So many tenths of a second are told apart, seconds behind them, and so on: what is shown is never finer. */
export const gapSteps = { tenths: 30_000, seconds: 20_000, minutes: 10_000, hours: 5_472 } as const
const tenthsOf: readonly (readonly [steps: number, tenths: number])[] = [
  [gapSteps.tenths, 1],
  [gapSteps.seconds, 10],
  [gapSteps.minutes, 600],
  [gapSteps.hours, 36_000],
]

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
    const count = this.#state.headerByte(slot, 'historyCount')
    const left = Math.max(0, count - firstEntries - lastEntries)
    const markAt = deathGapUs === undefined ? -1 : this.#lastIndexOf(slot, gapEntry(deathGapUs), count)
    let shown = ''
    for (let index = 0; index < count; index += 1) {
      if (index === firstEntries && left > 0) {
        shown += '…'
        index += left
      }
      shown += entryText(this.#entry(slot, index), opener)
      if (index === markAt) shown += '!'
    }
    return dead && markAt < 0 ? `${shown}!` : shown
  }

  #lastIndexOf(slot: number, entry: number, count: number): number {
    for (let index = count - 1; index >= 0; index -= 1) {
      const isKept = index < firstEntries || index >= count - lastEntries
      if (isKept && this.#entry(slot, index) === entry) return index
    }
    return -1
  }

  #entry(slot: number, index: number): number {
    return half(this.#state.half, this.#begin(slot) + placeOf(index))
  }

  #endsWithGap(slot: number): boolean {
    const count = this.#state.headerByte(slot, 'historyCount')
    return count > 0 && half(this.#state.half, this.#begin(slot) + placeOf(count - 1)) >= gapMark
  }

  #push(slot: number, entry: number): void {
    const B = this.#state.byte
    const at = this.#state.begin(slot) * 8 + flowBytes.historyCount
    const count = octet(B, at)
    this.#state.half[this.#begin(slot) + placeOf(count)] = entry
    B[at] = count + 1 === mostCounted ? mostCounted - lastEntries : count + 1
  }

  /** Where its entries lie, in halves. */
  #begin(slot: number): number {
    return this.#state.begin(slot) * 4 + flowHalves.history
  }
}

function placeOf(index: number): number {
  return index < firstEntries ? index : firstEntries + ((index - firstEntries) % lastEntries)
}

function gapEntry(us: number): number {
  const all = Math.round(us / 100_000)
  let entry = gapMark
  for (const [steps, tenths] of tenthsOf) {
    const length = Math.round(all / tenths)
    if (length < steps) return entry + length
    entry += steps
  }
  return entry - 1
}

/** Of an idle gap. */
function secondsOf(entry: number): number {
  let from = gapMark
  for (const [steps, tenths] of tenthsOf) {
    if (entry < from + steps) return ((entry - from) * tenths) / 10
    from += steps
  }
  return 0
}

function entryText(entry: number, opener: number): string {
  if (entry >= gapMark) {
    const seconds = secondsOf(entry)
    return `_${seconds < 10 ? seconds : Math.round(seconds)}`
  }
  const letter = letters[entry >> 1] ?? '?'
  return (entry & 1) === opener ? letter : letter.toLowerCase()
}

function isPowerOfTen(count: number): boolean {
  return count === 10 || count === 100 || count === 1000 || count === 10_000 || count === 100_000 || count === 1_000_000
}
