import type { Event, EventBase, System } from '../../model/index.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../reader.ts'
import { claimsIn, type Made } from './claims.ts'
import { isUntold } from '../generic/last-resort.ts'
import { isCommand, type LineShape, shapeOf } from './line-shape.ts'
import { quotedBareFailure, reportedFailure, systemNamed } from './reported-failure.ts'
import { type Sentence, sentencesOf } from './sentence.ts'
import { SettingTrials } from './setting-trial.ts'
import { snipOf } from './snip.ts'
import { type StatusSaid, statusEvents } from './status-events.ts'
import { toldCause } from './told-cause.ts'
import { toldStatus } from './told-status.ts'

/** Prose around the lines: e-mails, tickets, articles. Says what people state about the failure. */
export const paste: LineReader = {
  id: 'paste',
  open: (source) => new PasteReading(source),
}

/** A paragraph longer than this is taken in parts. */
const longestParagraph = 60
const longestQuote = 400
/** In lines: who reports a failure and shows no line of any program writes less; a book about programs is longer. */
const longestReport = 300
/** A cure in one paragraph and its command in the next belong together within so many lines. */
const commandReach = 4

class PasteReading implements LineReading {
  readonly #source: SourceContext
  #paragraph: LogLine[] = []
  #lastLine = 0
  #lastBlank = true
  #inProse = false
  #cure: { readonly line: number } | undefined
  /** Some line was claimed by a reader that knows it: the failure is told first hand. */
  #othersClaimed = false
  #reported: Event | undefined
  #status: StatusSaid | undefined
  /** What brought a process or a host down, by whoever looked: evidence beside what the programs say. */
  #cause: Event | undefined
  /** A failure that a sentence quotes without its reason: known where nothing else is. */
  #quoted: Event | undefined
  #system: System = 'other'
  /** Some sentence speaks of a backup or of a program that makes one; other texts tell of errors too. */
  #ofBackup = false

  readonly #trials = new SettingTrials()

  constructor(source: SourceContext) {
    this.#source = source
  }

  read(line: LogLine): readonly Event[] | undefined {
    const gap = line.line > this.#lastLine + 1
    if (gap) this.#othersClaimed = true
    const told = gap ? this.#close() : []
    const events = this.#take(line)
    if (events === undefined && told.length === 0) return undefined
    return [...told, ...(events ?? [])]
  }

