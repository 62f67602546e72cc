import type { LogLine } from './reader.ts'
import { splitSyslogPrefix } from './syslog-prefix.ts'

/** Lines are matched up to here and quoted shorter; a longer one is cut and the cut is counted. */
export const longestLine = 16_384

/** One line as it stands in the file, without its line end. */
export interface PhysicalLine {
  readonly raw: string
  readonly line: number
}

/** Is given the lines of a text one after the other, and may ask to be spared some. */
export interface LineTaker {
  line(physical: PhysicalLine): void
  /** How far, from where a line begins in this text, whole lines need not be given; `at` for none. */
  sparedUntil(text: string, at: number): number
  /** So many lines were not given. */
  spared(lines: number): void
}

/** Splits text into physical lines across the borders of its pieces: LF, CRLF, or lone CR (old Mac, progress displays). */
export class LineSplitter {
  #rest = ''
  #line = 0
  #overlong = false
  #cut = 0

  /** Lines too long to be read to their end. */
  get cut(): number {
    return this.#cut
  }

  /** Gives the lines that end in this piece. */
  add(piece: string, taker: LineTaker): void {
    let from = 0
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
      this.#line += 1
      if (!this.#overlong) this.#end(taker, this.#rest === '' ? piece.slice(from, end) : this.#rest + piece.slice(from, end))
      this.#rest = ''
      this.#overlong = false
      from = this.#behindSpared(piece, end + 1, taker)
    }
    if (!this.#overlong) this.#rest = givenUpTo(taker, this.#rest + piece.slice(from), this.#line + 1)
    if (this.#rest.length > longestLine) {
      taker.line({ raw: ownCopy(this.#rest.slice(0, longestLine)), line: this.#line + 1 })
      this.#overlong = true
      this.#cut += 1
      this.#rest = ''
    }
  }

  /** Gives the last line, if no line end closed it. */
  end(taker: LineTaker): void {
    this.#line += 1
    if (this.#rest !== '' && !this.#overlong) this.#end(taker, this.#rest)
    this.#rest = ''
  }

  #end(taker: LineTaker, whole: string): void {
    const text = givenUpTo(taker, whole, this.#line)
    if (text.length > longestLine) this.#cut += 1
    giveParts(taker, text, this.#line)
  }

  #behindSpared(piece: string, from: number, taker: LineTaker): number {
    const to = taker.sparedUntil(piece, from)
    if (to === from) return from
    let lines = 0
    for (let end = piece.indexOf('\n', from); end >= 0 && end < to; end = piece.indexOf('\n', end + 1)) lines += 1
    this.#line += lines
    taker.spared(lines)
    return to
  }
}

/** The lines of a text that is at hand. */
export function linesOf(text: string): readonly PhysicalLine[] {
  const lines: PhysicalLine[] = []
  const taker: LineTaker = { line: (physical) => void lines.push(physical), sparedUntil: (_, at) => at, spared: () => undefined }
  const splitter = new LineSplitter()
  splitter.add(text, taker)
  splitter.end(taker)
  return lines
}

/** Gives of an overlong line what can be told apart, and gives back the rest. */
function givenUpTo(taker: LineTaker, whole: string, line: number): string {
  let text = whole
  for (let seam = seamOf(text); seam > 0; seam = seamOf(text)) {
    giveParts(taker, text.slice(0, seam), line)
    text = text.slice(seam + 1)
  }
  return text
}

/** Where an overlong line may be divided at one character: hours of a progress display, or the records of an export that is one line. */
function seamOf(text: string): number {
  if (text.length <= longestLine) return -1
  const overwritten = text.lastIndexOf('\r', longestLine)
  if (overwritten > 0) return overwritten
  const record = /^\s*[[{]/.test(text) ? text.lastIndexOf('},', longestLine - 1) : -1
  return record < 0 ? -1 : record + 1
}

/** What a lone carriage return overwrote on a terminal counts as a line of its own with the same number. */
function giveParts(taker: LineTaker, text: string, line: number): void {
  const whole = text.length > longestLine ? text.slice(0, longestLine) : text
  if (!whole.includes('\r')) {
    taker.line({ raw: ownCopy(whole), line })
    return
  }
  for (const [index, raw] of whole.split('\r').entries()) if (index === 0 || raw !== '') taker.line({ raw: ownCopy(raw), line })
}

/** A slice of a string keeps all of it in memory: one quoted line would hold the whole piece it was read in. */
function ownCopy(text: string): string {
  return ` ${text}`.slice(1)
}

/** A physical line made ready for readers: quote marks, entities and typographic characters undone, syslog prefix split off. */
export function logLine({ raw, line }: PhysicalLine): LogLine {
  const plain = plainText(raw)
  // Whoever pastes lines into a mail indents them.
  const outer = plain.charCodeAt(0) <= 0x20 ? plain.trimStart() : plain
  const split = mayBePrefixed(outer) ? splitSyslogPrefix(outer) : undefined
  if (split === undefined) return { text: plain, raw, line, lastLine: line }
  return { text: split.message, raw, line, lastLine: line, prefix: split.prefix }
}

/** What a line says with the level that its record gives it: a program that calls a message an error says "ERROR: message". */
export function levelledText({ level, text }: LogLine): string {
  return level === 'error' || level === 'fatal' ? `ERROR: ${text}` : text
}

/** Syslog's prefixes begin with a month, a year or `<`. */
function mayBePrefixed(text: string): boolean {
  const first = text.charCodeAt(0)
  return (first >= 0x41 && first <= 0x57) || first === 0x3c || (first >= 0x30 && first <= 0x39 && text.charCodeAt(10) === 0x54)
}

/** Joins a folded line with its continuation; a trailing backslash marks a fold and is dropped. */
export function joined(first: LogLine, next: PhysicalLine): LogLine {
  const head = first.text.replace(/\s*\\$/, '').trimEnd()
  return { ...first, text: `${head} ${plainText(next.raw).trim()}`, raw: `${first.raw}\n${next.raw}`, lastLine: next.line }
}

export function isFolded(line: LogLine): boolean {
  return line.text.endsWith('\\') && !line.text.endsWith('\\\\') && !endsInFolder.test(line.text)
}

/** A folder of Windows, whose name ends in a backslash of its own. */
const endsInFolder = /(?:\b[A-Za-z]:|\\)\\(?:\S.{0,300})?(?<=\S)\\$|\b[A-Za-z]:\\$/

/** Nothing to be made plain. */
const isPlain = /^[^&\0\x1B\u00A0\u2007\u200B-\u202F\uFEFF]*$/
const quoteMarks = /^(?:[>|] ?)*> ?(?=\s*\S)/
const typographic = /[\u2018\u2019\u201A\u201C\u201D\u201E\u2026\u00A0\u2007\u202F\u200B\uFEFF\u2013\u2014]|&(?:gt|lt|amp|quot|nbsp|#39|#x27|hellip);/g

const plainForms: Record<string, string> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201A': "'",
  '\u201C': '"',
  '\u201D': '"',
  '\u201E': '"',
  '\u2026': '...',
  '\u00A0': ' ',
  '\u2007': ' ',
  '\u202F': ' ',
  '\u200B': '',
  '\uFEFF': '',
  '\u2013': '-',
  '\u2014': '-',
  '&gt;': '>',
  '&lt;': '<',
  '&amp;': '&',
  '&quot;': '"',
  '&nbsp;': ' ',
  '&#39;': "'",
  '&#x27;': "'",
  '&hellip;': '...',
}

/** `var/log/night.log:1042:` in front of a line that grep found. */
const foundByGrep = /^(?:\/var\/log\/[\w./-]{1,100}|[\w./-]{1,120}\.(?:log|err|out|txt|gz)(?:[.-]\d{1,8})?):(?:\d{1,7}[:-])?(?=[^\s:\\/])/

function plainText(raw: string): string {
  const whole = withoutMarkup(isPlain.test(raw) ? raw.trimEnd() : undone(raw))
  const plain = foundByGrep.test(whole) ? whole.replace(foundByGrep, '') : isOfContainer(whole) ? whole.replace(container, '') : whole
  if (plain.charCodeAt(0) === backtick) return plain.replace(fences, '')
  return plain.startsWith('>') || plain.startsWith('|') ? plain.replace(quoteMarks, '') : plain
}

const backtick = 0x60
/** Markdown's marks of code around a line, or in front of the first of several. */
const fences = /^`{1,3}(?=[^`])|(?<=[^`])`{1,3}$/g
/**
 * `docker compose logs` puts the container in front: `backup_1  | message`; of a row of a table more than one bar is to be seen.
 * `kubectl logs --prefix` writes `[pod/backup-0/copier] message`.
 */
const container = /^(?:[a-z][\w.-]{0,60} {1,30}\| (?=\S)|\[pod\/[\w.-]{1,200}\/[\w.-]{1,100}\] )/
function isOfContainer(text: string): boolean {
  if (text.startsWith('[pod/')) return container.test(text)
  const first = text.charCodeAt(0)
  return first >= 0x61 && first <= 0x7a && container.test(text) && text.indexOf(' | ') === text.lastIndexOf(' | ')
}

/** What forums and web pages put around a line: `<code>…</code>`, `…<br>`, `[B]…[/B]`, `**…**`; a log's own `<30>`, `[12]` and `***` are none of it. */
function withoutMarkup(text: string): string {
  const first = text.charCodeAt(0)
  const last = text.charCodeAt(text.length - 1)
  if (first === asterisk && last === asterisk) return text.replace(bold, '$1')
  const opened = first === 0x3c || first === 0x5b ? text.replace(openingTags, '') : text
  return last === 0x3e || last === 0x5d ? opened.replace(closingTags, '') : opened
}

const asterisk = 0x2a
const openingTags =
  /^(?:<(?:p|pre|code|div|li|td|tt|b|strong|em|span|samp|kbd|br)(?: [^<>]{0,80})?\/?>|\[(?:b|i|code|quote|pre|size=[^\]]{1,8}|color=[^\]]{1,20}|font=[^\]]{1,30})\])+/i
const closingTags = /(?:<\/(?:p|pre|code|div|li|td|tt|b|strong|em|span|samp|kbd)>|<br ?\/?>|\[\/(?:b|i|code|quote|pre|size|color|font)\])+$/i
const bold = /^\*\*([^*].{0,16000}[^*])\*\*$/
/** Colours and cursor movements of a terminal (ECMA-48), and the title of its window. */
const terminalCodes = /\x1B(?:\[[\d;?]{0,20}[A-Za-z]|\][^\x07\x1B]{0,200}(?:\x07|\x1B\\)|[()][0-9A-B])/g

function undone(raw: string): string {
  return raw
    .replace(terminalCodes, '')
    .replace(typographic, (found) => plainForms[found] ?? found)
    .replaceAll('\0', '')
    .trimEnd()
}
