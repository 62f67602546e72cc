import { asContext, type Event, type EventBase, type EventOf, type Moment } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules } from '../generic/line-rule.ts'
import { timedText } from '../generic/line-time.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../reader.ts'
import { baculaLines, fatal } from './bacula-lines.ts'
import { elapsedUs } from './elapsed.ts'
import { baculaTroubles } from './bacula-troubles.ts'
import { JobTable, jobTableSigns } from './job-table.ts'
import { monthNumber } from './month-names.ts'
import { asEcho } from './outcome.ts'

/** What a daemon says of no job, and what releases before 2.4 said of any. */
const daemonLine =
  /^(\d\d)-(\p{L}{3,5}\.?|\d{1,2}[月월])(?:-\d{4})? (\d\d):(\d\d)(?::\d\d)? ([\w.-]{1,80})(): (?:\S{1,120}\.\d{4}-\d\d-\d\d_\S{8,14} )?((?:Fatal error|Error|Warning): .*|Connection from unknown .*)$/u
/** What bconsole says where no job comes into it. */
const consoleRefused = /^(?:Director|Storage daemon|File daemon|Client) authorization problem\.?$/

/** Bacula and Bareos: `21-Nov 05:40 host-sd JobId 202: Fatal error: append.c:161 …`. */
export const bacula: LineReader = {
  id: 'bacula',
  signs: [' JobId ', daemonLine, consoleRefused, ' has a fatal error', /^\d\d-\S{3,9} \S{8,16} \S{1,80} \(\d/, ...jobTableSigns],
  open: (source) => new BaculaReading(source),
}

const jobLine = /^(?:(\d\d)-(\p{L}{3,5}\.?|\d{1,2}[月월])(?:-\d{4})? (\d\d):(\d\d)(?::\d\d)? )?(\S{1,80}) JobId (\d{1,10}): (.*)$/u
/** What a daemon prints with its debug level raised. */
const debugging = /^\d\d-\p{L}{3,5}\.?-\d{4} \d\d:\d\d:\d\d\.\d{3,6} \S{1,80} \(\d{1,4}\): [\w/]{1,60}\.(?:cc|c|h):\d{1,6}-\d{1,10} /u
/** The catalog's list of a job's messages numbers its rows, and its long form names the column. */
const rowNumber = /^(?:\d{1,9}(?:\t| {2,})(?=\d{4}-)|(?:# ?)? {0,12}LogText: )/
/** What follows `Possible causes:`, on lines of their own. */
const possibleCause =
  /^\s*(?:\* )?(?:Passwords or names not the same|TLS negotiation failed|Maximum Concurrent Jobs exceeded on the \w{2,3}|\w{2,3} networking messed up)\b/
/** A row of running jobs in bconsole. */
const failedRow =
  /^ {0,6}(\d{1,10}) (?:Full|Incr?e?m?e?n?t?a?l?|Diff\w{0,8}|Back\w{0,4}|Rest\w{0,4}) {1,4}(\S{1,120}?)(?:\.\d{4}-\d\d-\d\d_\S{8,14})? +(has a fatal error)$/
/** A volume was found after all. */
const volumeFound = /^(?:Labeled new Volume|Recycled volume|Ready to append|Recreating file|Wrote label) /
/** What went wrong stands on the next line. */
const endsInSeverity = / JobId \d{1,10}: (?:Fatal error|Error): ?$/
const severity = /^(?:(Fatal error|Error|Warning): )?(?:(?:[\w/]{1,60}\.(?:cc|c|h):\d+|[\w]{1,40}\.c:\d+) )?/
/** The end of many attempts, each of which had its own line. */
const gaveUpConnecting = /^Failed to connect to (?:Storage|File|Client|Director)\b(?!.{0,200}ERR=)/i
const summary =
  /^ {0,8}(Termination|Job|JobId|FD Errors|Non-fatal FD errors|SD termination status|FD termination status|FD Bytes Written|Elapsed time):\s+(.*)$/
const rules = [...baculaTroubles, ...baculaLines]

class BaculaReading implements LineReading {
  readonly #source: SourceContext
  /** Jobs that told a specific failure already. */
  readonly #failed = new Set<string>()
  /** Jobs that wait for a volume: an operator may still bring one. */
  readonly #waiting = new Map<string, Event>()
  readonly #ended = new Set<string>()
  /** How a job's last attempt to connect failed: the daemon tries for half an hour, and its last words leave the reason out. */
  readonly #attempts = new Map<string, EventOf<'connect.failed'>>()
  /** The first error of a job that no wording tells. */
  readonly #errors = new Map<string, Event>()
  #job: string | undefined
  #summary: { readonly job?: string; readonly bytes?: number; readonly durationUs?: number } = {}
  #lastLine = 0
  readonly #table = new JobTable()

  constructor(source: SourceContext) {
    this.#source = source
  }

  read(line: LogLine, whole: boolean): readonly Event[] | 'more' | undefined {
    if (line.text.includes(' JobId ') || daemonLine.test(line.text)) return !whole && endsInSeverity.test(line.text) ? 'more' : this.#jobLine(line)
    if (possibleCause.test(line.text) && line.line <= this.#lastLine + 5) return []
    if (consoleRefused.test(line.text))
      return [{ ...eventBase(line, this.#source, 'bacula'), kind: 'access.refused', reason: 'authentication', symptom: 'specific' }]
    const row = line.text.endsWith(' has a fatal error') ? failedRow.exec(line.text) : null
    if (row !== null) {
      const base = { ...eventBase(line, this.#source, 'bacula'), run: this.#run(row[1] ?? ''), job: row[2] ?? '' }
      return [{ ...base, kind: 'run.ended', outcome: 'failed', text: row[3] ?? '', symptom: 'echo' }]
    }
    if (debugging.test(line.text) || this.#table.read(line.text, () => eventBase(line, this.#source, 'bacula'))) return []
    const follows = this.#job !== undefined && line.line <= this.#lastLine + 60
    if (!follows) return undefined
    if (line.text.startsWith(', got ') && line.line === this.#lastLine + 1) return []
    const match = summary.exec(line.text)
    if (match === null) return undefined
    if (match[1] === 'Termination') return this.#terminated(match[2] ?? '', line)
    this.#summarise(match[1] ?? '', match[2] ?? '')
    return []
  }

  /** The summary's lines before the last say what the job was and what it came to. */
  #summarise(field: string, value: string): void {
    if (field === 'JobId') this.#summary = {}
    if (field === 'Job') this.#summary = { ...this.#summary, job: value.replace(/\.\d{4}-\d\d-\d\d_[\d.]{8}_\d+$/, '') }
    const bytes = /^(\d[\d,]{0,24})/.exec(value)?.[1]
    if (field === 'FD Bytes Written' && bytes !== undefined) this.#summary = { ...this.#summary, bytes: Number(bytes.replaceAll(',', '')) }
    const durationUs = field === 'Elapsed time' ? elapsedUs(value) : undefined
    if (durationUs !== undefined) this.#summary = { ...this.#summary, durationUs }
  }

  end(): readonly Event[] {
    const unsettled = this.#failed.size > 0 ? [] : [...this.#errors].filter(([run]) => !this.#ended.has(run))
    return [...this.#waiting.values(), ...unsettled.map(([, event]) => event), ...this.#table.end()]
  }

  #jobLine(line: LogLine): readonly Event[] | undefined {
    const row = rowNumber.exec(line.text)?.[0].length ?? 0
    const plain = row === 0 ? line : { ...line, text: line.text.slice(row) }
    const timed = /^\d{4}-/.test(plain.text) ? timedText(plain, this.#source) : { text: plain.text, when: undefined }
    const match = jobLine.exec(timed.text.trimStart()) ?? daemonLine.exec(timed.text)
    if (match === null) return undefined
    const [, , , , , daemon = '', job = '', text = ''] = match
    this.#job = job
    this.#lastLine = line.lastLine
    const when = timed.when ?? this.#moment(match, line)
    const base: EventBase = { ...eventBase(line, this.#source, 'bacula', when), program: daemon, run: this.#run(job) }
    const [head, level] = severity.exec(text) ?? ['']
    const said = text.slice(head.length)
    if (volumeFound.test(said)) this.#waiting.delete(job)
    const events = applyRules(rules, said, () => base) ?? this.#unknown(level, said, base)
    const [first] = events
    if (first?.kind === 'connect.failed') this.#attempts.set(job, first)
    const attempt = level === 'Fatal error' && gaveUpConnecting.test(said) ? this.#attempts.get(job) : undefined
    if (attempt !== undefined) return this.#graded(job, [{ ...attempt, ...base, symptom: 'specific' }])
    if (first?.kind === 'run.stopped' && level === 'Fatal error' && !this.#failed.has(job)) return this.#graded(job, [{ ...first, symptom: 'specific' }])
    if (first?.kind === 'media.failed' && first.medium === 'volume') {
      if (!this.#waiting.has(job)) this.#waiting.set(job, first)
      return []
    }
    // A drive asks for cleaning in jobs that go well.
    const remark = level === 'Warning' || (level === undefined && said.startsWith('Alert: '))
    return this.#graded(job, remark ? events.map(asContext) : events)
  }

  /** An error of no wording we know is a remark in a job that goes well, and all there is to say of one that breaks off there. */
  #unknown(level: string | undefined, said: string, base: EventBase): readonly Event[] {
    if (level === 'Fatal error' && said.trim() !== '') return fatal(said, base)
    const run = base.run ?? ''
    if (level === 'Error' && said.length > 20 && !this.#errors.has(run)) {
      this.#errors.set(run, { ...base, kind: 'run.ended', outcome: 'failed', text: said.slice(0, 200), symptom: 'echo' })
    }
    return []
  }

  /** After a job's first failure its further errors only repeat it. */
  #graded(job: string, events: readonly Event[]): readonly Event[] {
    if (!events.some((event) => event.symptom !== undefined)) return events
    const again = this.#failed.has(job)
    this.#failed.add(job)
    return again ? events.map((event) => (event.symptom === 'specific' && event.kind === 'run.ended' ? asEcho(event) : event)) : events
  }

  #terminated(text: string, line: LogLine): readonly Event[] {
    const job = this.#job ?? ''
    this.#ended.add(this.#run(job))
    const { job: name, ...sizes } = this.#summary
    this.#summary = {}
    const base: EventBase = { ...eventBase(line, this.#source, 'bacula'), run: this.#run(job), ...(name === undefined ? {} : { job: name }) }
    if (/\bOK\b/.test(text)) this.#waiting.delete(job)
    if (/cancel/i.test(text))
      return [
        { ...base, kind: 'run.stopped', by: 'operator', ...(this.#failed.has(job) ? {} : { symptom: 'specific' as const }) },
        { ...base, kind: 'run.ended', outcome: 'failed', text },
      ]
    if (/OK -- with warnings/i.test(text)) return [{ ...base, kind: 'run.ended', outcome: 'completed-with-warnings', text, ...sizes }]
    if (/\bOK\b/.test(text)) return [{ ...base, kind: 'run.ended', outcome: 'completed', text, ...sizes }]
    return [{ ...base, kind: 'run.ended', outcome: 'failed', text, ...sizes, symptom: this.#failed.has(job) ? 'echo' : 'specific' }]
  }

  #run(job: string): string {
    return `bacula JobId ${job}`
  }

  #moment([, day, month, hour, minute]: RegExpExecArray, line: LogLine): Moment | undefined {
    const number = monthNumber(month ?? '')
    if (number === undefined) return line.prefix === undefined ? undefined : this.#source.dating.wall(line.prefix, line.prefix.host)
    return this.#source.dating.wall({ month: number, day: Number(day), hour: Number(hour), minute: Number(minute), second: 0 })
  }
}
