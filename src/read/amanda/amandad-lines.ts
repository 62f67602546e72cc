import { type Event, errnoInText, usPerSecond } from '../../model/index.ts'
import type { LogLine } from '../reader.ts'
import { type About, age, type Book } from './book.ts'
import { failureOf, type Said } from './failure.ts'
import { acceptTimeoutUs, streamError, streamMade } from './stream-errors.ts'
import type { Streams } from './streams.ts'

/** amandad repeats its reply after each 10 s, five times (amandad-src/amandad.c ACK_TIMEOUT, conffile.c rep-tries). */
const ackLimitUs = 50 * usPerSecond

/** Debug files of amandad, which carries the client's pipes to the network. */
export class AmandadLines {
  readonly #book: Book
  readonly #streams: Streams
  readonly #told = new Set<string>()

  constructor(book: Book, streams: Streams) {
    this.#book = book
    this.#streams = streams
  }

  read(line: LogLine, message: string, fatal: string | undefined, base: About): readonly Event[] {
    const about: About = { ...base, attempt: this.#book.current }
    if (streamMade(message, this.#streams)) return []
    const error = streamError(message, this.#streams)
    if (error !== undefined) return error === 'end' ? [] : this.#failed(line, error.said, error.key, about)
    if (message.startsWith('stream_accept: connection from ')) {
      const opened = this.#streams.accepted()
      return opened === undefined ? [] : [this.#book.event(line, { kind: 'connection.opened', ...opened, separate: true }, about)]
    }
    const known = this.#known(message)
    if (known !== undefined) {
      this.#book.failed = true
      return [this.#book.event(line, known, { ...about, symptom: 'specific' })]
    }
    return fatal === undefined ? [] : this.#book.failure(line, fatal, about)
  }

  /** Writing to a stream the server has closed is a consequence; so is everything after it. */
  #failed(line: LogLine, said: Said, key: string, about: About): readonly Event[] {
    if (said.kind !== 'connection.failed' || this.#told.has(key)) return []
    this.#told.add(key)
    const symptom = said.errno === 'EPIPE' || this.#book.failed ? 'echo' : 'specific'
    this.#book.failed = true
    const since = age(about.attempt?.startedAt, about.when)
    const event = this.#book.event(line, { ...said, role: 'client', ...(since === undefined ? {} : { ageUs: since }) }, { ...about, symptom })
    const writing = said.operation === 'write' && said.stream !== undefined
    return writing ? [event, this.#book.event(line, { kind: 'stream.active', stream: said.stream ?? '' }, about)] : [event]
  }

  #known(message: string): Said | undefined {
    if (/timeout waiting for ACK for our REP/.test(message)) return { kind: 'timer.expired', timer: 'ACK timeout', limitUs: ackLimitUs, role: 'client' }
    if (/timed out waiting for REP data/.test(message)) return { kind: 'timer.expired', timer: 'REP data timeout', role: 'client' }
    const waitedUs = acceptTimeoutUs(message)
    if (waitedUs !== undefined) return { kind: 'listener.expired', key: "stream of the server's", limitUs: waitedUs }
    const died = /service .{1,200} failed: pid \d+ exited with signal (\d{1,2})/.exec(message)
    if (died !== null) return { kind: 'program.killed', by: 'signal', signal: died[1] ?? '', victim: 'sendbackup' }
    if (!/not allowed|not secure|did ?n[o']t resolve|does ?n[o']t resolve|execute access to|receive error|security_seterror/.test(message)) return undefined
    if (/security_seterror/.test(message) && errnoInText(message) === undefined && !/not allowed|resolve|not secure/.test(message)) return undefined
    const said = failureOf(message)?.said
    return said?.kind === 'access.refused' || said?.kind === 'connection.failed' ? said : undefined
  }
}
