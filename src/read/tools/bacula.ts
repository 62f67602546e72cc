import type { Event, EventBase, Moment } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules } from '../generic/line-rule.ts'
import { timedText } from '../generic/line-time.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../reader.ts'
import { baculaLines, fatal } from './bacula-lines.ts'
import { elapsedUs } from './elapsed.ts'
import { asEcho } from './outcome.ts'

/** Bacula and Bareos: `21-Nov 05:40 host-sd JobId 202: Fatal error: append.c:161 …`. */
export const bacula: LineReader = {
  id: 'bacula',
  open: (source) => new BaculaReading(source),
}

const jobLine = /^(?:(\d\d)-([A-Z][a-z]{2}) (\d\d):(\d\d) )?(\S{1,80}) JobId (\d{1,10}): (.*)$/
const severity = /^(?:(Fatal error|Error|Warning): )?(?:(?:[\w/]{1,60}\.(?:cc|c|h):\d+|[\w]{1,40}\.c:\d+) )?/
const summary = /^ {2}(Termination|Job|JobId|FD Errors|Non-fatal FD errors|SD termination status|FD termination status|FD Bytes Written|Elapsed time): +(.*)$/
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

class BaculaReading implements LineReading {
  readonly #source: SourceContext
  /** Jobs that told a specific failure already. */
  readonly #failed = new Set<string>()
  /** Jobs that wait for a volume: an operator may still bring one. */
  readonly #waiting = new Map<string, Event>()
  #job: string | undefined
  #summary: { readonly job?: string; readonly bytes?: number; readonly durationUs?: number } = {}
  #lastLine = 0

  constructor(source: SourceContext) {
    this.#source = source
  }

  read(line: LogLine): readonly Event[] | undefined {
    if (line.text.includes(' JobId ')) return this.#jobLine(line)
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
    return [...this.#waiting.values()]
  }

  #jobLine(line: LogLine): readonly Event[] | undefined {
    const timed = /^\d{4}-/.test(line.text) ? timedText(line, this.#source) : { text: line.text, when: undefined }
    const match = jobLine.exec(timed.text)
    if (match === null) return undefined
    const [, , , , , daemon = '', job = '', text = ''] = match
    this.#job = job
    this.#lastLine = line.lastLine
    const when = timed.when ?? this.#moment(match, line)
    const base: EventBase = { ...eventBase(line, this.#source, 'bacula', when), program: daemon, run: this.#run(job) }
    const [head, level] = severity.exec(text) ?? ['']
    const said = text.slice(head.length)
    const events = applyRules(baculaLines, said, () => base) ?? (level === 'Fatal error' ? fatal(said, base) : [])
    const [first] = events
    if (first?.kind === 'media.failed' && first.medium === 'volume') {
      if (!this.#waiting.has(job)) this.#waiting.set(job, first)
      return []
    }
    return this.#graded(job, level === 'Warning' ? events.map(({ symptom: _, ...context }) => context) : events)
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
    const number = months.indexOf(month ?? '') + 1
    if (number === 0) return line.prefix === undefined ? undefined : this.#source.dating.wall(line.prefix, line.prefix.host)
    return this.#source.dating.wall({ month: number, day: Number(day), hour: Number(hour), minute: Number(minute), second: 0 })
  }
}
