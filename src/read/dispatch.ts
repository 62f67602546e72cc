import type { Event } from '../model/index.ts'
import { KeptEvents } from './kept-events.ts'
import { isFolded, joined, logLine, type PhysicalLine } from './lines.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from './reader.ts'
import { Unclaimed } from './skim/unclaimed.ts'

/** A folded line is joined from at most this many physical lines; more is a table or a listing, not a fold. */
const longestFold = 4

export interface Claimed {
  readonly reader: string
  readonly lines: number
}

export interface TextReading {
  readonly events: readonly Event[]
  readonly lines: number
  readonly claimed: readonly Claimed[]
  readonly unread: { readonly count: number; readonly first?: number }
  /** Events that were counted and are not among `events`. */
  readonly counted: number
}

/** Offers every line of one text source to the readers, the last that claimed one first, and gathers what they say. */
export class Dispatcher {
  readonly #readers: readonly LineReader[]
  /** The readings by the place of their readers, each opened when a line is first offered to it: most files are one program's, and there are thousands. */
  readonly #readings: (LineReading | undefined)[] = []
  readonly #claimed: number[] = []
  readonly #source: SourceContext
  readonly #events = new KeptEvents()
  readonly #unclaimed = new Unclaimed()
  #pending: LogLine | undefined
  #joins = 0
  #lines = 0
  #unread = 0
  #firstUnread: number | undefined
  #favourite: number | undefined

  constructor(readers: readonly LineReader[], source: SourceContext) {
    this.#source = source
    this.#readers = readers
  }

  line(physical: PhysicalLine): void {
    this.#lines += 1
    if (this.#pending !== undefined) {
      this.#joins += 1
      const whole = joined(this.#pending, physical)
      if (isFolded(whole) && this.#joins < longestFold - 1) this.#pending = whole
      else this.#offer(whole, physical)
      return
    }
    if (this.#unclaimed.isKnown(physical.raw)) {
      if (physical.raw.trim() !== '') this.#leave(physical.line, 1)
      return
    }
    const line = logLine(physical)
    if (isFolded(line)) this.#pending = line
    else this.#offer(line, physical)
  }

  /** How far, from where a line begins, lines need not be offered: the reader of the last one knows them as its own. */
  plainUntil(text: string, at: number): number {
    if (this.#pending !== undefined || this.#favourite === undefined) return at
    return this.#readings[this.#favourite]?.plainUntil?.(text, at) ?? at
  }

  /** So many such lines went by. */
  passed(lines: number): void {
    this.#lines += lines
    this.#claim(this.#favourite ?? 0, lines)
    this.#unclaimed.passed(lines)
  }

  end(): TextReading {
    if (this.#pending !== undefined) this.#settle(this.#pending)
    for (const reading of this.#readings) if (reading?.end !== undefined) this.#events.add(reading.end(this.#events.all))
    const claimed: Claimed[] = []
    for (const [index, lines = 0] of this.#claimed.entries()) if (lines > 0) claimed.push({ reader: this.#readers[index]?.id ?? '', lines })
    const unread = this.#firstUnread === undefined ? { count: this.#unread } : { count: this.#unread, first: this.#firstUnread }
    for (const note of this.#events.notes()) this.#source.note(note)
    return { events: this.#events.all, lines: this.#lines, claimed, unread, counted: this.#events.dropped }
  }

  #offer(line: LogLine, physical: PhysicalLine): void {
    const before = this.#pending
    this.#pending = undefined
    const answer = this.#ask(line, false)
    if (answer === 'more' && this.#joins < longestFold - 1) {
      this.#pending = line
      return
    }
    this.#joins = 0
    if (answer !== undefined && answer !== 'more') return
    // A join that nobody wants leaves the beginning as it stood and starts afresh with the new line.
    if (before !== undefined && line.lastLine > before.lastLine) {
      this.#settle(before)
      this.#offer(logLine(physical), physical)
      return
    }
    this.#settle(line)
  }

  #settle(line: LogLine): void {
    this.#pending = undefined
    this.#joins = 0
    if (this.#ask(line, true) !== undefined) return
    this.#unclaimed.refused(line.raw)
    if (line.text.trim() !== '') this.#leave(line.line, line.lastLine - line.line + 1)
  }

  #leave(line: number, lines: number): void {
    this.#unread += lines
    this.#firstUnread ??= line
  }

  #ask(line: LogLine, whole: boolean): 'claimed' | 'more' | undefined {
    // The last two readings (generic text, prose) take what nobody else claims and so never come first.
    const fallback = this.#readers.length - 2
    this.#favourite ??= Math.max(
      0,
      this.#readers.findIndex(({ ownBeginning }) => ownBeginning?.test(line.text) === true),
    )
    const favourite = this.#favourite < fallback ? this.#favourite : 0
    for (let place = 0; place < this.#readers.length; place += 1) {
      const index = place === 0 ? favourite : place <= favourite ? place - 1 : place
      const events = this.#readingAt(index)?.read(line, whole)
      if (events === undefined) continue
      if (events === 'more' && !whole) return 'more'
      this.#claim(index, line.lastLine - line.line + 1)
      if (index < fallback) this.#unclaimed.claimed()
      this.#favourite = index
      if (events !== 'more') this.#events.add(events)
      return 'claimed'
    }
    return undefined
  }

  #readingAt(index: number): LineReading | undefined {
    const known = this.#readings[index]
    if (known !== undefined) return known
    const opened = this.#readers[index]?.open(this.#source)
    this.#readings[index] = opened
    return opened
  }

  #claim(index: number, lines: number): void {
    this.#claimed[index] = (this.#claimed[index] ?? 0) + lines
  }
}
