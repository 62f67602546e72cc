import type { SourceId } from '../../model/index.ts'
import { type Connection, createConnection } from './connection.ts'
import type { Message } from './message.ts'
import { trailerIn } from './trailer.ts'

/** Connections of a busy daemon that are kept open at once; older ones are settled as they stand. */
const mostOpen = 5_000

/** Lines that open a client's run; after an ended one they begin the next. */
const clientBegins =
  /^(?:rsync {1,2}version |(?:sending|receiving) incremental file list|building file list|receiving file list|opening tcp connection to |opening connection using: )/
/** What -vvv shows of a process on its way out, before and after its trailer. */
const leaving = /^\[[A-Za-z]{1,12}\] _?exit_cleanup\(/
const failsToBegin = /^(?:@ERROR: |rsync(?:_bpc)?: (?:\[[A-Za-z]{1,12}\] )?(?:failed to connect to|getaddrinfo))/
const role =
  /^(?:rsync(?:_bpc)?: )?\[([A-Za-z]{1,12})\] |^rsync(?:_bpc)?: (?:connection unexpectedly closed|writefd_unbuffered) [^[]{0,200}\[([A-Za-z]{1,12})\]/

/** Sorts lines to connections: by pid where lines carry one, else by where a client's output begins anew. */
export class Connections {
  readonly #source: SourceId
  readonly #open = new Map<string, Connection>()
  /** The release of the daemon whose log this is, once it said so. */
  daemonVersion: string | undefined
  #clientRuns = 0
  #reused = 0

  constructor(source: SourceId) {
    this.#source = source
  }

  /** The connection this line belongs to; kept only once `keep` says that the line was rsync's. */
  of(message: Message): Connection {
    const known = this.#open.get(keyOf(message))
    if (known !== undefined && !this.#isOver(known, message.text)) return known
    if (message.pid === undefined) return createConnection(`rsync ${this.#source} ${this.#clientRuns + 1}`)
    const again = known === undefined ? '' : ` again ${this.#reused + 1}`
    const fresh = createConnection(`rsync ${this.#source} ${message.pid}${again}`, message.pid)
    if (this.daemonVersion !== undefined) fresh.version = this.daemonVersion
    if (message.tag === 'rsyncd') {
      fresh.daemon = true
      fresh.program = 'rsyncd'
    }
    return fresh
  }

  /** Remembers a connection; gives back those that it replaces or that are too old to keep. */
  keep(message: Message, connection: Connection): readonly Connection[] {
    const key = keyOf(message)
    const before = this.#open.get(key)
    if (before === connection) return []
    if (message.pid === undefined) this.#clientRuns += 1
    else if (before !== undefined) this.#reused += 1
    this.#open.delete(key)
    this.#open.set(key, connection)
    const closed = before === undefined ? [] : [before]
    const [oldest] = this.#open
    if (this.#open.size <= mostOpen || oldest === undefined) return closed
    this.#open.delete(oldest[0])
    return [...closed, oldest[1]]
  }

  has(connection: Connection, message: Message): boolean {
    return this.#open.get(keyOf(message)) === connection
  }

  get all(): readonly Connection[] {
    return [...this.#open.values()]
  }

  get clientRuns(): number {
    return this.#clientRuns
  }

  #isOver(connection: Connection, text: string): boolean {
    if (connection.pid !== undefined) return isNextRequest(connection, text)
    const ended = connection.ended || connection.trailers.size > 0
    if (!ended) return false
    if (clientBegins.test(text)) return true
    if (text === connection.lastTrailer || leaving.test(text)) return false
    // After a trailer another process of the run may still speak, but not the one that printed it, and nobody connects again.
    if (connection.trailers.size > 0 && failsToBegin.test(text)) return true
    const spoken = role.exec(text)
    const speaker = trailerIn(text)?.role ?? spoken?.[1] ?? spoken?.[2]
    return speaker !== undefined && connection.trailers.has(speaker)
  }
}

/** A process id that comes back serves another caller. */
function isNextRequest(connection: Connection, text: string): boolean {
  if (text.startsWith('connect from ')) return connection.peer !== undefined
  return connection.started && connection.daemon && /^rsync (?:to|on) \S/.test(text)
}

function keyOf(message: Message): string {
  return message.pid === undefined ? '' : `${message.host ?? ''} ${message.tag ?? ''} ${message.pid}`
}
