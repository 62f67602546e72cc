import type { Event } from '../../model/index.ts'
import type { LogLine } from '../reader.ts'
import { splitArguments } from './arguments.ts'
import type { About, Book } from './book.ts'
import { dumpSize } from './dump-size.ts'
import { isEcho, plainMessage } from './failure.ts'
import { foldState } from './fold.ts'
import { type Job, jobName, jobOf } from './job.ts'
import { readMesgLine, type Record } from './mesg-lines.ts'

export const logLine =
  /^(FATAL|ERROR|WARNING|INFO|SUMMARY|START|FINISH|DISK|DONE|PART|PARTPARTIAL|SUCCESS|PARTIAL|FAIL|STRANGE|CHUNK|CHUNKSUCCESS|STATS|CONT|RETRY|MARKER) (planner|driver|amreport|dumper|chunker|taper|amflush|amdump|amidxtaped|amfetchdump|amcheckdump|amvault|amcleanup|ambackupd|amtrmidx|amtrmlog|reporter|gnutar)(?: (.*))?$/

type Answer = readonly Event[] | 'more' | undefined

/** `log`, `log.20261121055943.0`: what became of each entry, without times. */
export class LogLines {
  readonly #book: Book
  #record: Record | undefined
  readonly #planned = new Map<string, { readonly line: LogLine; readonly job: Job }>()
  /** How long the chunker received before a dump failed, in microseconds. */
  readonly #partialUs = new Map<string, number>()
  #driverStarted = false
  #driverFinished = false

  constructor(book: Book) {
    this.#book = book
  }

  read(line: LogLine, whole: boolean): Answer {
    const found = logLine.exec(line.text)
    if (found === null) return this.#continued(line)
    const [, type = '', program = '', rest = ''] = found
    const answer = this.#dispatch(line, type, program, rest, whole)
    if (answer !== 'more' && answer !== undefined && type !== 'FAIL' && type !== 'STRANGE') this.#record = undefined
    return answer
  }

  /** An entry that was planned and of which nothing came, although the driver went through to the end. */
  end(): readonly Event[] {
    if (!this.#driverStarted || !this.#driverFinished) return []
    return [...this.#planned.values()].map(({ line, job }) =>
      this.#book.event(
        line,
        { kind: 'run.ended', outcome: 'failed', text: 'no result of this dump by the end of the run' },
        { job, program: 'driver', side: 'server', symptom: 'specific' },
      ),
    )
  }

