import type { Event, Moment } from '../../model/index.ts'
import type { WallTime } from '../dating.ts'
import type { LogLine } from '../reader.ts'
import { unquoted } from './arguments.ts'
import { type About, type Book, secondsToUs } from './book.ts'
import { DriverLines } from './driver-lines.ts'
import { foldState } from './fold.ts'
import { jobOf } from './job.ts'
import { ctimeOf, stampTime } from './times.ts'

const amdumpLine = /^(?:amdump|amflush|amvault): (start at|end at|datestamp|starttime-locale-independent|starttime|amdump start at) ?(.*)$/
const independent = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?: ([A-Z+-][\w:+-]{0,5}))?$/
const killed = /^dumper: (?:kill|can't kill) (?:compress|encrypt|index) command/
const plannerTime = /^planner:? time (\d{1,9}\.\d{1,6}): (.*)$/
const estimateError = /^(?:planner: )?error result for host (\S+) disk ("[^"]{0,300}"|\S+): (.*)$/
const plannerFailed = /^planner: FAILED (\S+) ("[^"]{0,300}"|\S+) (\d{8,14}) (\d{1,3}) (.*)$/

/** Lines that only this trace has: block titles and what stands in the blocks. */
const blockLines =
  /^(?:READING CONF INFO|SENDING FLUSHES|SETTING UP FOR ESTIMATES|GETTING ESTIMATES|ANALYZING ESTIMATES|INITIAL SCHEDULE|DELAYING DUMPS|PROMOTING DUMPS|GENERATING SCHEDULE|ENDFLUSH|FAILED QUEUE|DONE QUEUE|FLUSH |\S+ [0-9a-f]{10,} \S+ \d{8,14} \d|DUMP \S+ [0-9a-f]{10,} |setup_estimate: |pondering |reserving \d+ out of|dump of driver schedule|Cleaning up holding disk|\.\.skipping |Move runq|send DONE CC|getcmd: |\S+ overdue \d+ days|\(no inc estimate\)|\s+curr level \d|\s+delay: |\s+pick: |\s+\d+: \S+ +\S|\s+\S+ +\S.{0,200} (?:lv \d+ t|pri -?\d+ lev) |-{8}$)/

/** What every line of the trace begins with that does not stand in a block. */
export const amdumpSigns = [
  'amdump: ',
  'amflush: ',
  'amvault: ',
  'driver: ',
  'planner: ',
  'planner time ',
  'dumper: ',
  'chunker: ',
  'taper: ',
  'changer: ',
  /^writing \w{1,40} command: /,
  estimateError,
]

type Answer = readonly Event[] | 'more' | undefined

/** The trace amdump leaves of planner, driver, dumpers and taper: `amdump.1` and the like. */
export class AmdumpLines {
  readonly #book: Book
  readonly #driver: DriverLines
  readonly #kills: LogLine[] = []
  #runs = 0
  #inside = false
  #finished = false

  constructor(book: Book) {
    this.#book = book
    this.#driver = new DriverLines(book)
  }

  read(line: LogLine, whole: boolean): Answer {
    const { text } = line
    const header = amdumpLine.exec(text)
    if (header !== null) return this.#header(line, header[1] ?? '', header[2] ?? '')
    if (killed.test(text)) return this.#killed(line)
    const answer = this.#driver.read(line, text, whole, (us) => this.#book.dating.elapsed(us, this.#clock('driver')))
    if (answer !== undefined) {
      this.#inside = true
      if (/^driver: FINISHED /.test(text)) this.#finished = true
      return answer === 'more' ? answer : [...this.#pendingKills(), ...answer]
    }
    return this.#planner(line, whole) ?? this.#children(line)
  }

  /** What a debug file of the driver repeats, with its own time. */
  readDriver(line: LogLine, text: string, when: Moment | undefined): Answer {
    if (when === undefined) return undefined
    return this.#driver.read(line, text, true, () => when)
  }

  end(): readonly Event[] {
    if (this.#runs > 0 && !this.#finished) this.#book.note('the trace has no end: Amanda was still running, was killed, or the file was cut')
    return [...this.#driver.end(), ...this.#pendingKills()]
  }

  /** Elapsed clocks start anew with each run in a source. */
  #clock(program: string): string {
    return this.#runs > 1 ? `${program} of run ${this.#runs}` : program
  }

  #header(line: LogLine, what: string, value: string): readonly Event[] {
    if (what === 'start at' || what === 'amdump start at') {
      this.#runs += 1
      this.#book.handles.clear()
      this.#book.stamp = undefined
      this.#finished = false
    }
    this.#inside = true
    if (what === 'end at') this.#finished = true
    if (what === 'datestamp' && /^\d{8,14}$/.test(value)) this.#book.stamp ??= value
    if (what === 'starttime' && /^\d{14}$/.test(value)) this.#book.stamp = value
    const zero = startTime(what, value)
    if (zero === undefined) return []
    for (const program of ['driver', 'planner']) this.#book.anchor(this.#clock(program), 0, zero, `line ${line.line}: ${line.text.slice(0, 80)}`)
    return []
  }

  /** The dumper ends its helpers after any failure; the line may come before the one that says which. */
  #killed(line: LogLine): readonly Event[] {
    if (this.#kills.length < 1_000) this.#kills.push(line)
    return this.#pendingKills()
  }

  #pendingKills(): readonly Event[] {
    if (!this.#book.failed) return []
    const about: About = { program: 'dumper', side: 'server', symptom: 'echo', attempt: this.#book.current }
    return this.#kills.splice(0).map((line) => this.#book.event(line, { kind: 'run.ended', outcome: 'failed', text: line.text.slice(0, 80) }, about))
  }

  #planner(line: LogLine, whole: boolean): Answer {
    const timed = plannerTime.exec(line.text)
    const text = timed?.[2] ?? line.text
    const when = timed === null ? undefined : this.#book.dating.elapsed(secondsToUs(timed[1] ?? '0'), this.#clock('planner'))
    const error = estimateError.exec(text)
    if (error !== null) return this.#plannerFailure(line, error[1] ?? '', error[2] ?? '', undefined, error[3] ?? '', when, whole)
    const failed = plannerFailed.exec(text)
    if (failed !== null) return this.#plannerFailure(line, failed[1] ?? '', failed[2] ?? '', failed[4], failed[5] ?? '', when, whole)
    return timed === null ? undefined : []
  }

  #plannerFailure(line: LogLine, host: string, disk: string, level: string | undefined, message: string, when: Moment | undefined, whole: boolean): Answer {
    const fold = foldState(line, message, whole)
    if (fold !== 'closed') return fold === 'open' ? 'more' : undefined
    return this.#book.failure(line, message, { job: jobOf(host, unquoted(disk), level), program: 'planner', side: 'server', when })
  }

  #children(line: LogLine): Answer {
    const taper = /^taper: (.*)$/.exec(line.text)
    if (taper !== null && /\b(?:TAPE-ERROR|FATAL|no-tape error|ERROR)\b/.test(taper[1] ?? '')) {
      return this.#book.failure(line, taper[1] ?? '', { program: 'taper', side: 'server' })
    }
    if (/^(?:planner|dumper|chunker|taper|amdump|amflush|changer): /.test(line.text) && (this.#inside || /: pid \d+ executable /.test(line.text))) return []
    return this.#inside && blockLines.test(line.text) ? [] : undefined
  }
}

function startTime(what: string, value: string): WallTime | undefined {
  if (what === 'start at' || what === 'amdump start at') return ctimeOf(value)
  if (what === 'starttime') return stampTime(value)
  if (what !== 'starttime-locale-independent') return undefined
  const found = independent.exec(value)
  if (found === null) return undefined
  const [, year, month, day, hour, minute, second, zone] = found
  const time = { year: Number(year), month: Number(month), day: Number(day), hour: Number(hour), minute: Number(minute), second: Number(second) }
  return zone === undefined ? time : { ...time, zone }
}
