import type { Event } from '../model/index.ts'
import { fallbackReaders } from './fallback-readers.ts'
import { KeptEvents } from './kept-events.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from './reader.ts'
import { type Signs, signsOfAll } from './signs/signs.ts'

/** A reader that took a line is offered so many after it, whatever their signs: a table begins, or a record goes on. */
const interestLasts = 200
/** So many lines are offered to all: in fewer, looking for signs saves less than it takes to learn them. */
const firstLines = 500

const silent: LineReading = { read: () => undefined }

export interface Claimed {
  readonly reader: string
  readonly lines: number
}

/** What a reader says to a line: it took it, it wants the next one with it, or it is none of its own. */
export type Answer = 'claimed' | 'more' | undefined

/** What the readers of one source said. */
export interface Said {
  readonly events: readonly Event[]
  readonly claimed: readonly Claimed[]
  /** Events that were counted and are not among `events`. */
  readonly counted: number
}

/** The readers of one text source: a line is offered to those that may want it, the last that claimed one first. */
export class Panel {
  /** Sets of readers, a bit for each by its place: all, those that take what nobody else claims, and the others. */
  readonly everybody: number
  readonly fallback: number
  readonly particular: number
  readonly #readers: readonly LineReader[]
  /** The readings by the place of their readers, each opened when a line is first offered to it: most files are one program's, and there are thousands. */
  readonly #readings: (LineReading | undefined)[] = []
  readonly #claimed: number[] = []
  readonly #source: SourceContext
  readonly #events = new KeptEvents()
  #signs: Signs | undefined
  /** Sets of readers: those offered every line, and those told of the lines that they are not offered. */
  #awake = 0
  #asleep = false
  #passing = 0
  /** Until which line a reader is offered every one, by its place, and when the first of them may sleep. */
  readonly #awakeUntil: number[] = []
  #nextRest = -1
  #favourite: number | undefined
  #lines = 0
  /** The last line of this source that is offered to all. */
  readonly #lastForAll: number

  /** `before`: the lines of other sources that these readers were offered. */
  constructor(readers: readonly LineReader[], source: SourceContext, before: number) {
    this.#source = source
    this.#readers = readers
    this.#lastForAll = Math.max(0, firstLines - before)
    this.everybody = 2 ** readers.length - 1
    this.particular = this.everybody >> fallbackReaders.length
    this.fallback = this.everybody & ~this.particular
  }

  /** Physical lines that have come by. */
  get lines(): number {
    return this.#lines
  }

  /** So many lines more are going to be offered, as they stand or joined. */
  comes(lines: number): void {
    this.#lines += lines
  }

  /** So many lines went by that the reader of the last one knows as its own. */
  passed(lines: number): void {
    this.#lines += lines
    this.#claim(this.#favourite ?? 0, lines)
  }

  /** How far, from where a line begins, lines need not be offered: the reader of the last one knows them as its own. */
  plainUntil(text: string, at: number): number {
    if (this.#favourite === undefined) return at
    return this.#readings[this.#favourite]?.plainUntil?.(text, at) ?? at
  }

  /** Offers a line to those of the set `among` that may want it; where it is `whole`, nothing is going to be joined to it. */
  ask(line: LogLine, whole: boolean, among = this.everybody): Answer {
    this.#favourite ??= this.#begunBy(line)
    // Those that take what nobody else claims never come first.
    const favourite = ((1 << this.#favourite) & this.particular) === 0 ? 0 : this.#favourite
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

  /** To be called once, after the last line. */
  end(): Said {
    for (const reading of this.#readings) if (reading?.end !== undefined) this.#events.add(reading.end(this.#events.all))
    const claimed: Claimed[] = []
    for (const [index, lines = 0] of this.#claimed.entries()) if (lines > 0) claimed.push({ reader: this.#readers[index]?.id ?? '', lines })
    for (const note of this.#events.notes()) this.#source.note(note)
    return { events: this.#events.all, claimed, counted: this.#events.dropped }
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

  #offerTo(index: number, line: LogLine, whole: boolean): Answer {
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