  #continued(line: LogLine): Answer {
    return this.#record !== undefined && line.text.startsWith('  ') ? (readMesgLine(this.#book, line, this.#record) ?? []) : undefined
  }

  #dispatch(line: LogLine, type: string, program: string, rest: string, whole: boolean): Answer {
    switch (type) {
      case 'START':
      case 'FINISH':
        return this.#frame(type, program, rest)
      case 'STATS':
        if (rest.startsWith('hostname ')) this.#book.server = rest.slice(9).trim()
        return []
      case 'DISK': {
        const [host, disk] = splitArguments(rest)
        if (program === 'planner' && host !== undefined && disk !== undefined) this.#planned.set(`${host} ${disk}`, { line, job: { host, disk } })
        return []
      }
      case 'FAIL':
        return this.#fail(line, program, rest, whole)
      case 'SUCCESS':
      case 'STRANGE':
      case 'PARTIAL':
      case 'RETRY':
        return this.#result(line, type, program, rest)
      case 'ERROR':
      case 'FATAL':
        return this.#trouble(line, type, program, rest, whole)
      case 'WARNING':
        return this.#warning(line, program, rest)
      default:
        return []
    }
  }

  #frame(type: string, program: string, rest: string): readonly Event[] {
    const stamp = /^date(?:stamp)? (\d{8,14})/.exec(rest)?.[1]
    if (stamp !== undefined && type === 'START') this.#book.stamp = stamp
    if (program !== 'driver') return []
    if (type === 'START') this.#driverStarted = true
    else this.#driverFinished = true
    return []
  }

  #fail(line: LogLine, program: string, rest: string, whole: boolean): Answer {
    const { job, message } = this.#resultParts(rest)
    if (job === undefined) return []
    const fold = foldState(line, message, whole)
    if (fold !== 'closed') return fold === 'open' ? 'more' : undefined
    this.#answered(job)
    const about: About = { job, program, side: 'server', ...this.#age(job, program) }
    const ofSource = this.#book.judge(message, about).said.kind === 'source.failed'
    if (program === 'dumper') this.#record = { job, outcome: 'failed', ofSource }
    return this.#book.failure(line, program === 'taper' ? this.#ofTaper(message, about) : message, about)
  }

  /** What the taper calls an error is about its tape unless the text itself names something else. */
  #ofTaper(message: string, about: About): string {
    const text = message.replace(/^(?:error|config) "/, '"')
    if (text === message || this.#book.judge(text, about).said.kind !== 'run.ended') return text
    return isEcho(text) ? text : `tape error: ${plainMessage(text)}`
  }

  #result(line: LogLine, type: string, program: string, rest: string): readonly Event[] {
    const { job, message } = this.#resultParts(rest)
    if (job === undefined) return []
    this.#answered(job)
    const about: About = { job, program, side: 'server' }
    if (type === 'STRANGE') this.#record = { job, outcome: 'strange', ofSource: false }
    if (type === 'RETRY') return [this.#book.event(line, { kind: 'run.retried' }, about)]
    if (type === 'PARTIAL') return this.#partial(line, job, message, about)
    if (program !== 'dumper') return []
    return this.#book.success(line, type === 'STRANGE' ? 'completed-with-warnings' : 'completed', { ...about, size: dumpSize(message) })
  }

  #partial(line: LogLine, job: Job, message: string, about: About): readonly Event[] {
    this.#book.failed = true
    const size = dumpSize(message)
    if (about.program === 'chunker' && size !== undefined) this.#partialUs.set(jobName(job), size.durationUs)
    const ended = this.#book.event(line, { kind: 'run.ended', outcome: 'failed', text: 'partial', ...size }, { ...about, symptom: 'echo' })
    if (about.program !== 'chunker' || size === undefined || size.bytes === 0) return [ended]
    return [ended, this.#book.event(line, { kind: 'stream.active', stream: 'data', bytes: size.bytes }, about)]
  }

  #trouble(line: LogLine, type: string, program: string, rest: string, whole: boolean): Answer {
    const fold = foldState(line, rest, whole)
    if (fold !== 'closed') return fold === 'open' ? 'more' : undefined
    if (type === 'ERROR' && program !== 'taper' && program !== 'planner' && program !== 'driver') return []
    const message = program === 'taper' ? rest.replace(/^no-tape (?:error|config) /, 'no-tape error ') : rest
    return this.#book.failure(line, message, { program, side: 'server' })
  }

  #warning(line: LogLine, program: string, rest: string): readonly Event[] {
    const about: About = { program, side: 'server' }
    const died = /^(dumper\d+) died while dumping (\S+?):(\S+) lev (\d{1,3})/.exec(rest)
    if (died !== null)
      return [
        this.#book.event(
          line,
          { kind: 'program.killed', by: 'unknown', victim: died[1] ?? '' },
          { ...about, job: jobOf(died[2] ?? '', died[3] ?? '', died[4]), symptom: 'specific' },
        ),
      ]
    const lost = /^(\w{1,20}\d+) pid \d+ is messed up/.exec(rest)?.[1]
    if (lost !== undefined) return [this.#book.event(line, { kind: 'program.killed', by: 'unknown', victim: lost }, { ...about, symptom: 'specific' })]
    // A level that could not be estimated is planned around: worth quoting, no failure.
    if (/estimate of level \d+ timed out/.test(rest)) return [this.#book.event(line, { kind: 'timer.expired', timer: 'etimeout', setting: 'etimeout' }, about)]
    const full = /(\/\S{1,200}): \d+ KB requested, but only 0 KB available/.exec(rest)
    return full === null ? [] : [this.#book.event(line, { kind: 'storage.full', path: full[1] ?? '', role: 'server' }, about)]
  }

  /** `host disk datestamp level rest`; old STRANGE lines lack the datestamp. */
  #resultParts(rest: string): { readonly job: Job | undefined; readonly message: string } {
    const found = /^(?:"[SP](?:T|OOL):[^"]{1,80}" ){0,2}(\S+) ("(?:[^"\\]|\\.){0,300}"|\S+) (?:(\d{8,14}) )?(?:\d{1,4} (?=\d{1,3} ))?(\d{1,3})(?: (.*))?$/.exec(
      rest,
    )
    if (found === null) return { job: undefined, message: rest }
    const [, host = '', disk = '', stamp, level, message = ''] = found
    if (stamp !== undefined) this.#book.stamp ??= stamp
    return { job: jobOf(host, splitArguments(disk)[0] ?? disk, level), message }
  }

  #answered(job: Job): void {
    this.#planned.delete(`${job.host} ${job.disk}`)
  }

  #age(job: Job, program: string): About {
    const ageUs = program === 'dumper' ? this.#partialUs.get(jobName(job)) : undefined
    this.#partialUs.delete(jobName(job))
    return ageUs === undefined ? {} : { ageUs }
  }
}
