import { joined, logLine, type PhysicalLine } from './lines.ts'
import { Dating } from './dating.ts'
import { fallbackReaders } from './fallback-readers.ts'
import type { LineReader, LogLine, SourceContext } from './reader.ts'
import { signsOfAll } from './signs/signs.ts'

/** Mail programs break lines behind 65 to 80 characters (RFC 3676 section 4.2), and news readers did. */
const narrowest = 58
const widest = 82
/** Fewer broken lines may be chance. */
const fewestBreaks = 1
/** A record that takes more is a listing. */
const mostParts = 6

const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec'
const days = 'Mon|Tue|Wed|Thu|Fri|Sat|Sun'
/** Of a date or a time; an address is neither. */
const date = String.raw`\d{4}[-/.]\d\d|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b(?!\.)|\d{1,2}:\d\d`
/** What begins a record, an item or a command: a time, a number, a level, a name with a colon. */
const beginning = new RegExp(
  `^(?:[>|?#$*•{[\\\\]|-{1,2}\\s|/--|${date}|\\d+[).]\\s|<\\d{1,3}>|(?:${days}|${months})\\b|[A-Z][A-Z-]{2,}\\b(?!=)|(?:Info|Error|Warning|Critical|Note|Hostname)\\b|\\w[\\w.@/-]{0,60}(?:\\[\\d{1,8}\\])?: |\\w[\\w.-]{0,40} (?:error|warning|failure|fatal|info): |(?:[A-Z][\\w-]*|\\w+) (?:[\\w-]+ ){0,2}?[A-Z]\\w*: )`,
)
const columns = /\S {2,}\S.* {2,}\S/

interface Plain {
  readonly text: string
  readonly physical: PhysicalLine
}

/** A line that begins with no time: where each line has its own, none goes on in the next one. */
const undated = new RegExp(`^(?!(?:${days}|${months})\\b|${date}|$)`, 'm')

/** Whether no line is longer than a mail program makes them, and one as long: most logs are known by their longest line, or by their times alone. */
export function mayBeBroken(text: string): boolean {
  if (text.includes('\r')) return true
  if (!undated.test(text)) return false
  let [from, to] = [0, 0]
  for (let at = 0, end = 0; at < text.length; at = end + 1) {
    end = text.indexOf('\n', at)
    if (end < 0) end = text.length
    if (end - at > to - from) [from, to] = [at, end]
  }
  // One character comes to three.
  if (to - from < narrowest) return text.includes('\u2026')
  const longest = textOf({ raw: text.slice(from, to), line: 1 })
  return longest.length <= widest || isOneWord(longest)
}

/**
 * Lines of a text that a mail program broke at its width, put together again: each group is one line with what follows it.
 * Undefined where nothing shows that lines were broken.
 */
export function brokenLines(lines: readonly PhysicalLine[]): readonly (readonly PhysicalLine[])[] | undefined {
  const plain = lines.map((physical): Plain => ({ physical, text: textOf(physical) }))
  const width = widthOf(plain)
  return width === undefined ? undefined : grouped(plain, width)
}

function textOf(physical: PhysicalLine): string {
  const { text, prefix } = logLine(physical)
  return prefix === undefined ? text : physical.raw.trimEnd()
}

/** The length of the longest line, if lines as long as that go on in the next one. */
function widthOf(lines: readonly Plain[]): number | undefined {
  const width = lines.reduce((widest, { text }) => (text.length > widest && !isOneWord(text) ? text.length : widest), 0)
  if (width < narrowest || width > widest) return undefined
  const full = lines.filter((line, index) => isFull(line, lines[index + 1], width)).length
  const broken = lines.filter((line, index) => goesOn(line, lines[index + 1], width)).length
  return broken >= fewestBreaks && broken * 2 >= full ? width : undefined
}

/** A path or an address, which nothing can break. */
function isOneWord(text: string): boolean {
  return !/\S\s\S/.test(text.slice(8))
}

/** The first word of the next line would not have fitted. */
function isFull({ text }: Plain, next: Plain | undefined, width: number): boolean {
  const word = next?.text.trimStart().split(/\s/, 1)[0] ?? ''
  return word !== '' && text.length + 1 + word.length > width && !columns.test(text)
}

function goesOn(line: Plain, next: Plain | undefined, width: number): boolean {
  if (next === undefined || !isFull(line, next, width) || /[.!?\]]$/.test(line.text)) return false
  return !/^\s/.test(next.text) && !beginning.test(next.text) && !columns.test(next.text)
}

function grouped(lines: readonly Plain[], width: number): readonly (readonly PhysicalLine[])[] {
  const groups: PhysicalLine[][] = []
  for (const [index, line] of lines.entries()) {
    const last = groups.at(-1)
    const before = lines[index - 1]
    if (last !== undefined && before !== undefined && last.length < mostParts && goesOn(before, line, width)) last.push(line.physical)
    else groups.push([line.physical])
  }
  return groups
}

/** How many of the parts were taken as one line: as many as some program's reader knows as one, or all as a line of any program, else the first alone. */
export function takenAsOne(parts: readonly PhysicalLine[], isProgram: (line: LogLine) => boolean, isAny: (line: LogLine) => boolean): number {
  for (let count = parts.length; count > 1; count -= 1) if (formsOf(parts.slice(0, count)).some(isProgram)) return count
  if (formsOf(parts).some(isAny)) return parts.length
  return formsOf(parts.slice(0, 1)).some(isProgram) ? 1 : 0
}

/** As it stands, and from its first word on. */
function formsOf([first, ...rest]: readonly PhysicalLine[]): readonly LogLine[] {
  if (first === undefined) return []
  const whole = rest.reduce(joined, logLine(first))
  return [whole, { ...whole, text: whole.text.trimStart() }]
}

/** Parts of a line, where a failure that some program's reader knows by itself is the rest of nothing. */
export function divided(parts: readonly PhysicalLine[], readers: readonly LineReader[], source: SourceContext): readonly (readonly PhysicalLine[])[] {
  const next = parts.findIndex((part, index) => index > 0 && tellsFailure(logLine(part), readers, source))
  return next < 0 ? [parts] : [parts.slice(0, next), ...divided(parts.slice(next), readers, source)]
}

/** Whether a program's reader to which nothing was told before reads a failure in this line; the last readers know no program. */
function tellsFailure(line: LogLine, readers: readonly LineReader[], source: SourceContext): boolean {
  const wanted = signsOfAll(readers).of(line)
  const scratch = { ...source, dating: new Dating(source.id, {}), note: () => undefined }
  return readers.slice(0, -fallbackReaders.length).some((reader, index) => {
    const told = (wanted & (1 << index)) === 0 ? undefined : reader.open(scratch).read(line, true)
    return told !== undefined && told !== 'more' && told.some(({ symptom }) => symptom !== undefined)
  })
}
