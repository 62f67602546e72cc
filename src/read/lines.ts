import type { LogLine } from './reader.ts'
import { splitSyslogPrefix } from './syslog-prefix.ts'

/** Lines are matched up to here and quoted shorter; a longer one is cut and the cut is counted. */
export const longestLine = 16_384

/** One line as it stands in the file, without its line end. */
export interface PhysicalLine {
  readonly raw: string
  readonly line: number
}

/** Splits text into physical lines across chunk borders: LF, CRLF, or lone CR (old Mac, progress displays). */
export async function* physicalLines(chunks: AsyncIterable<string>): AsyncGenerator<PhysicalLine> {
  let rest = ''
  let line = 0
  let overlong = false
  for await (const chunk of chunks) {
    const text = rest + chunk
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      line += 1
      if (!overlong) yield* pieces(text.slice(from, end), line)
      overlong = false
      from = end + 1
    }
    rest = text.slice(from)
    if (rest.length > longestLine) {
      if (!overlong) yield { raw: rest.slice(0, longestLine), line: line + 1 }
      overlong = true
      rest = ''
    }
  }
  if (rest !== '' && !overlong) yield* pieces(rest, line + 1)
}

/** What a lone carriage return overwrote on a terminal counts as a line of its own with the same number. */
function* pieces(text: string, line: number): Generator<PhysicalLine> {
  const whole = text.length > longestLine ? text.slice(0, longestLine) : text
  const parts = whole.includes('\r') ? whole.split('\r') : [whole]
  for (const [index, raw] of parts.entries()) if (index === 0 || raw !== '') yield { raw, line }
}

/** A physical line made ready for readers: quote marks, entities and typographic characters undone, syslog prefix split off. */
export function logLine({ raw, line }: PhysicalLine): LogLine {
  const plain = plainText(raw)
  const split = splitSyslogPrefix(plain)
  if (split === undefined) return { text: plain, raw, line, lastLine: line }
  return { text: split.message, raw, line, lastLine: line, prefix: split.prefix }
}

/** Joins a folded line with its continuation; a trailing backslash marks a fold and is dropped. */
export function joined(first: LogLine, next: PhysicalLine): LogLine {
  const head = first.text.replace(/\s*\\$/, '').trimEnd()
  return { ...first, text: `${head} ${plainText(next.raw).trim()}`, raw: `${first.raw}\n${next.raw}`, lastLine: next.line }
}

export function isFolded(line: LogLine): boolean {
  return line.text.endsWith('\\') && !line.text.endsWith('\\\\')
}

const quoteMarks = /^(?:[>|] ?)*> ?(?=\s*\S)/
const typographic = /[\u2018\u2019\u201A\u201C\u201D\u201E\u2026\u00A0\u2007\u202F\u200B\uFEFF\u2013\u2014]|&(?:gt|lt|amp|quot|nbsp|#39|#x27|hellip);/g

const plainForms: Record<string, string> = {
  '\u2018': "'", '\u2019': "'", '\u201A': "'", '\u201C': '"', '\u201D': '"', '\u201E': '"', '\u2026': '...', '\u00A0': ' ', '\u2007': ' ', '\u202F': ' ',
  '\u200B': '', '\uFEFF': '', '\u2013': '-', '\u2014': '-', '&gt;': '>', '&lt;': '<', '&amp;': '&', '&quot;': '"', '&nbsp;': ' ', '&#39;': "'", '&#x27;': "'", '&hellip;': '...',
}

function plainText(raw: string): string {
  const plain = raw.replace(typographic, (found) => plainForms[found] ?? found).replaceAll('\0', '').trimEnd()
  return plain.startsWith('>') || plain.startsWith('|') ? plain.replace(quoteMarks, '') : plain
}
