import type { Event } from '../../model/index.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../reader.ts'
import { AmdumpLines, amdumpSigns } from './amdump-lines.ts'
import { Book } from './book.ts'
import { CheckLines, checkSigns } from './check-lines.ts'
import { configSigns, readConfigLine } from './config-lines.ts'
import { DebugLines, requestLines } from './debug-lines.ts'
import { debugSigns } from './debug-prefix.ts'
import { failureOf } from './failure.ts'
import { logLine, LogLines } from './log-lines.ts'
import { ReportLines, reportSigns } from './report-lines.ts'
import { readStatusLine, statusSigns } from './status-lines.ts'
import { readTerminalLine, terminalSigns } from './terminal-lines.ts'

/** Reads what Amanda writes, 2.4 to 3.6: trace, log, report, check and debug files of server and client, alone or mixed in one paste. */
export const amanda: LineReader = {
  id: 'amanda',
  signs: [
    ...amdumpSigns,
    logLine,
    ...reportSigns,
    ...statusSigns,
    ...checkSigns,
    ...debugSigns,
    requestLines,
    '<<<<<',
    '<dle>',
    ...configSigns,
    ...terminalSigns,
  ],
  open: (source) => new AmandaReading(source),
}

class AmandaReading implements LineReading {
  readonly #book: Book
  readonly #amdump: AmdumpLines
  readonly #log: LogLines
  readonly #report: ReportLines
  readonly #check: CheckLines
  readonly #debug: DebugLines

  constructor(source: SourceContext) {
    this.#book = new Book(source)
    this.#amdump = new AmdumpLines(this.#book)
    this.#log = new LogLines(this.#book)
    this.#report = new ReportLines(this.#book)
    this.#check = new CheckLines(this.#book)
    this.#debug = new DebugLines(this.#book, this.#amdump)
  }

  read(quoted: LogLine, whole: boolean): readonly Event[] | 'more' | undefined {
    const line = withoutMarks(quoted)
    return (
      this.#amdump.read(line, whole) ??
      this.#log.read(line, whole) ??
      this.#report.read(line, whole) ??
      readStatusLine(this.#book, line) ??
      this.#check.read(line) ??
      this.#debug.read(line, whole) ??
      readConfigLine(this.#book, line) ??
      readTerminalLine(this.#book, line) ??
      this.#mentioned(line)
    )
  }

  /** A line of the report inside a sentence: `… shows errors such as: /home lev 1 FAILED [data timeout]`. */
  #mentioned(line: LogLine): readonly Event[] | undefined {
    if (line.text.length >= 1_000 || !/FAILED \[|partial taper: /.test(line.text)) return undefined
    const [, failed, partial] = /\blev \d{1,2} {1,2}(?:FAILED \[([^\]]{4,200})\]|partial taper: ([^`]{4,300}))/.exec(line.text) ?? []
    const reason = failed ?? partial
    const failure = reason === undefined ? undefined : failureOf(reason, partial === undefined ? {} : { program: 'taper' })
    if (failure === undefined) return undefined
    const event = this.#book.event(line, failure.said, { side: 'server', symptom: failure.symptom })
    // With the disk in front of it, or alone on its line, it is the row itself that is quoted.
    return [/(?:^|\s)\/\S{0,200} lev \d|^[`"'*]{0,3}\S{1,200}(?: \S{1,200})? lev \d/.test(line.text) ? event : { ...event, reported: true }]
  }

  end(): readonly Event[] {
    return [...this.#amdump.end(), ...this.#log.end(), ...this.#debug.end()]
  }
}

/** Mail quotes indented lines and continuations as `>      text`; the marks are no part of them. */
function withoutMarks(line: LogLine): LogLine {
  const leading = /^(?:> {0,2})+ *(?=[^\s>])/.exec(line.text)?.[0]
  const text = leading === undefined ? line.text : `  ${line.text.slice(leading.length)}`
  if (line.lastLine === line.line || !/\n> /.test(line.raw)) return text === line.text ? line : { ...line, text }
  return { ...line, text: text.replace(/(\S) +(?:> *)+(?=\S)/g, '$1 ') }
}
