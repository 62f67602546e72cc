import type { Event, Moment } from '../../model/index.ts'
import type { LogLine } from '../reader.ts'
import { splitArguments, unquoted } from './arguments.ts'
import { type About, type Attempt, type Book, secondsToUs } from './book.ts'
import { dumpSize } from './dump-size.ts'
import { foldState } from './fold.ts'
import { handlePattern, jobCommand } from './job.ts'

const sendCommand = /^driver: send-cmd time (\d{1,9}\.\d{1,6}) to \w{1,40}: (.*)$/
const resultLine = /^driver: result time (\d{1,9}\.\d{1,6}) from (\w{1,40}): ?(.*)$/
const requeue = /^driver: requeue (?:dump|dump_to_tape|write) time (\d{1,9}\.\d{1,6}) (\S+) ("(?:[^"\\]|\\.){0,300}"|\S+) \d{8}/
const gaveUp = /^driver: dump failed (\d\d-\d{5}) \S+ \S.*?too many dumper retry: (.*)$/
const childDied = /^driver: (\w{1,40}) pid \d+ exited with signal (\d{1,2})/
const childWrite = /^(?:driver: )?writing (\w{1,40}) command: (.+)$/

type Answer = readonly Event[] | 'more' | undefined

/** The driver's lines of an amdump trace: commands to its children and their results, on the driver's own clock. */
export class DriverLines {
  readonly #book: Book
  /** Disks that ran full, by handle: a failure only if the dump dies of it. */
  readonly #noRoom = new Map<string, { readonly line: LogLine; readonly text: string; readonly about: About }>()
  #quitting = false

  constructor(book: Book) {
    this.#book = book
  }

  /** `moment` gives the instant of the driver's clock; a debug file has a better one of its own. */
  read(line: LogLine, text: string, whole: boolean, moment: (us: number) => Moment): Answer {
    const sent = sendCommand.exec(text)
    if (sent !== null) return this.#command(line, sent[2] ?? '', moment(secondsToUs(sent[1] ?? '0')))
    const result = resultLine.exec(text)
    if (result !== null) return this.#result(line, result[2] ?? '', result[3] ?? '', moment(secondsToUs(result[1] ?? '0')), whole)
    if (/^driver: QUITTING /.test(text)) this.#quitting = true
    return this.#other(line, text, moment)
  }

