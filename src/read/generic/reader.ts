import { asContext, type Event } from '../../model/index.ts'
import { levelledText } from '../lines.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../reader.ts'
import { shapeOf, startsLikeLog, wordingOf } from '../paste/line-shape.ts'
import { toldStatus } from '../paste/told-status.ts'
import { Attempts } from './attempts.ts'
import { isFailureLine, type LineManner, looksLikeCode, type Span } from './failure-line.ts'
import { failureIn, failureTexts, mayTellFailure } from './failure-text.ts'
import { isForeignService } from './foreign-service.ts'
import { bareFailureIn, goodEndIn, isUntold, lastResortSigns, unknownFailureIn } from './last-resort.ts'
import { eventBase } from './line-event.ts'
import { timedText } from './line-time.ts'
import { mayBeProgramText, programText } from './program-texts.ts'

/** Any program's line that names a network or system error; what no format's own reader claims. */
export const generic: LineReader = {
  id: 'generic',
  signs: [...failureTexts, mayBeProgramText, ...lastResortSigns],
  open: (source) => new GenericReading(source),
}

/** The failure was repaired, counted as none, or only configured. */
const harmless =
  /(?<![\w.-])(?:0|no|zero|without(?: any)?) (?:errors?|failures?|timeouts?|resets?)\b|(?<!system )errors?[:=] ?0\b|\b(?:recovered|succeeded|reconnected|reestablished|re-established|successfully (?:retried|reconnected|resumed))\b|success(?:ful)?(?:ly)? after \d+ (?:retr|attempt)|^\s*(?:set|setting|using|configured?|default)\b|\btry(?:ing)? +port\b/i
/** The program goes on trying: no failure yet. */
const retrying = /\bretr(?:y|ying|ies)\b|\bwill (?:try|reconnect)\b|\btrying again\b|\breconnecting\b/i
const gaveUp = /\bgiv(?:ing|e|en) up\b|\bno more retries\b|\bretries (?:exceeded|exhausted)\b|\bafter \d+ (?:retries|attempts)\b|\bmax(?:imum)? retries\b/i
/** `netstat -s` and its kind count; a count is no event, and a server's reply is no count: `425 Can't open data connection`. */
const counter = /^\s*(?!1\d{9} |[45]\d\d [A-Z])\d+ \D|[=:]\s*\d+\s*$|^\w+ \d+(?: \d+)*$/
/** A subject line, a heading or a file name that repeats the error text. */
const title = /^(?:(?:subject|re|fwd?|title|betreff)\s*:|\[(?!(?:error|fatal|critical|warn(?:ing)?|info|debug|notice|[ewi])\])[^\]]{1,40}\]\s+[A-Z])|\s--\s/i

/** Of each line's mark so much is left at the next: about the last four lines count. */
const fading = 0.77
/** Three of eight: in program text, statements and comments alternate with blank and broken lines. */
const fewestCodeLines = 1.17
/** What the line itself adds, which is looked at more closely besides. */
const ownShare = 0.6

