/** A source shorter than this is read in full. */
const readInFull = 5_000
/** Known only when it stood there so often and nobody wanted it: the first times, something around it may have mattered. */
const timesOffered = 3
/** Different wordings that are remembered. */
const mostWordings = 50_000
/** Any line that a reader does claim makes its surroundings interesting again: a table begins, or a record goes on. */
const interestLasts = 200

/** Which lines of a long text nobody reads: wordings that were offered to every reader again and again, and that none took. */
export class Unclaimed {
  /** Thousands of sources are too short for it to be needed. */
  #offered: Map<number, number> | undefined
  #seen = 0
  #lastClaimed = 0

  /** Whether the line may be passed over; `wording` is asked for only in texts long enough for it to matter. */
  isKnown(text: string): boolean {
    this.#seen += 1
    if (this.#seen < readInFull || this.#seen - this.#lastClaimed < interestLasts) return false
    return (this.#offered?.get(wordingOf(text)) ?? 0) >= timesOffered
  }

  /** No reader took it. */
  refused(text: string): void {
    if (this.#seen < readInFull / 2) return
    const wording = wordingOf(text)
    this.#offered ??= new Map()
    const times = this.#offered.get(wording)
    if (times !== undefined || this.#offered.size < mostWordings) this.#offered.set(wording, (times ?? 0) + 1)
  }

  /** So many lines were taken unseen by the reader that took the last one. */
  passed(lines: number): void {
    this.#seen += lines
    this.#lastClaimed = this.#seen
  }

  /** A reader that knows the format took it. */
  claimed(): void {
    this.#lastClaimed = this.#seen
  }
}

/** Statuses and error numbers tell what happened; all other figures are times, processes, sizes and names. */
const telling = /(?:err\w{0,6}|fail\w{0,4}|status|code|exit(?:ed)?|\brc|returned|signal)\W{1,4}(?:with |is )?(-?\d{1,5})\b/i

/** A number for what a line says, its figures and all words that hold one aside; 53 bits, so that two wordings of one text hardly ever share one. */
function wordingOf(text: string): number {
  let [a, b] = mixed(0x811c9dc5, 0x9e3779b9, Number(telling.exec(text)?.[1] ?? 0))
  let [wordA, wordB] = [a, b]
  let figures = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const isFigure = code >= 48 && code <= 57
    const inWord = isFigure || code === 46 || code === 95 || (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
    if (isFigure) figures = true
    if (!inWord && figures) [a, b] = [wordA ^ 48, wordB ^ 48]
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x85ebca6b) ^ (b >>> 13)
    if (inWord) continue
    figures = false
    wordA = a
    wordB = b
  }
  if (figures) [a, b] = [wordA ^ 48, wordB ^ 48]
  return (a >>> 0) * 0x20_0000 + ((b >>> 0) & 0x1f_ffff)
}

function mixed(a: number, b: number, figure: number): readonly [number, number] {
  return [Math.imul(a ^ figure, 0x01000193), Math.imul(b ^ figure, 0x85ebca6b)]
}
