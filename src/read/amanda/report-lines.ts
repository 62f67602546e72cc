import type { Event } from '../../model/index.ts'
import type { LogLine } from '../reader.ts'
import { unquoted } from './arguments.ts'
import type { About, Book } from './book.ts'
import { foldState } from './fold.ts'
import { type Job, jobName, jobOf } from './job.ts'
import { readMesgLine, type Record } from './mesg-lines.ts'

const title =
  /^(FAILURE (?:AND STRANGE )?DUMP SUMMARY|STRANGE DUMP SUMMARY|FAILED (?:AND STRANGE )?DUMP DETAILS|STRANGE DUMP DETAILS|STATISTICS|USAGE BY TAPE|NOTES|DUMP SUMMARY):$/
const name = String.raw`(\S+)\s+("(?:[^"\\]|\\.){0,300}"|\S+)`
const level = String.raw`\s+lev (\d{1,3})\s+`
const failedLine = new RegExp(String.raw`^\s*(?:(/--)\s+)?${name}${level}FAILED\s*(.*)$`)
const strangeLine = new RegExp(String.raw`^\s*(?:(/--)\s+)?${name}${level}STRANGE\b`)
const retriedLine = new RegExp(String.raw`^\s*${name}${level}was successfully (?:retried|re-flushed)`)
const partialLine = new RegExp(String.raw`^\s*${name}${level}partial taper: (.{0,300})`)
const missingLine = new RegExp(String.raw`^\s*${name}(?:${level}|\s+)RESULTS MISSING\s*$`)
const fatalLine = /^\s*(planner|driver|taper|dumper|chunker): (FATAL|ERROR) (.+)$/
const tapeError = /^\*\*\* A TAPE ERROR OCCURRED: (.*)$/
const summaryRow = /^(\S+)\s+(\S+)\s.*\b(FAILED|MISSING)\b[\s-]*$/

