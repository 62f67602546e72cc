/** Letters of a flow's history, in the opener's case; the answerer's are lower. `_` is an idle gap, with tenths of a second behind it. */
export const letters = 'SHADFRTPZWKGI'

/** A letter is written the first three times, then the 10th, 100th, …; a flow's history has room for this many entries. */
const room = 40
/** Entries as numbers: letter times two plus direction; an idle gap is this plus its length in tenths of a second. */
const gapMark = 64

/** The histories of all flows that have one, by slot; of small arrays, as most flows have few entries. */
export class Histories {
  readonly #entries: (number[] | undefined)[] = []

  begin(slot: number): void {
    this.#entries[slot] = []
  }

  /** `count`: how often this has happened on that side. */
  note(slot: number, letter: number, direction: number, count: number): void {
    const entries = this.#entries[slot]
    // What breaks a silence is always told.
    if (count > 3 && !isPowerOfTen(count) && (entries?.at(-1) ?? 0) < gapMark) return
    this.#push(slot, letter * 2 + direction)
  }

  gap(slot: number, us: number): void {
    this.#push(slot, gapMark + Math.min(Math.round(us / 100_000), 0x3fffff00))
  }

  /** `opener` is the direction shown in upper case; `deathGap` the length of the gap that killed it, microseconds, to be marked. */
  text(slot: number, opener: number, dead: boolean, deathGapUs: number | undefined): string {
    const entries = this.#entries[slot] ?? []
    const deathGap = deathGapUs === undefined ? -1 : gapMark + Math.min(Math.round(deathGapUs / 100_000), 0x3fffff00)
    const markAt = entries.lastIndexOf(deathGap)
    const shown = entries.map((entry, index) => `${entryText(entry, opener)}${index === markAt ? '!' : ''}`).join('')
    return dead && markAt < 0 ? `${shown}!` : shown
  }

  forget(slot: number): void {
    this.#entries[slot] = undefined
  }

  #push(slot: number, entry: number): void {
    const entries = this.#entries[slot]
    if (entries === undefined || entries.length >= room) return
    entries.push(entry)
  }
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
