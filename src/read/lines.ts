import type { LogLine } from './reader.ts'
import { splitSyslogPrefix } from './syslog-prefix.ts'

/** Lines are matched up to here and quoted shorter; a longer one is cut and the cut is counted. */
export const longestLine = 16_384

/** One line as it stands in the file, without its line end. */
export interface PhysicalLine {
  readonly raw: string
  readonly line: number
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

  /** The lines that end in this piece. */
  add(piece: string): readonly PhysicalLine[] {
    const lines: PhysicalLine[] = []
    let from = 0
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
      this.#line += 1
      if (!this.#overlong) this.#end(lines, this.#rest + piece.slice(from, end))
      this.#rest = ''
      this.#overlong = false
      from = end + 1
    }
    if (!this.#overlong) this.#rest += piece.slice(from)
    if (this.#rest.length > longestLine) {
      lines.push({ raw: ownCopy(this.#rest.slice(0, longestLine)), line: this.#line + 1 })
      this.#overlong = true
      this.#cut += 1
      this.#rest = ''
    }
    return lines
  }

  /** The last line, if no line end closed it. */
  end(): readonly PhysicalLine[] {
    const lines: PhysicalLine[] = []
    this.#line += 1
    if (this.#rest !== '' && !this.#overlong) this.#end(lines, this.#rest)
    this.#rest = ''
    return lines
  }

  #end(lines: PhysicalLine[], text: string): void {
    if (text.length > longestLine) this.#cut += 1
    addParts(lines, text, this.#line)
  }
}

/** What a lone carriage return overwrote on a terminal counts as a line of its own with the same number, and so do the lines inside a JSON string. */
function addParts(lines: PhysicalLine[], text: string, line: number): void {
  const whole = text.length > longestLine ? text.slice(0, longestLine) : text
  const parts = whole.includes('\r') ? whole.split('\r') : holdsLines.test(whole) ? linesInString(whole) : undefined
  if (parts === undefined) {
    lines.push({ raw: ownCopy(whole), line })
    return
  }
  for (const [index, raw] of parts.entries()) if (index === 0 || raw !== '') lines.push({ raw: ownCopy(raw), line })
}

/** `"message": "first\nsecond",`: several lines of output that a collector keeps in one string. */
const holdsLines = /^\s{0,40}(?:\{\s{0,4})?"[\w@. -]{1,40}"\s{0,4}:[^\\]{0,4096}(?:\\"[^\\]{0,4096}){0,64}\\n[^"\\]/

/** The last of them ends where the string does; what follows it in the JSON is a part of its own. */
function linesInString(text: string): readonly string[] {
  const [first = '', ...others] = text.split('\\n')
  return [first, ...others.flatMap((part) => part.split(/(?<!\\)"(?=[,}\]\s]|$)(.*)$/, 2))]
}

/** A slice of a string keeps all of it in memory: one quoted line would hold the whole piece it was read in. */
function ownCopy(text: string): string {
  return ` ${text}`.slice(1)
}

/** A physical line made ready for readers: quote marks, entities and typographic characters undone, syslog prefix split off. */
export function logLine({ raw, line }: PhysicalLine): LogLine {
  const plain = plainText(raw)
  // Whoever pastes lines into a mail indents them.
  const outer = plain.charCodeAt(0) === 0x20 ? plain.trimStart() : plain
  const split = mayBePrefixed(outer) ? splitSyslogPrefix(outer) : undefined
  if (split === undefined) return { text: plain, raw, line, lastLine: line }
  return { text: split.message, raw, line, lastLine: line, prefix: split.prefix }
}

/** Syslog's prefixes begin with a month, a year or `<`. */
function mayBePrefixed(text: string): boolean {
  const first = text.charCodeAt(0)
  return (first >= 0x41 && first <= 0x53) || first === 0x3c || (first >= 0x30 && first <= 0x39 && text.charCodeAt(10) === 0x54)
}

/** Joins a folded line with its continuation; a trailing backslash marks a fold and is dropped. */
export function joined(first: LogLine, next: PhysicalLine): LogLine {
  const head = first.text.replace(/\s*\\$/, '').trimEnd()
  return { ...first, text: `${head} ${plainText(next.raw).trim()}`, raw: `${first.raw}\n${next.raw}`, lastLine: next.line }
}

export function isFolded(line: LogLine): boolean {
  return line.text.endsWith('\\') && !line.text.endsWith('\\\\')
}

/** Nothing to be made plain. */
const isPlain = /^[^&\0\u00A0\u2007\u200B-\u202F\uFEFF]*$/
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
  const whole = isPlain.test(raw) ? raw.trimEnd() : undone(raw)
  const plain = foundByGrep.test(whole) ? whole.replace(foundByGrep, '') : whole
  return plain.startsWith('>') || plain.startsWith('|') ? plain.replace(quoteMarks, '') : plain
}

function undone(raw: string): string {
  return raw
    .replace(typographic, (found) => plainForms[found] ?? found)
    .replaceAll('\0', '')
    .trimEnd()
}