  /** Where nothing but prose tells of a failure, what it reports is the failure. */
  end(byOthers: readonly Event[] = []): readonly Event[] {
    const told = [...this.#close(), ...this.#tried(byOthers)]
    if (!this.#ofBackup || this.#lastLine > longestReport) return told
    if (this.#cause !== undefined) told.push(this.#cause)
    const reported = this.#othersClaimed || this.#reported === undefined ? [] : [{ ...this.#reported, system: this.#system }]
    const status = this.#statusTold(byOthers, reported.length > 0)
    const quoted = this.#quoted === undefined || reported.length + status.length > 0 || !isUntold(byOthers) ? [] : [{ ...this.#quoted, system: this.#system }]
    return [...told, ...reported, ...status, ...quoted]
  }

  /** Known where no line of a program tells how the run ended; beside an error that is told too it only repeats that the run failed. */
  #statusTold(byOthers: readonly Event[], repeats: boolean): readonly Event[] {
    if (this.#status === undefined || !isUntold(byOthers)) return []
    const { system } = this.#status
    const events = statusEvents(this.#status, system === 'other' ? this.#system : system)
    if (!repeats) return events
    return events.flatMap((event) => (event.kind === 'status.reported' || event.kind === 'program.exited' ? [{ ...event, symptom: 'echo' as const }] : []))
  }

  #tried(byOthers: readonly Event[]): readonly Event[] {
    return this.#trials
      .claims(byOthers)
      .map(({ claim, setting: { at, quote } }) => ({ at, quote, system: 'other', reported: true, kind: 'statement.made', claim }))
  }

  #take(line: LogLine): readonly Event[] | undefined {
    const gap = line.line > this.#lastLine + 1
    const afterBlank = this.#lastBlank || gap
    this.#lastLine = Math.max(this.#lastLine, line.lastLine)
    if (line.text.trim() === '') {
      this.#lastBlank = true
      this.#inProse = false
      const told = this.#close()
      return told.length === 0 ? undefined : told
    }
    const reason = snipOf(line.text)
    if (reason !== undefined) return [...this.#close(), ...this.#snipped(reason, line)]
    const shape = this.#shapeOf(line, this.#inProse && !gap)
    this.#lastBlank = false
    this.#inProse = shape === 'prose'
    if (shape === 'prose' || (shape === 'heading' && (this.#paragraph.length > 0 || afterBlank))) {
      this.#paragraph.push(line)
      return this.#paragraph.length >= longestParagraph ? this.#close() : []
    }
    const told = this.#close()
    const cured = isCommand(line.text) && this.#isCureCommand(line)
    if (cured) return [...told, this.#statement({ claim: 'cured-by-window-scaling-off', from: whole, to: whole }, [line])]
    return told.length === 0 ? undefined : told
  }

  /** A sentence of few small words is one all the same where it tells of a status that a product met. */
  #shapeOf({ text, prefix, level }: LogLine, inProse: boolean): LineShape {
    if (prefix !== undefined || level !== undefined) return 'log'
    const shape = shapeOf(text, inProse)
    return shape === 'other' && toldStatus(text) !== undefined ? 'prose' : shape
  }

  /** `sysctl -w net.ipv4.tcp_window_scaling=0` right below words that call something a cure. */
  #isCureCommand(line: LogLine): boolean {
    return this.#cure !== undefined && line.line - this.#cure.line <= commandReach && /tcp_window_scaling\s*=\s*0/.test(line.text)
  }

  #close(): readonly Event[] {
    const lines = this.#paragraph
    if (lines.length === 0) return []
    this.#paragraph = []
    const sentences = sentencesOf(lines)
    const last = lines.at(-1)
    if (
      last !== undefined &&
      sentences.some(({ text }) => /\b(?:solution|fixed|cured|solved|works for|helped|went away)\b/i.test(text) && !/\bnot\b/i.test(text))
    ) {
      this.#cure = { line: last.lastLine }
    }
    this.#listen(sentences, lines)
    this.#trials.paragraph(sentences, lines)
    return claimsIn(sentences).map((made) => this.#statement(made, lines))
  }

  #listen(sentences: readonly Sentence[], lines: readonly LogLine[]): void {
    for (const { text, firstLine, lastLine } of sentences) {
      if (this.#system === 'other') this.#system = systemNamed(text)
      this.#ofBackup ||= this.#system !== 'other' || speaksOfBackup.test(text)
      const base = this.#base(lines.slice(firstLine, lastLine + 1), text)
      this.#reported ??= reportedFailure(text.slice(0, 1_200), base)
      this.#quoted ??= quotedBareFailure(text.slice(0, 1_200), base)
      this.#cause ??= toldCause(text.slice(0, 1_200), base)
      const status = toldStatus(text)
      if (status !== undefined) this.#status ??= { ...status, base }
    }
  }

  #snipped(reason: string, line: LogLine): readonly Event[] {
    const base = this.#base([line])
    const said = claimsIn([{ text: reason, firstLine: 0, lastLine: 0 }]).map((made) => this.#statement({ ...made, from: whole, to: whole }, [line]))
    return [{ ...base, kind: 'lines.snipped', ...(reason === '' ? {} : { reason }) }, ...said]
  }

  #statement({ claim, seconds, value, from, to }: Made, paragraph: readonly LogLine[]): Event {
    const base = this.#base(paragraph.slice(from.firstLine, to.lastLine + 1), from.text)
    return { ...base, kind: 'statement.made', claim, ...(seconds === undefined ? {} : { seconds }), ...(value === undefined ? {} : { value }) }
  }

  /** A sentence that stands whole on one line is quoted alone. */
  #base(lines: readonly LogLine[], sentence = ''): EventBase {
    const first = lines[0]?.line ?? 1
    const last = lines.at(-1)?.lastLine ?? first
    const raw = lines.some(({ isPart }) => isPart === true) ? (lines[0]?.raw ?? '') : lines.map((line) => line.raw).join('\n')
    const quote = (sentence !== '' && raw.includes(sentence) ? sentence : raw.trim()).slice(0, longestQuote)
    return { at: { source: this.#source.id, line: first, ...(last > first ? { lastLine: last } : {}) }, quote, system: 'other', reported: true }
  }
}

const speaksOfBackup =
  /\bback(?:ing|ed)?[- ]?ups?\b|\b\w{0,12}dump(?:s|all)?\b|\bcop(?:y|ies|ying)\b|\btransfer|\bupload|\bsync|\breplicat|\bjobs?\b|\bsnapshots?\b|\barchiv/i

const whole: Sentence = { text: '', firstLine: 0, lastLine: 0 }
