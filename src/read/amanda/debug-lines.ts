import type { Event } from '../../model/index.ts'
import type { LogLine } from '../reader.ts'
import { AmandadLines } from './amandad-lines.ts'
import type { AmdumpLines } from './amdump-lines.ts'
import type { About, Book } from './book.ts'
import { type DebugLine, debugLine } from './debug-prefix.ts'
import { DumperLines } from './dumper-lines.ts'
import { PacketLines } from './packet-lines.ts'
import { SendbackupLines } from './sendbackup-lines.ts'
import { Streams } from './streams.ts'
import { ctimeOf } from './times.ts'

const started = /^(?:debug \d+ )?pid (\d+) (?:ppid \d+ )?ruid \d+ euid \d+(?: version (\S{1,40}?))?: (?:start|rename) at (.+)$/
const finished = /^pid \d+ finish time (.+)$/
const level = /^(?:error|critical) \(fatal\): (.*)$/

/** sendbackup's own account of its request, below its first line in versions up to 2.5.2, and the stack below a fatal error in 3.x. */
export const requestLines =
  /^\s+(?:sendbackup req: <|parsed request as: program|(?:disk|device|options|datapath) `|level \d|since (?:\d|NODATE))|^\/\S{1,200}\[0x[0-9a-f]{4,16}\]$/

/** Programs that run on the host that is backed up. */
const clientPrograms = /^(?:amandad|sendbackup|sendsize|selfcheck|runtar|rundump|calcsize|noop|killpgrp|am\w*tar|amsamba|ampgsql|amraw|amzfs-|teecount)/

/** Debug files of every program and version, told apart by what stands before each message. */
export class DebugLines {
  readonly #book: Book
  readonly #amdump: AmdumpLines
  readonly #sendbackup: SendbackupLines
  readonly #amandad: AmandadLines
  readonly #dumper: DumperLines
  readonly #packets: PacketLines

  constructor(book: Book, amdump: AmdumpLines) {
    const streams = new Streams()
    this.#book = book
    this.#amdump = amdump
    this.#packets = new PacketLines(book, streams)
    this.#sendbackup = new SendbackupLines(book)
    this.#amandad = new AmandadLines(book, streams)
    this.#dumper = new DumperLines(book, streams)
  }

  read(line: LogLine, whole: boolean): readonly Event[] | 'more' | undefined {
    const debug = debugLine(line, this.#book)
    if (debug === undefined) return this.#packets.continued(line) ?? (this.#book.debugged.size > 0 && requestLines.test(line.text) ? [] : undefined)
    // A folded message: `strange(?):` with its text on the next line.
    if (!whole && /(?:\([|?! ]{0,2}\):|\[[^\]]{0,80})$/.test(debug.message) && line.lastLine === line.line) return 'more'
    this.#book.debugged.add(debug.program)
    const side = clientPrograms.test(debug.program) ? 'client' : 'server'
    const about: About = { program: debug.program, pid: debug.pid, when: debug.when, side }
    return this.#common(line, debug, about) ?? this.#ofProgram(line, debug, about)
  }

  end(): readonly Event[] {
    return this.#sendbackup.end()
  }

  #common(line: LogLine, debug: DebugLine, about: About): readonly Event[] | undefined {
    const begin = started.exec(debug.message)
    if (begin !== null) {
      const at = ctimeOf(begin[3] ?? '')
      // Versions that date every line have no elapsed clock to tie.
      if (at !== undefined && (debug.when === undefined || debug.elapsedUs !== undefined)) {
        this.#book.anchor(debug.clock, debug.elapsedUs ?? 0, at, `line ${line.line}: start at ${(begin[3] ?? '').trim()}`)
      }
      return begin[2] === undefined ? [] : this.#book.setting(line, 'amanda version', begin[2], about)
    }
    const end = finished.exec(debug.message)?.[1]
    if (end !== undefined) {
      const at = ctimeOf(end)
      if (at !== undefined && debug.elapsedUs !== undefined) this.#book.anchor(debug.clock, debug.elapsedUs, at, `line ${line.line}: finish time ${end.trim()}`)
      return []
    }
    const driver = /^security_getdriver\(name=(\w{2,12})\)/.exec(debug.message)?.[1]
    if (driver !== undefined) return this.#book.setting(line, 'auth', driver.toLowerCase(), about)
    return this.#packets.opened(line, debug, about)
  }

  #ofProgram(line: LogLine, debug: DebugLine, about: About): readonly Event[] {
    const { program, message } = debug
    if (program === 'driver') {
      const answer = this.#amdump.readDriver(line, message, debug.when)
      return answer === undefined || answer === 'more' ? [] : answer
    }
    const fatal = level.exec(message)?.[1]
    if (program === 'amandad') return this.#amandad.read(line, message, fatal, about)
    if (about.side === 'client') return this.#sendbackup.read(line, { ...debug, message: fatal ?? message }, fatal !== undefined, about)
    return this.#dumper.read(line, message, fatal, about)
  }
}
