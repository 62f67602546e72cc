import { type Event, errnoInText } from '../../model/index.ts'
import type { LogLine } from '../reader.ts'
import { type About, age, type Attempt, type Book } from './book.ts'
import type { DebugLine } from './debug-prefix.ts'
import { failureOf } from './failure.ts'
import { type Job, jobOf } from './job.ts'
import { fullDisk, unreadable } from './source-failure.ts'
import { acceptTimeoutUs } from './stream-errors.ts'

const start = /^(?:sendbackup: )?start:? \[?([\w.-]{1,255}):(\S.{0,300}?) lev(?:el)? (\d{1,3})\]?$/
const tableLine = /^\s*\d{1,4}: +([a-z]+)\([|?! ]{0,2}\): ?(.*)$/
const tee = /^(?:sendbackup: )?index tee cannot write \[(.*)\]/i
const creator = /^(?:sendbackup: )?(?:index tee cannot (?:read|write to index creator)) \[(.*)\]/i
/** What follows `stream_accept: timeout` and names the port that waited. */
const unreached = /^timeout on (\w{1,20}) port (\d{1,5})$/
const error = /^(?:(?:sendbackup|runtar|rundump|amgtar|\w+): )?error (\[.*)$/

/** Debug files of sendbackup, runtar, sendsize and selfcheck: the client's side of a dump. */
export class SendbackupLines {
  readonly #book: Book
  #waitedUs: number | undefined
  /** What the archiver complained of: the reason if it fails in the end, remarks if it does not. */
  readonly #complaints: { readonly line: LogLine; readonly about: About; readonly text: string }[] = []

  constructor(book: Book) {
    this.#book = book
  }

  read(line: LogLine, debug: DebugLine, fatal: boolean, base: About): readonly Event[] {
    const { message } = debug
    const about: About = { ...base, attempt: this.#book.current, ...(debug.elapsedUs === undefined ? {} : { ageUs: debug.elapsedUs }) }
    const begun = start.exec(message)
    if (begun !== null) return this.#started(line, jobOf(begun[1] ?? '', begun[2] ?? '', begun[3]), base)
    // Up to 2.5.0 sendbackup itself accepted the server's connections, one for each stream.
    if (message.startsWith('stream_accept: connection from ')) return [this.#book.event(line, { kind: 'connection.opened', separate: true }, about)]
    const unmet = this.#unmet(line, message, about)
    if (unmet !== undefined) return unmet
    const marked = tableLine.exec(message)
    const text = marked?.[2] ?? message
    if (marked?.[1] === 'size') return this.#size(line, text, about)
    if (/^Index created successfully/.test(text)) return [this.#book.event(line, { kind: 'stream.active', stream: 'index' }, about)]
    const pipe = this.#pipe(line, text, about, marked !== null)
    if (pipe !== undefined) return pipe
    const failed = error.exec(text)
    if (failed !== null || fatal) return this.#error(line, failed?.[1] ?? text, about)
    if (marked !== null && (marked[1] === 'strange' || marked[1] === 'error')) this.#complain(line, text, about)
    return []
  }

  /** Complaints of an archiver that did not fail. */
  end(): readonly Event[] {
    return this.#told(false)
  }

  /** Up to 2.5.0: a port was announced to the server, and no connection came to it. */
  #unmet(line: LogLine, message: string, about: About): readonly Event[] | undefined {
    const waitedUs = acceptTimeoutUs(message)
    if (waitedUs !== undefined) {
      this.#waitedUs = waitedUs
      return []
    }
    const port = unreached.exec(message)
    if (port === null) return undefined
    this.#book.failed = true
    const limit = this.#waitedUs === undefined ? {} : { limitUs: this.#waitedUs }
    return [this.#book.event(line, { kind: 'listener.expired', key: `${port[1] ?? ''} port ${port[2] ?? ''}`, ...limit }, { ...about, symptom: 'specific' })]
  }

  #started(line: LogLine, job: Job, base: About): readonly Event[] {
    const known = this.#book.current
    if (known !== undefined && known.job.host === job.host && known.job.disk === job.disk && known.handle === undefined && known.startedAt !== undefined)
      return []
    const attempt: Attempt = { job, ...(base.when === undefined ? {} : { startedAt: base.when }) }
    return this.#book.start(line, attempt, base)
  }

  #size(line: LogLine, text: string, about: About): readonly Event[] {
    const bytes = /^Total bytes written: (\d{1,18})/.exec(text)?.[1]
    return bytes === undefined || bytes === '0' ? [] : [this.#book.event(line, { kind: 'stream.active', stream: 'data', bytes: Number(bytes) }, about)]
  }

  /** The index tee writes to the data side: its EPIPE follows a connection that was given up, and shows that data was flowing. */
  #pipe(line: LogLine, text: string, about: About, repeated: boolean): readonly Event[] | undefined {
    const toData = tee.exec(text)
    const failed = toData ?? creator.exec(text)
    const errno = failed === null ? undefined : errnoInText(failed[1] ?? '')
    if (failed === null || errno === undefined) return undefined
    this.#book.failed = true
    const since = about.ageUs ?? age(about.attempt?.startedAt, about.when)
    const ageUs = since === undefined ? {} : { ageUs: since }
    const stream = toData === null ? 'index' : 'data'
    const operation = /cannot read/i.test(text) ? 'read' : 'write'
    const broken = this.#book.event(
      line,
      { kind: 'connection.failed', errno, operation, channel: 'pipe', role: 'client', stream, ...ageUs },
      { ...about, symptom: 'echo' },
    )
    // The parent repeats the line that the tee wrote to its error output.
    return toData === null || repeated ? [broken] : [broken, this.#book.event(line, { kind: 'stream.active', stream: 'data' }, about)]
  }

  #error(line: LogLine, text: string, about: About): readonly Event[] {
    if (this.#book.hasTold(about.attempt?.job, text)) return []
    const failure = failureOf(text, { program: about.program ?? '' })
    const reasons = this.#told(failure?.said.kind === 'source.failed')
    return [...reasons, ...this.#book.failure(line, text, about)]
  }

  #complain(line: LogLine, text: string, about: About): void {
    if (this.#complaints.length < 1_000) this.#complaints.push({ line, about, text })
  }

  #told(failed: boolean): readonly Event[] {
    return this.#complaints.splice(0).flatMap(({ line, about, text }) => {
      const said = fullDisk(text) ?? unreadable(text)?.said
      return said === undefined ? [] : [this.#book.event(line, said, failed ? { ...about, symptom: 'specific' } : about)]
    })
  }
}