const header = /^(?:Hostname|(?:Org|Config|Date) {1,8}): (.+)$/
/** Sentences of no other program. */
const sentence =
  /^(?:These dumps were to tapes? |The next \d*\s?tapes? Amanda expects|The next tape Amanda expects|There are \S+ of dumps left in the holding disk|There are no dumps left|No dumps are left in the holding|Some dumps may have been left|Run amflush|Not using all tapes|\*\*\* (?:A TAPE ERROR|THE DUMPS DID NOT FINISH|PERHAPS YOU FORGOT)|\(?brought to you by Amanda)/
/** Rows and rules of its tables. */
const table =
  /^(?:Estimate Time|Run Time|Dump Time|Output Size|Original Size|Avg Compressed|DLEs Dumped|Filesystems Dumped|Avg Dump Rate|Tape Time|Tape Size|Tape Used|DLEs Taped|Filesystems Taped|Parts Taped|Chunks Taped|Avg Tp Write|\s+Total\s+Full|\s+-{6,}|-{10,}|HOSTNAME\s+DISK|\s+DUMPER STATS|\s+Label\s+Time|\s*\\{1,2}-{6,})/

/** Of a report's lines outside its sections. */
export const reportSigns = [
  title,
  'lev ',
  'RESULTS MISSING',
  fatalLine,
  tapeError,
  /^(?:Hostname|[OCD][a-z]{2,5} {1,8}): /,
  sentence,
  'sendbackup: ',
  'runtar: ',
  'rundump: ',
]

type Answer = readonly Event[] | 'more' | undefined

/** The report amreport mails: summaries, details, notes and tables, without times. */
export class ReportLines {
  readonly #book: Book
  #section: string | undefined
  #record: Record | undefined
  /** Rows of dumps that came to something, and whether anything in the same report did not. */
  #dumped = 0
  #troubled = false
  readonly #summarised = new Map<string, number>()

  constructor(book: Book) {
    this.#book = book
  }

  read(line: LogLine, whole: boolean): Answer {
    const { text } = line
    const section = title.exec(text.trim())?.[1]
    if (section !== undefined) {
      this.#section = section
      this.#record = undefined
      return []
    }
    const entry = this.#entry(line, whole)
    if (Array.isArray(entry) && entry.length > 0) this.#troubled = true
    return entry ?? this.#frame(line) ?? this.#detail(line) ?? this.#table(line)
  }

  #entry(line: LogLine, whole: boolean): Answer {
    const { text } = line
    const failed = failedLine.exec(text)
    if (failed !== null) return this.#failed(line, failed, whole)
    const strange = strangeLine.exec(text)
    if (strange !== null) {
      this.#record = { job: jobOf(strange[2] ?? '', unquoted(strange[3] ?? ''), strange[4]), outcome: 'strange', ofSource: false }
      return strange[1] === undefined ? [this.#book.event(line, { kind: 'run.ended', outcome: 'completed-with-warnings' }, reporting(this.#record.job))] : []
    }
    const retried = retriedLine.exec(text)
    if (retried !== null)
      return [this.#book.event(line, { kind: 'run.retried', succeeded: true }, reporting(jobOf(retried[1] ?? '', unquoted(retried[2] ?? ''), retried[3])))]
    const missing = missingLine.exec(text)
    if (missing !== null) return this.#book.failure(line, 'RESULTS MISSING', reporting(jobOf(missing[1] ?? '', unquoted(missing[2] ?? ''), missing[3])))
    const partial = partialLine.exec(text)
    if (partial !== null) return this.#partial(line, jobOf(partial[1] ?? '', unquoted(partial[2] ?? ''), partial[3]), partial[4] ?? '')
    const fatal = fatalLine.exec(text)
    if (fatal !== null && (this.#section?.startsWith('FAILURE') === true || /^(?:Request to|Estimate timeout from) \S/.test(fatal[3] ?? '')))
      return this.#book.failure(line, fatal[3] ?? '', { program: fatal[1], side: 'server' })
    const tape = tapeError.exec(text)
    return tape === null ? undefined : this.#book.failure(line, `tape error ${tape[1] ?? ''}`, { program: 'taper', side: 'server' })
  }

  #failed(line: LogLine, found: RegExpExecArray, whole: boolean): Answer {
    const [, detail, host = '', disk = '', lev, message = ''] = found
    const fold = foldState(line, message, whole)
    if (fold !== 'closed') return fold === 'open' ? 'more' : undefined
    const about = reporting(jobOf(host, unquoted(disk), lev))
    const { said } = this.#book.judge(message, about)
    this.#record = { job: about.job, outcome: 'failed', ofSource: said.kind === 'source.failed' }
    const key = `${about.job === undefined ? '' : jobName(about.job)} ${message}`
    const listed = this.#summarised.get(key) ?? 0
    if (detail === undefined) this.#summarised.set(key, listed + 1)
    // The details repeat what the summary of the same report has listed.
    if (detail !== undefined && listed > 0) return this.#echo(line, about.job, message)
    return this.#book.failure(line, message, about)
  }

  /** A dump that is on tape in part; only some of the reasons say more than that it failed before. */
  #partial(line: LogLine, job: Job, text: string): readonly Event[] {
    const about: About = { ...reporting(job), program: 'taper' }
    return this.#book.judge(text, about).said.kind === 'run.ended' ? this.#echo(line, job, 'partial') : this.#book.failure(line, text, about)
  }

  #echo(line: LogLine, job: Job | undefined, text: string): readonly Event[] {
    this.#book.failed = true
    return [this.#book.event(line, { kind: 'run.ended', outcome: 'failed', text: text.slice(0, 300) }, { ...reporting(job), symptom: 'echo' })]
  }

  #frame(line: LogLine): Answer {
    const found = header.exec(line.text)
    if (found !== null) {
      if (line.text.startsWith('Hostname')) this.#book.server = (found[1] ?? '').trim()
      return []
    }
    if (/brought to you by Amanda/.test(line.text)) this.#section = undefined
    const version = /brought to you by Amanda (?:version )?([\w.-]{1,40})\)/.exec(line.text)?.[1]
    if (version !== undefined) return [...this.#ended(line), ...this.#book.setting(line, 'amanda version', version, { side: 'server' })]
    return sentence.test(line.text) || (this.#section !== undefined && table.test(line.text)) ? [] : undefined
  }

  /** The report of a run of which every dump that it lists came to something. */
  #ended(line: LogLine): readonly Event[] {
    const well = this.#dumped > 0 && !this.#troubled && !this.#book.failed
    this.#dumped = 0
    this.#troubled = false
    return well ? [this.#book.event(line, { kind: 'run.ended', outcome: 'completed' }, { side: 'server' })] : []
  }

  /** Lines of the mesg stream below a `/--` line. */
  #detail(line: LogLine): Answer {
    return readMesgLine(this.#book, line, this.#record)
  }

  #table(line: LogLine): Answer {
    if (this.#section === 'NOTES') return /^ {2,}\S/.test(line.text) ? [] : undefined
    if (this.#section === 'USAGE BY TAPE') return /^ {1,}\S+ +\d+:\d\d +\d/.test(line.text) ? [] : undefined
    if (this.#section !== 'DUMP SUMMARY') return undefined
    const row = summaryRow.exec(line.text)
    if (/\b(?:PARTIAL|FAILED|MISSING)\b/.test(line.text)) this.#troubled = true
    else if (/^\S+\s+\S+\s+\d\s+\d+\s.*\d+:\d\d\b/.test(line.text)) this.#dumped += 1
    if (row !== null) return this.#echo(line, { host: row[1] ?? '', disk: unquoted(row[2] ?? '') }, row[3] ?? '')
    return /^\S+\s+\S.*(?:\d+:\d\d\b|PARTIAL|NO FILE TO FLUSH|SKIPPED|FLUSH)/.test(line.text) ? [] : undefined
  }
}

function reporting(job: Job | undefined): About {
  return { job, side: 'server' }
}