  /** What ran full without killing a dump is worth knowing, and no failure. */
  end(): readonly Event[] {
    const events = [...this.#noRoom.values()].map(({ line, text, about }) => this.#book.event(line, this.#book.judge(text, about).said, about))
    this.#noRoom.clear()
    return events
  }

  #command(line: LogLine, text: string, when: Moment): Answer {
    const stamp = /^START(?:-TAPER)?(?: \S+){0,3} (\d{14})$/.exec(text)?.[1]
    if (stamp !== undefined) this.#book.stamp ??= stamp
    const command = jobCommand(text)
    if (command === undefined) return []
    const { handle, job, verb } = command
    const toDumper = verb.endsWith('-DUMP')
    const known = this.#book.handles.get(handle)
    const about: About = { job, when, program: 'driver', side: 'server' }
    const auth = command.auth === undefined ? [] : this.#book.setting(line, 'auth', command.auth, about)
    if (!toDumper) {
      if (known === undefined) this.#book.handles.set(handle, { job, handle })
      this.#book.current = this.#book.handles.get(handle)
      return auth
    }
    const attempt: Attempt = { job, handle, startedAt: when }
    const started = this.#book.start(line, attempt, about)
    return [...auth, ...started, ...this.#pair(line, 'message.sent', `to dumper ${handle}`, about)]
  }

  #result(line: LogLine, child: string, text: string, when: Moment, whole: boolean): Answer {
    const program = child.replace(/\d+$/, '')
    const handle = handlePattern.exec(text)?.[0]
    const attempt = handle === undefined ? undefined : this.#book.handles.get(handle)
    const about: About = { attempt, handle, when, program, side: 'server' }
    const verb = /^[A-Z-]+/.exec(text)?.[0] ?? ''
    if (verb === 'FAILED' || verb === 'TRY-AGAIN') {
      const message = failureMessage(text, program)
      const fold = foldState(line, message, whole)
      if (fold !== 'closed') return fold === 'open' ? 'more' : undefined
      const pair = handle === undefined || program !== 'dumper' ? [] : this.#pair(line, 'message.received', `from dumper ${handle}`, about)
      return [...this.#roomLost(handle), ...this.#failed(line, message, about), ...pair]
    }
    if (verb === 'DONE' && program === 'dumper') {
      const pair = handle === undefined ? [] : this.#pair(line, 'message.received', `from dumper ${handle}`, about)
      return [...this.#book.success(line, 'completed', { ...about, size: dumpSize(text) }), ...pair]
    }
    return this.#storeResult(line, verb, text, about)
  }

  /** Results of chunker and taper, who store what the dumper receives. */
  #storeResult(line: LogLine, verb: string, text: string, about: About): readonly Event[] {
    const book = this.#book
    if (verb === 'PARTIAL') return this.#partial(line, text, about)
    if (verb === 'RQ-MORE-DISK') return [book.event(line, { kind: 'stream.active', stream: 'data' }, about)]
    if (verb === 'NO-ROOM') return this.#noRoomFor(line, text, about)
    if (verb === 'TAPE-ERROR') return book.failure(line, text.replace(/^TAPE-ERROR (?:worker\S* )?(?:\d\d-\d{5} )?/, ''), { ...about, program: 'taper' })
    if (text.startsWith('(eof)') && !this.#quitting) {
      book.failed = true
      return [book.event(line, { kind: 'program.killed', by: 'unknown', victim: about.program ?? 'child' }, { ...about, symptom: 'specific' })]
    }
    return []
  }

  #partial(line: LogLine, text: string, about: About): readonly Event[] {
    const args = splitArguments(text)
    const tape = args.indexOf('TAPE-ERROR')
    const trouble = tape < 0 ? undefined : args.slice(tape + 1).findLast((arg) => arg.length > 2 && !/^\[?sec /.test(arg))
    if (trouble !== undefined) return this.#book.failure(line, trouble, { ...about, program: 'taper' })
    const kilobytes = Number(args[2])
    const ended = this.#book.event(line, { kind: 'run.ended', outcome: 'failed', text: 'partial' }, { ...about, symptom: 'echo' })
    if (about.program !== 'chunker' || !(kilobytes > 0)) return [ended]
    return [ended, this.#book.event(line, { kind: 'stream.active', stream: 'data', bytes: kilobytes * 1024 }, about)]
  }

  #noRoomFor(line: LogLine, text: string, about: About): readonly Event[] {
    const message = splitArguments(text)[3]
    const handle = about.handle
    if (handle !== undefined && message !== undefined && !this.#noRoom.has(handle)) this.#noRoom.set(handle, { line, text: message, about })
    return []
  }

  #roomLost(handle: string | undefined): readonly Event[] {
    const full = handle === undefined ? undefined : this.#noRoom.get(handle)
    if (handle === undefined || full === undefined) return []
    this.#noRoom.delete(handle)
    return [this.#book.event(full.line, this.#book.judge(full.text, full.about).said, { ...full.about, symptom: 'specific' })]
  }

  #failed(line: LogLine, message: string, about: About): readonly Event[] {
    const events = this.#book.failure(line, message === '' ? 'failed' : message, about)
    const again = about.program === 'dumper' && (about.attempt?.number ?? 1) > 1
    return again ? [...events, this.#book.event(line, { kind: 'run.retried', succeeded: false }, about)] : events
  }

  #other(line: LogLine, text: string, moment: (us: number) => Moment): Answer {
    const again = requeue.exec(text)
    if (again !== null)
      return this.#book.retried(line, {
        job: this.#book.knownJob(again[2] ?? '', unquoted(again[3] ?? '')),
        when: moment(secondsToUs(again[1] ?? '0')),
        program: 'driver',
        side: 'server',
      })
    const over = gaveUp.exec(text)
    if (over !== null) {
      const attempt = this.#book.handles.get(over[1] ?? '')
      return this.#book.failure(line, `too many dumper retry: ${over[2] ?? ''}`, { attempt, handle: over[1], program: 'driver', side: 'server' })
    }
    const died = childDied.exec(text)
    if (died !== null && !this.#quitting) {
      this.#book.failed = true
      return [
        this.#book.event(
          line,
          { kind: 'program.killed', by: 'signal', signal: died[2] ?? '', victim: died[1] ?? '' },
          { program: 'driver', side: 'server', symptom: 'specific' },
        ),
      ]
    }
    const write = childWrite.exec(text)
    if (write !== null)
      return [
        this.#book.event(
          line,
          { kind: 'connection.failed', errno: 'EPIPE', operation: 'write', channel: 'pipe', role: 'server' },
          { program: 'driver', side: 'server', symptom: 'echo' },
        ),
      ]
    return text.startsWith('driver: ') ? [] : undefined
  }

  /** The driver's line and the dumper's debug line about one command are the same exchange. */
  #pair(line: LogLine, kind: 'message.sent' | 'message.received', what: string, about: About): readonly Event[] {
    const { stamp } = this.#book
    return stamp === undefined ? [] : [this.#book.event(line, { kind, key: `amanda ${stamp} ${what}` }, about)]
  }
}

/** What follows the handle; the taper puts its own words between. */
function failureMessage(text: string, program: string): string {
  const handle = handlePattern.exec(text)
  const rest = text.slice(handle === null ? text.indexOf(' ') + 1 : handle.index + handle[0].length).trim()
  if (program !== 'taper') return rest
  return splitArguments(rest).findLast((arg) => arg.length > 2 && !/^(?:INPUT|TAPE|CONFIG)-[A-Z]+$|^[0-9a-f]{8}:\d+$|^\[sec /.test(arg)) ?? rest
}
