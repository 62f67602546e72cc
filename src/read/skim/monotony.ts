import { longestLine, type PhysicalLine } from '../lines.ts'
import { wordingOf } from './wording.ts'

/** A source shorter than this is read in full. */
const readInFull = 20_000
/** Nothing new for this many lines: the log repeats itself. */
const nothingNew = 2_000
/** A repetition has at most this many different lines. */
const mostDifferent = 8

/** Where a line's letters are laid out; none is longer. */
const scratch = Buffer.allocUnsafe(longestLine)

/** While lines differ, one of so many is looked at. */
const sampled = 8

/** Lets lines through until a long log does nothing but repeat the same few lines; then counts them until something else comes. */
export class Monotony {
  readonly #recent: number[] = []
  #held: PhysicalLine[] = []
  #seen = 0
  #sinceNew = 0
  #skipped = 0
  #first: PhysicalLine | undefined
  #last = 0

  /** Lines that were counted and not read. */
  get skipped(): number {
    return this.#skipped
  }

  /** Whether it looks for repetitions: only so far into a source. */
  get isWatching(): boolean {
    return this.#seen + nothingNew >= readInFull
  }

  /** So many lines went by before it watched. */
  passed(lines: number): void {
    this.#seen += lines
  }

  /** Whether the line is left out; when it is to be read, then behind the last that were held back, which `end` gives. */
  isOut(line: PhysicalLine): boolean {
    this.#seen += 1
    if (!this.isWatching || (this.#sinceNew === 0 && this.#seen % sampled !== 0)) return false
    const wording = wordingOf(scratch, 0, scratch.write(line.raw, 'latin1'))
    if (this.#recent.includes(wording)) this.#sinceNew += 1
    else {
      this.#sinceNew = 0
      this.#recent.push(wording)
      if (this.#recent.length > mostDifferent) this.#recent.shift()
    }
    if (this.#sinceNew <= nothingNew) return false
    this.#hold(line)
    return true
  }

  /** The last lines of a repetition, which what follows may belong to. */
  end(): readonly PhysicalLine[] {
    if (this.#held.length === 0) return this.#held
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
