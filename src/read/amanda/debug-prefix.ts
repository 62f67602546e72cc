import { monthOf } from '../dating.ts'
import { type Moment, usPerSecond } from '../../model/index.ts'
import type { LogLine } from '../reader.ts'
import { type Book, secondsToUs } from './book.ts'

/** One line of a debug file without what stands before its message. */
export interface DebugLine {
  readonly program: string
  readonly pid?: string
  readonly when?: Moment
  /** Since the program started, in versions up to 2.5.2. */
  readonly elapsedUs?: number
  /** Name of that clock. */
  readonly clock: string
  readonly message: string
}

/** Programs that write debug files; 3.4 on also names plug-ins, which its unmistakable prefix allows. */
const names =
  'amandad|sendbackup|sendsize|selfcheck|runtar|rundump|calcsize|noop|killpgrp|amgtar|amstar|ambsdtar|amsuntar|amsamba|ampgsql|amraw|amzfs-\\w+|dumper|chunker|taper|planner|driver|amdump|amflush|amvault|amcheck|amcheck-\\w+|amreport|amtrmidx|amtrmlog|amindexd|amidxtaped|amrecover|amfetchdump|amrestore|amservice|ambackup|ambackupd|restore|script-\\w+|teecount'
const programs = new RegExp(`^(?:${names})$`)

/** 3.1 to 3.6: ctime, with nanoseconds before the year since 3.4, then pid (3.4 on) and thread (3.3 on). */
const dated =
  /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? (\d{4}): (?:pid (\d{1,10}): )?(?:(th[^:]{1,60}): )?([a-z][\w-]{1,40}):(?: (.*))?$/
/** 2.6: seconds of the epoch. */
const epoch = /^(\d{9,10})\.(\d{6}): ([a-z][\w-]{1,40}):(?: (.*))?$/
/** Up to 2.5.2: seconds since the program started; the clock is missing before it runs. */
const elapsed = /^([a-z][\w]{1,40}(?:-[a-z]{1,20})?)(?:\[(\d{1,10})\])?: (?:time (\d{1,9}\.\d{3}): ?)?(.*)$/

export const debugSigns = [new RegExp(`(?:${names})[-:[]`), dated, epoch]

/** Reads the prefix of a debug line of any version; undefined when the line has none. */
export function debugLine(line: LogLine, book: Book): DebugLine | undefined {
  const { text, prefix } = line
  if (prefix?.program !== undefined && programs.test(prefix.program)) {
    const { year, zone, ...time } = prefix
    const when = book.dating.wall({ ...time, ...(year === undefined ? {} : { year }), ...(zone === undefined ? {} : { zone }) })
    return { program: prefix.program, ...(prefix.pid === undefined ? {} : { pid: prefix.pid }), when, clock: prefix.program, message: text }
  }
  return datedLine(text, book) ?? epochLine(text, book) ?? elapsedLine(text, book)
}

function datedLine(text: string, book: Book): DebugLine | undefined {
  const found = dated.exec(text)
  if (found === null) return undefined
  const [, name = '', day, hour, minute, second, nanos = '', year, pid, thread, program = '', message = ''] = found
  const month = monthOf(name)
  if (month === 0 || (pid === undefined && thread === undefined && !programs.test(program))) return undefined
  const micros = Number(nanos.slice(0, 6).padEnd(6, '0'))
  const when = book.dating.wall({ year: Number(year), month, day: Number(day), hour: Number(hour), minute: Number(minute), second: Number(second), micros })
  return { program, ...(pid === undefined ? {} : { pid }), when, clock: program, message }
}

function epochLine(text: string, book: Book): DebugLine | undefined {
  const found = epoch.exec(text)
  const [, seconds, micros, program = '', message = ''] = found ?? []
  if (found === null || !programs.test(program)) return undefined
  return { program, when: book.dating.epoch(Number(seconds) * usPerSecond + Number(micros)), clock: program, message }
}

function elapsedLine(text: string, book: Book): DebugLine | undefined {
  const found = elapsed.exec(text)
  if (found === null) return undefined
  const [, name = '', pid, seconds, message = ''] = found
  // `sendbackup-gnutar` was one program of several that shared the code and the name.
  const program = programs.test(name) ? name : name.replace(/-[a-z]+$/, '')
  if (!programs.test(program) || (seconds === undefined && !bareMessage.test(message) && !book.debugged.has(program))) return undefined
  if (seconds !== undefined || /^debug \d+ pid /.test(message)) book.debugged.add(program)
  const clock = pid === undefined ? program : `${program}[${pid}]`
  const base = { program, ...(pid === undefined ? {} : { pid }), clock, message }
  if (seconds === undefined) return base
  const elapsedUs = secondsToUs(seconds)
  return { ...base, elapsedUs, when: book.dating.elapsed(elapsedUs, clock) }
}

/** What is recognised after a program's name alone, when a paste or an early version leaves the time out. */
const bareMessage =
  /^(?:debug \d+ pid \d+ |pid \d+ (?:ruid|finish)|(?:critical|error) \(fatal\): |index tee cannot|[ \d]{1,4}: +[a-z]+\([|?! ]{0,2}\): |runtar: error|error \[|got (?:full|packet)|sending (?:REP|ACK)|timeout waiting for ACK|stream_accept: timeout|security_stream_seterr)/
