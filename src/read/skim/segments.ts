import type { LogLine } from '../reader.ts'
import { dataAt, type FoundLine, LiteralScan, stretchBytes } from './literal-scan.ts'

export interface Stretch {
  readonly from: number
  /** Just behind a line feed. */
  readonly to: number
  /** Number of its first line, from 1. */
  readonly firstLine: number
}

/** A part of the log that is held in memory. */
export interface Segment {
  readonly stretches: Stretch[]
}

/** A line to be looked at: where it stands in the log and in memory. */
export interface MetLine extends FoundLine {
  readonly line: LogLine['line']
}

/** Bytes of one segment. */
const segmentBytes = 8 * 1024 * 1024
/** Segments in memory: what a failure was before and what came of it should lie within. */
const segmentsHeld = 4
/** A line without an end that is longer than this is cut. */
const longestOpen = 1024 * 1024
const keptOfCut = 64 * 1024
const lineFeed = 10

/** The last 32 MB of a log, line by line, with a scan running over them as they come. */
export class Segments {
  readonly scan = new LiteralScan((segmentsHeld + 1) * segmentBytes)
  readonly #meet: (met: MetLine) => void
  readonly #full: () => void
  #held: Segment[] = [{ stretches: [] }]
  #slot = 0
  #end = dataAt
  /** Up to here whole lines were scanned. */
  #scanned = dataAt
  #lines = 0
  #cut = 0
  #dropping = false

  /** `meet` is told every wanted line; `full` is told when a segment is complete, before the oldest is forgotten. */
  constructor(meet: (met: MetLine) => void, full: () => void) {
    this.#meet = meet
    this.#full = full
  }

  /** Oldest first; the last is still being filled. */
  get held(): readonly Segment[] {
    return this.#held
  }

  get lines(): number {
    return this.#lines
  }

  /** Lines too long to be read to their end. */
  get cut(): number {
    return this.#cut
  }

  add(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; from += stretchBytes) this.#piece(bytes.subarray(from, from + stretchBytes))
  }

  /** Scans the last line too if it has no end. */
  end(): void {
    if (this.#end > this.#scanned) this.#piece(Uint8Array.of(lineFeed))
  }

  /** The line at an address, without its end. */
  bytesAt(start: number): Uint8Array {
    const end = this.scan.bytes.indexOf(lineFeed, start)
    return this.scan.bytes.subarray(start, end)
  }

  #piece(bytes: Uint8Array): void {
    let piece = bytes
    if (this.#dropping) {
      const next = piece.indexOf(lineFeed)
      if (next < 0) return
      piece = piece.subarray(next)
      this.#dropping = false
    }
    if (this.#end + piece.length > this.#slotEnd) this.#turn()
    this.scan.bytes.set(piece, this.#end)
    this.#end += piece.length
    const last = piece.lastIndexOf(lineFeed)
    if (last >= 0) this.#scan(this.#end - piece.length + last + 1)
    else if (this.#end - this.#scanned > longestOpen) {
      this.#end = this.#scanned + keptOfCut
      this.#dropping = true
      this.#cut += 1
    }
  }

  #scan(to: number): void {
    const [from, firstLine] = [this.#scanned, this.#lines + 1]
    const { found, lines } = this.scan.lines(from, to)
    this.#held.at(-1)?.stretches.push({ from, to, firstLine })
    this.#scanned = to
    this.#lines += lines
    for (const line of found) this.#meet({ ...line, line: firstLine + line.number })
  }

  get #slotEnd(): number {
    return dataAt + (this.#slot + 1) * segmentBytes - 64
  }

  /** Goes on in the next segment, with the line that has not ended yet. */
  #turn(): void {
    this.#full()
    const open = this.scan.bytes.slice(this.#scanned, this.#end)
    this.#slot = (this.#slot + 1) % (segmentsHeld + 1)
    this.#scanned = dataAt + this.#slot * segmentBytes
    this.#end = this.#scanned + open.length
    this.scan.bytes.set(open, this.#scanned)
    this.#held = [...this.#held.slice(-segmentsHeld), { stretches: [] }]
  }
}
