import type { Event } from '../../model/index.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../reader.ts'
import { shapeOf, startsLikeLog, wordingOf } from '../paste/line-shape.ts'
import { failureIn, type FoundFailure, mayTellFailure } from './failure-text.ts'
import { eventBase } from './line-event.ts'
import { timedText } from './line-time.ts'

/** Any program's line that names a network or system error; what no format's own reader claims. */
export const generic: LineReader = {
  id: 'generic',
  open: (source) => new GenericReading(source),
}

/** The failure was repaired, counted as none, or only configured. */
const harmless =
  /\b(?:0|no|zero|without(?: any)?) (?:errors?|failures?|timeouts?|resets?)\b|errors?[:=] ?0\b|\b(?:recovered|succeeded|reconnected|reestablished|re-established|successfully (?:retried|reconnected|resumed))\b|success(?:ful)?(?:ly)? after \d+ (?:retr|attempt)|^\s*(?:set|setting|using|configured?|default)\b|\btry(?:ing)? +port\b/i
/** The program goes on trying: no failure yet. */
const retrying = /\bretr(?:y|ying|ies)\b|\bwill (?:try|reconnect)\b|\btrying again\b|\breconnecting\b/i
const gaveUp = /\bgiv(?:ing|e|en) up\b|\bno more retries\b|\bretries (?:exceeded|exhausted)\b|\bafter \d+ (?:retries|attempts)\b|\bmax(?:imum)? retries\b/i
/** `netstat -s` and its kind count; a count is no event. */
const counter = /^\s*\d+ \D|[=:]\s*\d+\s*$|^\w+ \d+(?: \d+)*$/
/** A subject line, a heading or a file name that repeats the error text. */
const title = /^(?:(?:subject|re|fwd?|title|betreff)\s*:|\[[^\]]{1,40}\]\s+[A-Z])|\s--\s/i

interface Held {
  readonly event: Event
  readonly line: number
}

class GenericReading implements LineReading {
  readonly #source: SourceContext
  #lastLine = 0
  #inProse = false
  /** Lines that readers before this one took, which are not offered here. */
  #othersClaimed = false
  #toldSymptom = false
  #proseSeen = false
  #firstLine = true
  #title: Held | undefined

  constructor(source: SourceContext) {
    this.#source = source
  }

  read(line: LogLine): readonly Event[] | undefined {
    if (line.line > this.#lastLine + 1) {
      this.#othersClaimed = true
      this.#inProse = false
    }
    const inProse = this.#inProse
    const again = line.line <= this.#lastLine
    this.#lastLine = Math.max(this.#lastLine, line.lastLine)
    if (!mayTellFailure.test(line.text)) {
      if (!again) this.#judge(line, inProse)
      if (line.text.trim() !== '') this.#firstLine = false
      return undefined
    }
    const first = this.#firstLine
    this.#firstLine = false
    const events = this.#failure(line, inProse, first)
    if (events === undefined && !again) this.#judge(line, inProse)
    if (events !== undefined) this.#inProse = false
    return events
  }

  /** What could be a title is one when prose follows, and then counts as the failure only where no line of any program told it. */
  end(): readonly Event[] {
    if (this.#title === undefined) return []
    const { event } = this.#title
    if (!this.#proseSeen) return [event]
    if (!this.#othersClaimed && !this.#toldSymptom) return [{ ...event, reported: true }]
    const { symptom: _, ...context } = event
    return [{ ...context, reported: true }]
  }

  #judge(line: LogLine, inProse: boolean): void {
    this.#inProse = line.prefix === undefined && shapeOf(line.text, inProse) === 'prose'
    if (this.#inProse) this.#proseSeen = true
  }

  #failure(line: LogLine, inProse: boolean, first: boolean): readonly Event[] | undefined {
    if (harmless.test(line.text) || (line.prefix === undefined && counter.test(line.text) && !/\b(?:errno|error)\b/i.test(line.text))) return undefined
    const found = isFileName(line.text) ? undefined : failureIn(line.text)
    if (found === undefined || (line.prefix === undefined && isProse(line.text, found, inProse))) return undefined
    const { text, when } = timedText(line, this.#source)
    const event = (failureIn(text) ?? found).event(eventBase(line, this.#source, 'other', when))
    if (when === undefined && (first || title.test(line.text)) && isTitle(line.text, found)) {
      this.#title ??= { event, line: line.line }
      return []
    }
    if (retrying.test(text) && !gaveUp.test(text)) {
      const { symptom: _, ...context } = event
      return [context]
    }
    if (event.symptom !== undefined) this.#toldSymptom = true
    return [event]
  }
}

/** A copied file's name on a line of its own, as rsync and tar list them; a program that complains of a path writes a colon behind it. */
function isFileName(text: string): boolean {
  return !text.includes(':') && /^[^\s"'`]{1,200}\/.{0,300}(?:\.[A-Za-z0-9]{1,5}|\/)$/.test(text)
}

/** A sentence that mentions an error, as against a program's line that is one. */
function isProse(text: string, found: FoundFailure, inProse: boolean): boolean {
  if (startsLikeLog(text)) return false
  const rest = `${text.slice(0, found.from)} ${text.slice(found.to)}`.trim()
  const around = wordingOf(rest)
  if (around.personal) return true
  if (inProse && around.tokens > 0) return around.strong + around.weak > 0 || around.tokens <= 6
  const endsWithError = /:\s*["']?$/.test(text.slice(0, found.from)) && text.slice(found.to).trim().length <= 12
  if (endsWithError) return false
  const quoted = /["'`]\s*$/.test(text.slice(0, found.from)) && around.strong + around.weak > 0
  return quoted || around.strong >= 2 || (around.strong >= 1 && around.strong + around.weak >= 3)
}

/** Nothing but the error and a word or two, and none of the marks of a program. */
function isTitle(text: string, found: FoundFailure): boolean {
  if (title.test(text)) return true
  const before = text.slice(0, found.from)
  return /^[A-Z]/.test(text.trim()) && !startsLikeLog(text) && before.length > 0 && before.length < 60 && !/[=\d/[\]]/.test(before)
}
