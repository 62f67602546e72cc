import { type Event, type EventBase, type Moment, usPerDay, usPerMs, usPerSecond } from '../../model/index.ts'
import type { Dating, WallTime } from '../dating.ts'
import type { LogLine, SourceContext } from '../reader.ts'
import type { DumpSize } from './dump-size.ts'
import { type Failure, failedRun, type FailureContext, failureOf, plainMessage, type Said } from './failure.ts'
import { type Job, jobName, runKey } from './job.ts'

/** One dump of one job: a retry is another attempt under another handle. */
export interface Attempt {
  readonly job: Job
  readonly handle?: string
  readonly startedAt?: Moment
  /** 1 for the first attempt. */
  readonly number?: number
}

/** Who said something, about what, and when. */
export interface About {
  readonly job?: Job | undefined
  readonly attempt?: Attempt | undefined
  readonly handle?: string | undefined
  readonly program?: string | undefined
  readonly pid?: string | undefined
  readonly side?: 'server' | 'client' | undefined
  readonly when?: Moment | undefined
  readonly symptom?: 'specific' | 'echo' | undefined
  /** Time since the dump began, where the line itself says it. */
  readonly ageUs?: number | undefined
  /** What the dump came to, where its result says it. */
  readonly size?: DumpSize | undefined
}

/** Quotes are cut here: enough to recognise a line by, and short enough for a page. */
const longestQuote = 400

/** What one source has said so far; shared by the grammars of Amanda's several logs. */
export class Book {
  readonly source: string
  readonly dating: Dating
  readonly note: (text: string) => void
  /** Start of the run as Amanda writes it, the key of its logs: `20261121055943`; 8 digits before 2.6. */
  stamp: string | undefined
  /** The host that stores the backups, once a line names it. */
  server: string | undefined
  auth: string | undefined
  /** What was dumped when the last line spoke. */
  current: Attempt | undefined
  failed = false
  /** Lines of amanda.conf have been seen. */
  configured = false
  /** Programs whose debug files this source holds. */
  readonly debugged = new Set<string>()
  readonly handles = new Map<string, Attempt>()
  readonly #attempts = new Map<string, number>()
  readonly #failedRuns = new Set<string>()
  readonly #announced = new Set<string>()
  readonly #told = new Set<string>()
  readonly #settings = new Set<string>()
  readonly #anchored = new Set<string>()
  #handleSpoken: string | undefined
  #day: string | undefined
  readonly #context: SourceContext

  constructor(context: SourceContext) {
    this.source = context.id
    this.dating = context.dating
    this.note = (text) => context.note(text)
    this.#context = context
  }

  event(line: LogLine, said: Said, about: About = {}): Event {
    const { program, pid, when, symptom } = about
    const side = about.side ?? this.#context.side
    const job = about.job ?? about.attempt?.job
    // A client's files know nothing of the server's stamp, but one night's dump is not the next one's.
    this.#day ??= dayOf(when)
    const run = job === undefined ? this.#handleRun(about.handle) : runKey(job, this.stamp ?? (this.#day || undefined))
    const host = this.#context.host ?? (side === 'server' ? this.server : side === 'client' ? job?.host : undefined)
    const base: EventBase = {
      at: { source: this.source, line: line.line, ...(line.lastLine > line.line ? { lastLine: line.lastLine } : {}) },
      quote: line.raw.trim().slice(0, longestQuote).trimEnd(),
      system: 'amanda',
      ...(when === undefined ? {} : { when }),
      ...(host === undefined ? {} : { host }),
      ...(side === undefined ? {} : { side }),
      ...(program === undefined ? {} : { program }),
      ...(pid === undefined ? {} : { pid }),
      ...(run === undefined ? {} : { run }),
      ...(job === undefined ? {} : { job: jobName(job) }),
      ...(symptom === undefined ? {} : { symptom }),
    }
    return { ...base, ...said }
  }

  /** A failure text with what it means, and the end of the run it brought about. */
  failure(line: LogLine, text: string, about: About): readonly Event[] {
    this.failed = true
    const job = about.job ?? about.attempt?.job
    if (job !== undefined) this.#failedRuns.add(runKey(job, this.stamp))
    const { said, symptom } = this.judge(text, about)
    this.#told.add(told(job, text))
    const timed = withAge(said, about.ageUs ?? age(about.attempt?.startedAt, about.when))
    const event = this.event(line, timed, { ...about, symptom })
    if (timed.kind === 'run.ended' || job === undefined) return [event]
    return [event, this.event(line, { kind: 'run.ended', outcome: 'failed', text: plainMessage(text).slice(0, 300) }, { ...about, symptom: undefined })]
  }

