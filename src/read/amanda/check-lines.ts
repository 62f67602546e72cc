import type { Event } from '../../model/index.ts'
import type { LogLine } from '../reader.ts'
import type { Book } from './book.ts'
import { failureOf } from './failure.ts'

const frame =
  /^(?:(?:Amanda|AMANDA) (?:[Bb]ackup client hosts check|Tape Server Host Check|[Tt]ape server host check)|Amanda (?:Tape Server|Backup Client) Hosts? Check|Client check: |Server check took |Holding disk \S+: |\(brought to you by Amanda)/
/** Who asks for help often hides a name: `<client hostname>`. */
const complaint = /^(ERROR|WARNING|Warning): (?:NAK )?([\w.-]{1,255}|<[\w .-]{1,60}>): (.*)$/
/** Amanda from 3.4 on names the client first. */
const hostComplaint = /^HOST ([\w.-]{1,255}) (ERROR|WARNING): (.*)$/
/** What amandad refuses with, in brackets of its own. */
const refusal =
  /^\[(?:(?:host|addr|access) .{1,300}|\w{1,40} program not available|.{1,200} is not SUID root|Application '.{1,80}' not found on client|can ?not (?:execute|read|access) .{1,300})\]$|^service \S{1,200} failed: pid \d+ exited/
/** Amanda up to 2.4: no acknowledgement of the request came, or no answer after it. */
const olderTimeouts: readonly (readonly [words: RegExp, message: string])[] = [
  [/^selfcheck request (?:timed out\.|failed:) +Host down\?/, 'timeout waiting for ACK'],
  [/^selfcheck reply timed out/, 'timeout waiting for REP'],
]
const serverComplaint = /^(ERROR|WARNING): (.*)$/

export const checkSigns = [frame, complaint, hostComplaint, 'selfcheck request ', 'application stderr: ']

/** amcheck's output; `selfcheck request failed` tells its lines apart when nothing else stands around them. */
export class CheckLines {
  readonly #book: Book
  #inside = false

  constructor(book: Book) {
    this.#book = book
  }

  read(line: LogLine): readonly Event[] | undefined {
    const { text } = line
    if (frame.test(text)) {
      this.#inside = !text.startsWith('(brought')
      return []
    }
    // Nobody else prints it, so that it stands for the frame where that was left out.
    if (text.startsWith('ERROR: NAK ')) this.#inside = true
    const nobody = /^ ?(ERROR|WARNING): (selfcheck request failed: .*)$/.exec(text)
    if (nobody !== null) return this.#client(line, nobody[1] ?? '', undefined, nobody[2] ?? '')
    const named = hostComplaint.exec(text)
    if (named !== null) {
      this.#inside = true
      return this.#client(line, named[2] ?? '', named[1] ?? '', named[3] ?? '')
    }
    const host = complaint.exec(text)
    if (host !== null) {
      if (refusal.test(host[3] ?? '')) this.#inside = true
      return this.#client(line, host[1] ?? '', host[2] ?? '', host[3] ?? '')
    }
    // amcheckdump and amfetchdump pass on what the program said that should read the dump.
    if (text.startsWith('application stderr: ')) return this.#server(line, 'ERROR', text)
    if (!this.#inside) return undefined
    const server = serverComplaint.exec(text)
    if (server !== null) return this.#server(line, server[1] ?? '', server[2] ?? '')
    return /^(?:NOTE: |-{10,}|slot \S+: |Will (?:write|retry)|Tape \S+ |found in slot)/.test(text) ? [] : undefined
  }

  #client(line: LogLine, grade: string, host: string | undefined, text: string): readonly Event[] | undefined {
    const request = olderTimeouts.find(([words]) => words.test(text))?.[1] ?? /^selfcheck request failed: (.*)$/.exec(text)?.[1]
    if (request === undefined && !this.#inside) return undefined
    const message = request ?? text
    const failure = failureOf(message, host === undefined ? {} : { peer: host })
    if (failure === undefined && grade === 'WARNING' && request === undefined) return []
    this.#book.failed = true
    const said = failure?.said ?? { kind: 'run.ended' as const, outcome: 'failed' as const, text: message.slice(0, 300) }
    return [this.#book.event(line, said, { program: 'amcheck', side: 'server', symptom: 'specific' })]
  }

  #server(line: LogLine, grade: string, text: string): readonly Event[] {
    const failure = failureOf(text, { program: 'amcheck' })
    if (failure === undefined || grade === 'WARNING') return []
    this.#book.failed = true
    return [this.#book.event(line, failure.said, { program: 'amcheck', side: 'server', symptom: 'specific' })]
  }
}
