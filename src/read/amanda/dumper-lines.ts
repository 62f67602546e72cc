import type { Event } from '../../model/index.ts'
import type { LogLine } from '../reader.ts'
import { type About, age, type Attempt, type Book } from './book.ts'
import { failureOf } from './failure.ts'
import { handlePattern, jobCommand, jobOf } from './job.ts'
import { streamError, streamMade } from './stream-errors.ts'
import type { Streams } from './streams.ts'

const connected = /^(?:connect_portrange: )?connected to (\S{1,80})[.:](\d{1,5})$/
const noPort = /^\w{3,20}: (?:all ports between \d{1,5} and \d{1,5} (?:are )?busy|Could not bind to port in range)/i
const put = /^putresult: \d+ ([A-Z-]+) (.*)$/
/** Ports amandad listens on for methods that share one connection: amanda, ssl (3.4 on), kamanda. */
const amandaPorts = new Set([10_080, 10_081, 10_082])

/** Debug files of the server's programs: dumper above all, and planner, chunker, taper and amcheck. */
export class DumperLines {
  readonly #book: Book
  readonly #streams: Streams
  readonly #told = new Set<string>()

  constructor(book: Book, streams: Streams) {
    this.#book = book
    this.#streams = streams
  }

  read(line: LogLine, message: string, fatal: string | undefined, base: About): readonly Event[] {
    if (message.startsWith('getcmd: ')) return this.#command(line, message.slice(8), base)
    const about: About = { ...base, attempt: this.#book.current }
    if (streamMade(message, this.#streams)) return []
    const error = streamError(message, this.#streams)
    if (error !== undefined) return error === 'end' || this.#told.has(error.key) ? [] : this.#streamFailed(line, error, about)
    const result = put.exec(message)
    if (result !== null) return this.#result(line, result[1] ?? '', result[2] ?? '', about)
    const peer = connected.exec(message)
    if (peer !== null) return this.#connected(line, Number(peer[2]), about)
    if (base.program === 'chunker') return this.#chunker(line, message, about)
    return this.#error(line, message, fatal, about)
  }

  #command(line: LogLine, text: string, base: About): readonly Event[] {
    const stamp = /^START (\d{8,14})$/.exec(text)?.[1]
    if (stamp !== undefined) this.#book.stamp = stamp
    const command = jobCommand(text)
    if (command === undefined) return []
    this.#streams.reset()
    const attempt: Attempt = { job: command.job, handle: command.handle, ...(base.when === undefined ? {} : { startedAt: base.when }) }
    const about: About = { ...base, attempt, handle: command.handle }
    const auth = command.auth === undefined ? [] : this.#book.setting(line, 'auth', command.auth, about)
    if (base.program !== 'dumper' || !command.verb.endsWith('-DUMP')) {
      this.#book.current = attempt
      return auth
    }
    return [...auth, ...this.#book.start(line, attempt, about), ...this.#pair(line, 'message.received', 'to', about)]
  }

  #result(line: LogLine, verb: string, text: string, about: About): readonly Event[] {
    const handle = handlePattern.exec(text)?.[0]
    const known: About = { ...about, attempt: (handle === undefined ? undefined : this.#book.handles.get(handle)) ?? about.attempt, handle }
    if (verb === 'DONE' && about.program === 'dumper')
      return [...this.#book.success(line, 'completed', known), ...this.#pair(line, 'message.sent', 'from', known)]
    if (verb !== 'FAILED' && verb !== 'TRY-AGAIN') return []
    const message = handle === undefined ? text : text.slice(text.indexOf(handle) + handle.length)
    return [...this.#book.failure(line, message, known), ...this.#pair(line, 'message.sent', 'from', known)]
  }

  #streamFailed(line: LogLine, error: Exclude<ReturnType<typeof streamError>, 'end' | undefined>, about: About): readonly Event[] {
    this.#told.add(error.key)
    this.#book.failed = true
    const since = age(about.attempt?.startedAt, about.when)
    const said = error.said.kind === 'connection.failed' ? { ...error.said, role: 'server', ...(since === undefined ? {} : { ageUs: since }) } : error.said
    // `local` runs the client's programs on this host: its streams are pipes, and what broke them is told elsewhere.
    if (this.#book.auth === 'local' && said.kind === 'connection.failed')
      return [this.#book.event(line, { ...said, channel: 'pipe' }, { ...about, symptom: 'echo' })]
    return [this.#book.event(line, said, { ...about, symptom: 'specific' })]
  }

  #connected(line: LogLine, port: number, about: About): readonly Event[] {
    const stream = this.#streams.ofPort(port)
    if (stream !== undefined) return [this.#book.event(line, { kind: 'connection.opened', port, stream, separate: true }, about)]
    return amandaPorts.has(port) ? [this.#book.event(line, { kind: 'connection.opened', port, separate: false }, about)] : []
  }

  /** The chunker's file names no job until it writes the header of the holding file. */
  #chunker(line: LogLine, message: string, about: About): readonly Event[] {
    const stamp = /--log-filename \S{0,200}log\.(\d{14})\.\d+/.exec(message)?.[1]
    if (stamp !== undefined) this.#book.stamp ??= stamp
    const [, host, disk, level] = /^Building type FILE header .{0,80}name='([^']{1,255})' disk='([^']{1,300})' dumplevel=(\d{1,3})/.exec(message) ?? []
    if (host !== undefined && disk !== undefined) this.#book.current ??= { job: jobOf(host, disk, level) }
    const bytes = /^xfer-dest-\w+ CRC: [0-9a-f]{1,8} +size:? (\d{1,18})/.exec(message)?.[1]
    if (bytes !== undefined && bytes !== '0') return [this.#book.event(line, { kind: 'stream.active', stream: 'data', bytes: Number(bytes) }, about)]
    const cancelled = /^xfer_cancel_with_error: (.*)$/.exec(message)?.[1]
    return cancelled === undefined || this.#book.hasTold(about.attempt?.job, cancelled) ? [] : this.#book.failure(line, cancelled, about)
  }

  /** The protocol's own errors and fatal ones; other messages talk of failures that a healthy run has too. */
  #error(line: LogLine, message: string, fatal: string | undefined, about: About): readonly Event[] {
    // Tried again after a while: what comes of it is told elsewhere.
    if (noPort.test(message)) return [this.#book.event(line, { kind: 'ports.exhausted', detail: message }, about)]
    const set = /^security_seterror\(handle=\S{1,40}, driver=\S{1,40} \(\w+\),? error=(.*)\)$/.exec(message)?.[1]
    const text = fatal ?? set
    if (text === undefined || failureOf(text) === undefined) return fatal === undefined ? [] : this.#book.failure(line, fatal, about)
    return this.#book.hasTold(about.attempt?.job, text) ? [] : this.#book.failure(line, text, about)
  }

  #pair(line: LogLine, kind: 'message.sent' | 'message.received', way: 'to' | 'from', about: About): readonly Event[] {
    const { stamp } = this.#book
    if (stamp === undefined || about.handle === undefined) return []
    return [this.#book.event(line, { kind, key: `amanda ${stamp} ${way} dumper ${about.handle}` }, about)]
  }
}
