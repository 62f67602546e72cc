import type { PhysicalLine } from '../lines.ts'
import { wordingOf } from './wording.ts'

/** A source shorter than this is read in full. */
const readInFull = 20_000
/** Nothing new for this many lines: the log repeats itself. */
const nothingNew = 2_000
/** A repetition has at most this many different lines. */
const mostDifferent = 8

/** Passes lines on until a long log does nothing but repeat the same few lines; then counts them until something else comes. */
export class Monotony {
  readonly #recent: number[] = []
  #held: PhysicalLine[] = []
  #seen = 0
  #sinceNew = 0
  #skipped = 0
  #first: PhysicalLine | undefined
  #last = 0

  /** Lines that were counted and not passed on. */
  get skipped(): number {
    return this.#skipped
  }

  /** What is to be read now: the line itself, before it the last that were held back, or nothing. */
  pass(line: PhysicalLine): readonly PhysicalLine[] {
    this.#seen += 1
    if (this.#seen + nothingNew < readInFull) return [line]
    const bytes = Buffer.from(line.raw)
    const wording = wordingOf(bytes, 0, bytes.length)
    if (this.#recent.includes(wording)) this.#sinceNew += 1
    else {
      this.#sinceNew = 0
      this.#recent.push(wording)
      if (this.#recent.length > mostDifferent) this.#recent.shift()
    }
    if (this.#sinceNew <= nothingNew) return [...this.end(), line]
    this.#hold(line)
    return []
  }

  /** The last lines of a repetition, which what follows may belong to. */
  end(): readonly PhysicalLine[] {
    const held = this.#held
    this.#held = []
    return held
  }

  notes(): readonly string[] {
    if (this.#skipped === 0 || this.#first === undefined) return []
    return [
      `${this.#skipped} lines between ${this.#first.line} and ${this.#last} repeat what stands before them, such as "${this.#first.raw.trim().slice(0, 100)}": counted, not read one by one`,
    ]
  }

  #hold(line: PhysicalLine): void {
    this.#held.push(line)
    if (this.#held.length <= mostDifferent) return
    const gone = this.#held.shift()
    this.#first ??= gone
    this.#last = gone?.line ?? this.#last
    this.#skipped += 1
  }
}
