import type { Event } from '../model/index.ts'
import { isFolded, joined, logLine, type PhysicalLine } from './lines.ts'
import { type Answer, type Claimed, Panel } from './panel.ts'
import type { LineReader, LogLine, SourceContext } from './reader.ts'
import { OpenObject } from './records/open-object.ts'
import { type Unfolded, unfolded } from './records/unfold.ts'
import { takenAsOne } from './wrapped.ts'

/** A folded line is joined from at most this many physical lines; more is a table or a listing, not a fold. */
const longestFold = 4

const space = 0x20
const tab = 0x09

export interface TextReading {
  readonly events: readonly Event[]
  readonly lines: number
  readonly claimed: readonly Claimed[]
  readonly unread: { readonly count: number; readonly first?: number }
  /** Events that were counted and are not among `events`. */
  readonly counted: number
}

/** Makes of the physical lines of one text source the lines that its writers wrote, offers each to the readers, and gathers what they say. */
export class Dispatcher {
  readonly #panel: Panel
  readonly #object = new OpenObject()
  #pending: LogLine | undefined
  #joins = 0
  /** The form of the last line asked about that its reader took. */
  #taken: LogLine | undefined
  #unread = 0
  #firstUnread: number | undefined

  /** `before`: the lines of other sources that these readers were offered. */
  constructor(readers: readonly LineReader[], source: SourceContext, before = 0) {
    this.#panel = new Panel(readers, source, before)
  }

  line(physical: PhysicalLine): void {
    this.#panel.comes(1)
    this.#route(physical)
  }

  /** A line with those that may be the rest of it. */
  broken(parts: readonly PhysicalLine[]): void {
    const { particular, fallback } = this.#panel
    const asked = (among: number) => (line: LogLine) => this.#panel.ask(line, true, among) !== undefined
    const isIdle = this.#pending === undefined && !this.#object.isOpen
    const taken = isIdle && parts.length > 1 ? takenAsOne(parts, asked(particular), asked(fallback)) : 0
    this.#panel.comes(taken)
    if (taken > 0) this.broken(parts.slice(taken))
    else for (const part of parts) this.line(part)
  }

  /** How far, from where a line begins, lines need not be given. */
  plainUntil(text: string, at: number): number {
    return this.#pending === undefined ? this.#panel.plainUntil(text, at) : at
  }

  /** So many such lines went by. */
  passed(lines: number): void {
    this.#panel.passed(lines)
  }

  end(): TextReading {
    while (this.#object.isOpen) this.#goesOn(this.#object.end())
    if (this.#pending !== undefined) this.#settle(this.#pending)
    const unread = this.#firstUnread === undefined ? { count: this.#unread } : { count: this.#unread, first: this.#firstUnread }
    return { ...this.#panel.end(), lines: this.#panel.lines, unread }
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
    const { particular, fallback } = this.#panel
    let left = true
    for (const forms of records) {
      const known = forms.some((line) => this.#panel.ask(line, true, particular) !== undefined)
      if (known || forms.toReversed().some((line) => this.#panel.ask(line, true, fallback) !== undefined)) left = false
    }
    if (left) this.#pass(whole)
  }

  #offer(line: LogLine, physical: PhysicalLine): void {
    const before = this.#pending
    this.#pending = undefined
    const answer = this.#ask(line, false)
    if (answer === 'more' && this.#joins < longestFold - 1) {
      this.#pending = this.#taken
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
    if (this.#ask(line, true) === undefined) this.#pass(line)
  }

  /** Whoever pastes lines indents them: what no program's reader takes as it stands, one may take from its first word on. */
  #ask(line: LogLine, whole: boolean): Answer {
    this.#taken = line
    const first = line.text.charCodeAt(0)
    if (first !== space && first !== tab) return this.#panel.ask(line, whole)
    const { particular, fallback } = this.#panel
    const flush = { ...line, text: line.text.trimStart() }
    const tries = [
      [line, particular],
      [flush, particular],
      [flush, fallback],
      [line, fallback],
    ] as const
    for (const [form, among] of tries) {
      this.#taken = form
      const answer = this.#panel.ask(form, whole, among)
      if (answer !== undefined) return answer
    }
    return undefined
  }

  #pass(line: LogLine): void {
    if (line.text.trim() === '') return
    this.#unread += line.lastLine - line.line + 1
    this.#firstUnread ??= line.line
  }
}
