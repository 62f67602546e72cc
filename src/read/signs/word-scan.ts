import { rarity } from './required-words.ts'

interface Entry {
  /** Folded, a byte for each letter. */
  readonly word: Uint8Array
  /** From its beginning to the last of the letters by which it is found. */
  readonly reach: number
  readonly mask: number
}

/** Which of many words, in folded letters, stand in a text: one pass over it, whatever their number. */
export class WordScan {
  /** Groups of three and four letters, each at a slot of its own; 0 where none is. */
  readonly #letters: Int32Array
  /** Whether any of eight slots is taken: small enough to stay in the processor's first cache. */
  readonly #taken = new Uint8Array(slots / 8)
  readonly #spread: number
  /** Some word has three letters only. */
  readonly #hasShort: boolean
  /** The words found by each group of letters, by its slot. */
  readonly #entries: Entry[][] = Array.from({ length: slots })

  /** Each word with the set of those who ask for it. */
  constructor(words: ReadonlyMap<string, number>) {
    const found = Array.from(words, ([word, mask]) => ({ ...markOf(word), word, mask }))
    const [letters, spread] = tableOf(new Set(found.map((one) => one.letters)))
    this.#letters = letters
    this.#spread = spread
    this.#hasShort = found.some(({ word }) => word.length < 4)
    for (const { word, mask, reach, letters: own } of found) {
      const slot = Math.imul(own, spread) >>> unusedBits
      this.#taken[slot >>> 3] = 1
      const entry: Entry = { word: Buffer.from(word, 'latin1'), reach, mask }
      this.#entries[slot] = [...(this.#entries[slot] ?? []), entry]
    }
  }

  /** The union of the sets of all words that the text holds. */
  maskOf(text: string): number {
    const bytes = text.length > scratch.length ? Buffer.from(text, 'latin1') : scratch
    const end = bytes === scratch ? scratch.write(text, 'latin1') : bytes.length
    const [taken, table, spread] = [this.#taken, this.#letters, this.#spread]
    const hasShort = this.#hasShort
    let letters = 0
    let mask = 0
    for (let at = 0; at < end; at += 1) {
      letters = (letters << 8) | (bytes[at] ?? 0) | 0x20
      const four = Math.imul(letters, spread) >>> unusedBits
      if (taken[four >>> 3] !== 0 && table[four] === letters) mask |= this.#maskAt(four, bytes, at, mask)
      if (!hasShort) continue
      const last = letters & threeLetters
      const three = Math.imul(last, spread) >>> unusedBits
      if (taken[three >>> 3] !== 0 && table[three] === last) mask |= this.#maskAt(three, bytes, at, mask)
    }
    return mask
  }

  #maskAt(slot: number, bytes: Uint8Array, end: number, known: number): number {
    let mask = 0
    const entries = this.#entries[slot] ?? []
    for (let at = 0; at < entries.length; at += 1) {
      const entry = entries[at]
      if (entry !== undefined && (entry.mask & ~known) !== 0 && stands(entry.word, bytes, end - entry.reach)) mask |= entry.mask
    }
    return mask
  }
}

/** Where the letters of a text are laid out: asking the text for one after the other takes several times as long. */
const scratch = Buffer.allocUnsafe(1 << 16)

const threeLetters = 0xff_ffff
const slots = 1 << 16
const unusedBits = 16

/** A table in which no two groups share a slot, and the factor that spreads them so. */
function tableOf(groups: ReadonlySet<number>): readonly [Int32Array, number] {
  const table = new Int32Array(slots)
  // The golden ratio spreads best; how evenly is a matter of luck, and these odd numbers are as good.
  for (let spread = 0x9e3779b1 | 0; ; spread += 2) {
    const taken = (group: number): boolean => {
      const slot = Math.imul(group, spread) >>> unusedBits
      const before = table[slot]
      table[slot] = group
      return before !== 0
    }
    if (![...groups].some(taken)) return [table, spread]
    table.fill(0)
  }
}

/** The rarest of a word's groups of letters, and how far it reaches. */
function markOf(word: string): { readonly letters: number; readonly reach: number } {
  const length = Math.min(4, word.length)
  let best = 0
  let most = 0
  for (let at = 0; at + length <= word.length; at += 1) {
    const bits = rarity(word, at, at + length)
    if (bits > most) [best, most] = [at, bits]
  }
  let letters = 0
  for (let at = best; at < best + length; at += 1) letters = (letters << 8) | (word.charCodeAt(at) & 0xff)
  return { letters, reach: best + length - 1 }
}

function stands(word: Uint8Array, bytes: Uint8Array, from: number): boolean {
  if (from < 0) return false
  for (let at = 0; at < word.length; at += 1) if (((bytes[from + at] ?? 0) | 0x20) !== word[at]) return false
  return true
}
