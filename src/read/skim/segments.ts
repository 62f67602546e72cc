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
const segmentsHeld = 3
/** A line without an end that is longer than this is cut. */
const longestOpen = 1024 * 1024
const keptOfCut = 64 * 1024
const lineFeed = 10

/** The last 24 MB of a log, line by line, with a scan running over them as they come. */
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
    for (let from = 0; from < bytes.length; from += stretchBytes) {
      const piece = bytes.subarray(from, from + stretchBytes)
      this.room().set(piece)
      this.took(piece.length)
    }
  }

  /** Where the next bytes may be put; `took` is to be told how many. */
  room(): Uint8Array {
    if (this.#end + stretchBytes > this.#slotEnd) this.#turn()
    return this.scan.bytes.subarray(this.#end, this.#end + stretchBytes)
  }

  /** Scans the last line too if it has no end. */
  end(): void {
    if (this.#end > this.#scanned) this.add(Uint8Array.of(lineFeed))
  }

  /** So many bytes stand now where `room` showed. */
  took(count: number): void {
    const from = this.#end
    this.#end += this.#dropping ? this.#undropped(count) : count
    const last = this.scan.bytes.subarray(from, this.#end).lastIndexOf(lineFeed)
    if (last >= 0) this.#scan(from + last + 1)
    else if (this.#end - this.#scanned > longestOpen) {
      this.#end = this.#scanned + keptOfCut
      this.#dropping = true
      this.#cut += 1
    }
  }

  /** Of bytes that go on with a line that was cut, those from its end on are kept. */
  #undropped(count: number): number {
    const next = this.scan.bytes.subarray(this.#end, this.#end + count).indexOf(lineFeed)
    if (next < 0) return 0
    this.#dropping = false
    this.scan.bytes.copyWithin(this.#end, this.#end + next, this.#end + count)
    return count - next
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
