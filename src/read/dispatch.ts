import type { Event } from '../model/index.ts'
import { KeptEvents } from './kept-events.ts'
import { isFolded, joined, logLine, type PhysicalLine } from './lines.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from './reader.ts'
import { OpenObject } from './records/open-object.ts'
import { type Unfolded, unfolded } from './records/unfold.ts'
import { type Signs, signsOfAll } from './signs/signs.ts'
import { takenAsOne } from './wrapped.ts'

/** A folded line is joined from at most this many physical lines; more is a table or a listing, not a fold. */
const longestFold = 4

/** A reader that took a line is offered so many after it, whatever their signs: a table begins, or a record goes on. */
const interestLasts = 200
/** So many lines are offered to all: in fewer, looking for signs saves less than it takes to learn them. */
const firstLines = 500

const space = 0x20
const tab = 0x09

const silent: LineReading = { read: () => undefined }

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
  #signs: Signs | undefined
  /** Sets of readers, a bit for each by its place: those offered every line, and those told of the lines that they are not offered. */
  #awake = 0
  #asleep = false
  #passing = 0
  /** Until which line a reader is offered every one, by its place, and when the first of them may sleep. */
  readonly #awakeUntil: number[] = []
  #nextRest = -1
  #pending: LogLine | undefined
  #joins = 0
  #lines = 0
  #unread = 0
  #firstUnread: number | undefined
  #favourite: number | undefined
  /** The last line of this source that is offered to all. */
  readonly #lastForAll: number
  readonly #object = new OpenObject()
  /** Sets of readers: all, the last two that take what nobody else claims, and the others. */
  readonly #everybody: number
  readonly #fallback: number
  readonly #particular: number

  /** `before`: the lines of other sources that these readers were offered. */
  constructor(readers: readonly LineReader[], source: SourceContext, before = 0) {
    this.#source = source
    this.#readers = readers
    this.#lastForAll = Math.max(0, firstLines - before)
    this.#everybody = 2 ** readers.length - 1
    this.#particular = this.#everybody >> 2
    this.#fallback = this.#everybody & ~this.#particular
  }

  line(physical: PhysicalLine): void {
    this.#lines += 1
    this.#route(physical)
  }

  /** A line with those that may be the rest of it. */
  broken(parts: readonly PhysicalLine[]): void {
    const asked = (among: number) => (line: LogLine) => this.#ask(line, true, among) !== undefined
    const isIdle = this.#pending === undefined && !this.#object.isOpen
    const taken = isIdle && parts.length > 1 ? takenAsOne(parts, asked(this.#particular), asked(this.#fallback)) : 0
    this.#lines += taken
    if (taken > 0) this.broken(parts.slice(taken))
    else for (const part of parts) this.line(part)
  }

  #route(physical: PhysicalLine): void {
    if (this.#object.isOpen) this.#goesOn(this.#object.add(physical))
    else this.#take(physical)
  }

  #take(physical: PhysicalLine): void {
    if (this.#pending !== undefined) {
      this.#joins += 1
      const whole = joined(this.#pending, physical)
      if (isFolded(whole) && this.#joins < longestFold - 1) this.#pending = whole
      else this.#offer(whole, physical)
      return
    }
    this.#begin(logLine(physical), physical)
  }

  #begin(line: LogLine, physical: PhysicalLine): void {
    if (this.#object.opens(line, physical)) return
    const records = unfolded(line)
    if (records !== undefined) this.#offerRecords(records, line)
    else if (isFolded(line)) this.#pending = line
    else this.#offer(line, physical)
  }

  /** An object that is written over several lines is one record, or lines like any others. */
  #goesOn(closed: ReturnType<OpenObject['add']>): void {
    if (closed === undefined) return
    if ('records' in closed) {
      this.#offerRecords(closed.records, closed.whole)
      return
    }
    const [first, ...others] = closed.lines
    if (first !== undefined) this.#offer(logLine(first), first)
    for (const one of others) this.#route(one)
  }

  /** Where nobody knows a record's words as a program's own, they are any program's. */
  #offerRecords(records: readonly Unfolded[], whole: LogLine): void {
    let left = true
    for (const forms of records) {
      const known = forms.some((line) => this.#ask(line, true, this.#particular) !== undefined)
      if (known || forms.toReversed().some((line) => this.#ask(line, true, this.#fallback) !== undefined)) left = false
    }
    if (left) this.#pass(whole)
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
  }

  end(): TextReading {
    while (this.#object.isOpen) this.#goesOn(this.#object.end())
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
    const { answer, taken } = this.#askOf(line, false)
    if (answer === 'more' && this.#joins < longestFold - 1) {
      this.#pending = taken
      return
    }
    this.#joins = 0
    if (answer !== undefined && answer !== 'more') return
    // A join that nobody wants leaves the beginning as it stood and starts afresh with the new line.
    if (before !== undefined && line.lastLine > before.lastLine) {
      this.#settle(before)
      this.#begin(logLine(physical), physical)
      return
    }
    // Whoever begins a record in it would have said that there is more.
    if (answer === undefined && line.lastLine === line.line) this.#pass(line)
    else this.#settle(line)
  }

  #settle(line: LogLine): void {
    this.#pending = undefined
    this.#joins = 0
    if (this.#askOf(line, true).answer !== undefined) return
    this.#pass(line)
  }

  /** Whoever pastes lines indents them: what no program's reader takes as it stands, one may take from its first word on. */
  #askOf(line: LogLine, whole: boolean): { readonly answer: 'claimed' | 'more' | undefined; readonly taken: LogLine } {
    const first = line.text.charCodeAt(0)
    if (first !== space && first !== tab) return { answer: this.#ask(line, whole), taken: line }
    const flush = { ...line, text: line.text.trimStart() }
    const tries = [
      [line, this.#particular],
      [flush, this.#particular],
      [flush, this.#fallback],
      [line, this.#fallback],
    ] as const
    for (const [taken, among] of tries) {
      const answer = this.#ask(taken, whole, among)
      if (answer !== undefined) return { answer, taken }
    }
    return { answer: undefined, taken: line }
  }

  #pass(line: LogLine): void {
    if (line.text.trim() !== '') this.#leave(line.line, line.lastLine - line.line + 1)
  }

  #leave(line: number, lines: number): void {
    this.#unread += lines
    this.#firstUnread ??= line
  }

  #ask(line: LogLine, whole: boolean, among = this.#everybody): 'claimed' | 'more' | undefined {
    // The last two readings (generic text, prose) take what nobody else claims and so never come first.
    const fallback = this.#readers.length - 2
    this.#favourite ??= this.#begunBy(line)
    const favourite = this.#favourite < fallback ? this.#favourite : 0
    const own = 1 << favourite
    const awake = this.#stillAwake() & among
    const first = (awake & own) === 0 ? undefined : this.#offerTo(favourite, line, whole)
    if (first !== undefined) return first
    const wanted = this.#asleep ? awake | (this.#signed(line) & among) : awake
    const late = (wanted & ~awake & own) === 0 ? undefined : this.#offerTo(favourite, line, whole)
    if (late !== undefined) return late
    for (let left = (wanted | (this.#passing & among)) & ~(wanted & own); left !== 0; left &= left - 1) {
      const index = 31 - Math.clz32(left & -left)
      if ((wanted & (1 << index)) === 0) {
        this.#readings[index]?.pass?.(line)
        continue
      }
      const answer = this.#offerTo(index, line, whole)
      if (answer !== undefined) return answer
    }
    return undefined
  }

  /** The reader whose own beginning the first line has, else the first of all. */
  #begunBy({ text }: LogLine): number {
    const index = this.#readers.findIndex(({ ownBeginning }) => ownBeginning?.test(text) === true)
    if (index >= 0) this.#keepAwake(index)
    return Math.max(0, index)
  }

  /** The readers whose signs the line holds; learned only where enough is read. */
  #signed(line: LogLine): number {
    this.#signs ??= signsOfAll(this.#readers)
    return this.#signs.of(line)
  }

  #offerTo(index: number, line: LogLine, whole: boolean): 'claimed' | 'more' | undefined {
    const events = this.#readingAt(index).read(line, whole)
    if (events === undefined) return undefined
    if (events === 'more' && !whole) return 'more'
    this.#claim(index, line.lastLine - line.line + 1)
    this.#favourite = index
    if (this.#readers[index]?.eachAlone !== true) this.#keepAwake(index)
    if (events !== 'more') this.#events.add(events)
    return 'claimed'
  }

  #keepAwake(index: number): void {
    const until = this.#lines + interestLasts
    this.#awake |= 1 << index
    this.#awakeUntil[index] = Math.max(until, this.#lastForAll)
    this.#nextRest = Math.min(this.#nextRest, until)
  }

  /** Looks for readers to send to sleep when the first of them may. */
  #stillAwake(): number {
    if (this.#lines <= this.#nextRest) return this.#awake
    this.#awake = 0
    this.#asleep = false
    this.#nextRest = Number.POSITIVE_INFINITY
    for (let index = 0; index < this.#readers.length; index += 1) {
      const until = this.#awakeUntil[index] ?? this.#lastForAll
      if (until < this.#lines) this.#asleep = true
      else {
        this.#awake |= 1 << index
        this.#nextRest = Math.min(this.#nextRest, until)
      }
    }
    return this.#awake
  }

  #readingAt(index: number): LineReading {
    const known = this.#readings[index]
    if (known !== undefined) return known
    const opened = this.#readers[index]?.open(this.#source) ?? silent
    this.#readings[index] = opened
    if (opened.pass !== undefined) this.#passing |= 1 << index
    return opened
  }

  #claim(index: number, lines: number): void {
    this.#claimed[index] = (this.#claimed[index] ?? 0) + lines
  }
}