  /** What a failure text means, and whether something better said it already. */
  judge(text: string, about: About): Failure {
    const inner = /^too many dumper retry: (.*)$/.exec(plainMessage(text))?.[1]
    const context: FailureContext = {
      ...(about.program === undefined ? {} : { program: about.program }),
      ...(this.auth === undefined ? {} : { auth: this.auth }),
      ...(about.job === undefined ? {} : { peer: about.job.host }),
    }
    const failure = failureOf(inner ?? text, context) ?? failedRun(text, 'specific')
    if (inner === undefined) return failure
    return this.#told.has(told(about.job ?? about.attempt?.job, inner)) ? failedRun(text, 'echo') : failure
  }

  hasTold(job: Job | undefined, text: string): boolean {
    return this.#told.has(told(job, text))
  }

  hasFailed(job: Job): boolean {
    return this.#failedRuns.has(runKey(job, this.stamp))
  }

  /** A dump ended well, perhaps after one that had not. */
  success(line: LogLine, outcome: 'completed' | 'completed-with-warnings', about: About): readonly Event[] {
    const job = about.job ?? about.attempt?.job
    const ended = this.event(line, { kind: 'run.ended', outcome, ...about.size }, about)
    if (job === undefined || !this.hasFailed(job)) return [ended]
    return [ended, this.event(line, { kind: 'run.retried', succeeded: true }, about)]
  }

  /** A dump was started; the second of the same job is a retry. */
  start(line: LogLine, attempt: Attempt, about: About): readonly Event[] {
    const key = runKey(attempt.job, this.stamp)
    const number = (this.#attempts.get(key) ?? 0) + 1
    this.#attempts.set(key, number)
    this.current = { ...attempt, number }
    if (attempt.handle !== undefined) this.handles.set(attempt.handle, this.current)
    const started = this.event(line, { kind: 'run.started', attempt: number }, { ...about, attempt })
    if (number === 1 || !this.#failedRuns.has(key) || this.#announced.delete(key)) return [started]
    return [started, this.event(line, { kind: 'run.retried' }, { ...about, attempt })]
  }

  /** The driver says that it will start a job again; the start itself then is no news. */
  retried(line: LogLine, about: About): readonly Event[] {
    if (about.job !== undefined) this.#announced.add(runKey(about.job, this.stamp))
    return [this.event(line, { kind: 'run.retried' }, about)]
  }

  /** The job with its level where a command told it. */
  knownJob(host: string, disk: string): Job {
    const known = [...this.handles.values()].findLast(({ job }) => job.host === host && job.disk === disk)
    return known?.job ?? { host, disk }
  }

  /** Each value of a setting is told once per source. */
  setting(line: LogLine, name: string, value: string, about: About = {}): readonly Event[] {
    if (name === 'auth') this.auth = value
    const key = `${name}=${value}`
    if (this.#settings.has(key)) return []
    this.#settings.add(key)
    return [this.event(line, { kind: 'setting.seen', name, value }, about)]
  }

  /** Reading `us` of the clock of `who` was the wall time; the first anchor stays. */
  anchor(who: string, us: number, wall: WallTime, by: string): void {
    if (this.#anchored.has(who)) return
    this.#anchored.add(who)
    const moment = this.dating.wall(wall)
    this.dating.anchor(who, { ...moment, us: moment.us - us }, by)
  }

  /** Where nothing names the job, its handle does; lines without either belong to the last handle spoken of. */
  #handleRun(handle: string | undefined): string | undefined {
    if (handle !== undefined) this.#handleSpoken = `amanda ${this.stamp ?? this.source} ${handle}`
    return this.#handleSpoken
  }
}

/** `553.824` in microseconds. */
export function secondsToUs(text: string): number {
  return Math.round(Number(text) * usPerSecond)
}

/** The day of a dated moment as stamps show it; empty when it has none. */
function dayOf(when: Moment | undefined): string {
  // A day of this century or the last: other clocks count from elsewhere.
  if (when === undefined || !(when.us > 300 * usPerDay && when.us < 50_000 * usPerDay)) return ''
  return new Date(when.us / usPerMs).toISOString().slice(0, 10).replaceAll('-', '')
}

/** Time between two moments of one clock. */
export function age(from: Moment | undefined, to: Moment | undefined): number | undefined {
  return from === undefined || to === undefined || from.clock !== to.clock || to.us < from.us ? undefined : to.us - from.us
}

function withAge(said: Said, ageUs: number | undefined): Said {
  if (ageUs === undefined || (said.kind !== 'connection.failed' && said.kind !== 'connection.closed')) return said
  return { ...said, ageUs }
}

function told(job: Job | undefined, text: string): string {
  return `${job === undefined ? '' : `${job.host} ${job.disk} `}${plainMessage(text)}`
}
