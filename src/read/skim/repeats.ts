/** Lines of one wording that are read in full before the rest is only counted. */
const mostAlike = 24
/** At each line number of a row that grows by this factor, one more of every wording is read, so that the whole length of a log is seen. */
const growth = 2.5
const firstCheckpoint = 1_000_000
/** Different wordings that are told apart; the rest share a few. */
const mostWordings = 4_096
const sharedWordings = 64

/** Lines that say the same. */
export interface Wording {
  readonly example: string
  /** Lines that share this wording may say different things. */
  readonly shared: boolean
  readonly tells: boolean
  count: number
  taken: number
  lastLine: number
}

/** Decides which of the lines that say the same are read, and counts the others. */
export class Repeats {
  readonly #wordings = new Map<number, Wording>()
  #counted = 0
  #checkpoints = 0
  #nextCheckpoint = firstCheckpoint

  /** Lines that were only counted. */
  get counted(): number {
    return this.#counted
  }

  /** Whether this line is to be read: one of the first of its wording, and then ever fewer. `judge` says what it is and whether that tells of a failure. */
  take(wording: number, line: number, judge: () => { readonly text: string; readonly tells: boolean }): boolean {
    const known = this.#wordings.get(wording) ?? this.#learn(wording, judge)
    if (!(known.shared ? judge().tells : known.tells)) return false
    if (line >= this.#nextCheckpoint) {
      this.#checkpoints += 1
      this.#nextCheckpoint = Math.ceil(this.#nextCheckpoint * growth)
    }
    known.count += 1
    known.lastLine = line
    const wanted = known.taken < mostAlike + this.#checkpoints
    if (wanted) known.taken += 1
    else this.#counted += 1
    return wanted
  }

  /** One sentence for each wording of which lines were left out, the most frequent first. */
  notes(most: number): readonly string[] {
    const left = [...this.#wordings.values()].filter(({ count, taken }) => count > taken).toSorted((a, b) => b.count - a.count)
    const told = left
      .slice(0, most)
      .map(
        ({ example, count, taken, lastLine }) =>
          `${count} lines like "${example}", the last is line ${lastLine}: ${taken} of them were read in full, all were counted`,
      )
    const more = left.slice(most).reduce((sum, { count, taken }) => sum + count - taken, 0)
    return more === 0 ? told : [...told, `${more} further lines that repeat others were only counted`]
  }

  #learn(wording: number, judge: () => { readonly text: string; readonly tells: boolean }): Wording {
    const shared = this.#wordings.size >= mostWordings
    const key = shared ? -(wording % sharedWordings) - 1 : wording
    const { text, tells } = judge()
    const known = this.#wordings.get(key) ?? { example: text.slice(0, 100).trimEnd(), shared, tells, count: 0, taken: 0, lastLine: 0 }
    this.#wordings.set(key, known)
    return known
  }
}