/** No e-mail or ticket holds so many lines that no reader knows, most of them words. */
const shortestDocument = 300
/** Lists are numbered and examples are dated: this share of lines that begin with a figure makes no log. */
const mostLogged = 0.1

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
  #bare: Event | undefined
  /** The first line that looks like the failure of a program that nobody knows; told where nothing else is. */
  #unknown: Event | undefined
  /** A script's word that the work ended well; told where no program's own word is. */
  #good: Event | undefined
  readonly #attempts = new Attempts()
  /** How many of the lines just before looked like program text, fading. */
  #codeLines = 0
  /** 1 where the line itself does. */
  #isCode: 0 | 1 = 0
  #lines = 0
  #written = 0
  #logged = 0

  constructor(source: SourceContext) {
    this.#source = source
  }

  read(given: LogLine): readonly Event[] | undefined {
    if (isJoinedForAnother(given)) return undefined
    const line = this.#firstLine ? withoutHeading(given) : given
    const { inProse, again } = this.#follow(line)
    if (!mayTellFailure.test(line.text) && programText(line.text) === undefined) {
      this.#leave(line, inProse, again)
      return this.#failedBarely(line, inProse) ? [] : undefined
    }
    const first = this.#firstLine
    this.#firstLine = false
    const events = this.#failure(line, inProse, first)
    if (events === undefined && !again) this.#judge(line, inProse)
    if (events === undefined) return this.#failedBarely(line, inProse) ? [] : undefined
    this.#inProse = false
    return events
  }

  pass(line: LogLine): void {
    if (isJoinedForAnother(line)) return
    const { inProse, again } = this.#follow(line)
    this.#leave(line, inProse, again)
  }

  #follow(line: LogLine): { readonly inProse: boolean; readonly again: boolean } {
    if (line.line > this.#lastLine + 1) {
      this.#othersClaimed = true
      this.#inProse = false
    }
    if (line.text !== '') {
      this.#codeLines = (this.#codeLines + this.#isCode) * fading
      this.#isCode = !isLogged(line) && looksLikeCode(line.text) ? 1 : 0
    }
    const again = line.line <= this.#lastLine
    this.#lastLine = Math.max(this.#lastLine, line.lastLine)
    return { inProse: this.#inProse, again }
  }

  #leave(line: LogLine, inProse: boolean, again: boolean): void {
    if (line.text.trim() !== '') this.#firstLine = false
    if (again) return
    this.#judge(line, inProse)
    this.#attempts.pass(line)
  }

  /** Kept until the end: any line that tells more makes it needless. */
  #failedBarely(line: LogLine, inProse: boolean): boolean {
    const good = goodEndIn(line.text)
    if (good !== undefined && (isLogged(line) || !isProse(line, good, inProse))) {
      const { when } = timedText(line, this.#source)
      const text = line.text.slice(good.from, good.to).trim().slice(0, 120)
      this.#good ??= { ...eventBase(line, this.#source, 'other', when), kind: 'run.ended', outcome: 'completed', text }
      return false
    }
    if (this.#isToldStatus(line)) return false
    const levelled = levelledText(line)
    const bare = bareFailureIn(levelled)
    const span = bare ?? (this.#unknown === undefined ? unknownFailureIn(levelled) : undefined)
    if (span === undefined || isQuiet(line) || harmless.test(line.text) || retrying.test(line.text) || isForeignService(line)) return false
    const { when } = timedText(line, this.#source)
    const isRecord = line.level !== undefined
    if (!isFailureLine(levelled, span, this.#manner(when !== undefined || isRecord))) return false
    if (!isLogged(line) && isProse(line, span, inProse)) return false
    const text = isRecord ? line.text.slice(0, 120) : levelled.slice(span.from, span.to).slice(0, 120)
    const event: Event = { ...eventBase(line, this.#source, 'other', when), kind: 'run.ended', outcome: 'failed', text, symptom: 'echo' }
    if (bare === undefined) this.#unknown ??= event
    else this.#bare ??= event
    return bare !== undefined
  }

  /** A sentence that names the product whose status it tells: the reader of prose knows the number. */
  #isToldStatus(line: LogLine): boolean {
    return !isLogged(line) && !startsLikeLog(line.text) && (toldStatus(line.text)?.system ?? 'other') !== 'other'
  }

  /** What could be a title is one when prose follows, and then counts as the failure only where no line of any program told it. */
  end(told: readonly Event[] = []): readonly Event[] {
    const own = this.#told(told)
    return [...this.#attempts.context(own), ...own]
  }

  #told(byOthers: readonly Event[]): readonly Event[] {
    const titled = this.#titled()
    if (titled.length > 0 || this.#toldSymptom) return titled
    if (this.#bare !== undefined) return [this.#bare]
    if (!isUntold(byOthers)) return []
    const last = this.#attempts.inVain ?? this.#good ?? this.#unknown
    return last === undefined ? [] : [last]
  }

  #titled(): readonly Event[] {
    if (this.#title === undefined) return []
    const { event } = this.#title
    if (!this.#proseSeen) return [event]
    if (!this.#othersClaimed && !this.#toldSymptom) return [{ ...event, reported: true }]
    return [{ ...asContext(event), reported: true }]
  }

  /** A long text of sentences, headings, lists and statements, hardly any with a time, is a book about programs and no log of one. */
  #isDocument(): boolean {
    return this.#lines >= shortestDocument && this.#written >= this.#lines / 2 && this.#logged <= this.#lines * mostLogged
  }

  #manner(timed: boolean): LineManner {
    return { timed, amongCode: this.#codeLines + this.#isCode * ownShare >= fewestCodeLines || this.#isDocument() }
  }

  #judge(line: LogLine, inProse: boolean): void {
    if (line.text === '') {
      this.#inProse = false
      return
    }
    const shape = isLogged(line) ? 'log' : shapeOf(line.text, inProse)
    this.#inProse = shape === 'prose'
    this.#lines += 1
    if (isLogged(line) || /^\[?\d/.test(line.text)) this.#logged += 1
    else if (shape === 'prose' || shape === 'heading' || /^(?:[-*+o\u2022] |\s)/.test(line.text) || looksLikeCode(line.text)) this.#written += 1
    if (this.#inProse) this.#proseSeen = true
  }

  #failure(line: LogLine, inProse: boolean, first: boolean): readonly Event[] | undefined {
    if (harmless.test(line.text) || (!isLogged(line) && counter.test(line.text) && !/\b(?:errno|error)\b|^curl: /i.test(line.text))) return undefined
    const { text, when } = timedText(line, this.#source)
    // Word for word a program's own text: no sentence about an error reads like it, so its small words make no prose.
    const verbatim = programText(text)
    const plainer = verbatim?.vague === true ? failureIn(text) : undefined
    const found = isFileName(line.text) ? undefined : (verbatim ?? failureIn(line.text))
    if (found === undefined || (verbatim === undefined && !isLogged(line) && isProse(line, found, inProse))) return undefined
    if (verbatim !== undefined && wordingOf(`${text.slice(0, verbatim.from)} ${text.slice(verbatim.to)}`).personal) return undefined
    if (!isFailureLine(line.text, found, this.#manner(when !== undefined || line.level !== undefined))) return undefined
    const told = (plainer ?? verbatim ?? failureIn(text) ?? found).event(eventBase(line, this.#source, 'other', when))
    const event = isForeignService(line) || isQuiet(line) ? asContext(told) : told
    if (when === undefined && !isLogged(line) && (first || title.test(line.text)) && isTitle(line.text, found)) {
      this.#title ??= { event, line: line.line }
      return []
    }
    if (retrying.test(text) && !gaveUp.test(text)) return this.#attempts.failed(event)
    if (event.symptom !== undefined) this.#toldSymptom = true
    return [event]
  }
}

/** Syslog or a library wrote it, as neither people nor program text are written. */
function isLogged({ prefix, level }: LogLine): boolean {
  return prefix !== undefined || level !== undefined
}

/** The program itself calls it no trouble. */
function isQuiet({ level }: LogLine): boolean {
  return level === 'info' || level === 'debug'
}

/** The title of a report, as Markdown marks it; further down such a line is a comment of a script as well. */
function withoutHeading(line: LogLine): LogLine {
  return line.text.startsWith('#') ? { ...line, text: line.text.replace(/^# (?=[A-Z[]|[\w.-]{2,40}: )/, '') } : line
}

/** Two lines that another reader tried as one: where it did not want them, each is judged by itself. */
function isJoinedForAnother({ line, lastLine, raw }: LogLine): boolean {
  return lastLine > line && !raw.includes('\\\n') && !raw.includes('\\\r\n')
}

/** A copied file's name on a line of its own, as rsync and tar list them; a program that complains of a path writes a colon behind it. */
function isFileName(text: string): boolean {
  return !text.includes(':') && /^[^\s"'`]{1,200}\/.{0,300}(?:\.[A-Za-z0-9]{1,5}|\/)$/.test(text)
}

/** A sentence that mentions an error, as against a program's line that is one, or is marked as one. */
function isProse({ text, raw }: LogLine, found: Span, inProse: boolean): boolean {
  if (/^\s*`[^`]+`\s*$/.test(raw)) return false
  if (startsLikeLog(text) || isChain(text.slice(0, found.to)) || text.startsWith('terminate called ') || /^\s*DETAIL: /.test(text)) return false
  const rest = `${text.slice(0, found.from)} ${text.slice(found.to)}`.trim()
  const around = wordingOf(rest)
  if (around.personal) return true
  if (ofGo.test(text)) return false
  if (inProse && around.tokens > 0) return around.strong + around.weak > 0 || around.tokens <= 6
  const endsWithError = /:\s*["']?$/.test(text.slice(0, found.from)) && text.slice(found.to).trim().length <= 12
  if (endsWithError) return false
  const quoted = /["'`]\s*$/.test(text.slice(0, found.from)) && around.strong + around.weak > 0
  return quoted || around.strong >= 2 || (around.strong >= 1 && around.strong + around.weak >= 3)
}

/** Go's errors of the network, and how its libraries begin the next reason. */
const ofGo = /\b(?:read|write|dial) tcp4? \S{3,120}: |^\s*caused by: \S/i

/** `copy failed: cannot open store: cannot read key: …`: a program puts one reason behind the other, people write one colon or two. */
function isChain(text: string): boolean {
  return (text.match(/[\w"')\]]: (?=\S)/g)?.length ?? 0) >= fewestReasons
}

const fewestReasons = 3

/** Nothing but the error and a word or two, and none of the marks of a program. */
function isTitle(text: string, found: Span): boolean {
  if (title.test(text)) return true
  const before = text.slice(0, found.from)
  return /^[A-Z]/.test(text.trim()) && !startsLikeLog(text) && before.length > 0 && before.length < 60 && !/[=\d/[\]]/.test(before)
}
