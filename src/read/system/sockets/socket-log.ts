import type { Event, EventBase } from '../../../model/index.ts'
import { eventBase } from '../../generic/line-event.ts'
import type { LogLine, SourceContext } from '../../reader.ts'
import { type Block, type SampleClock, sampleClockOf } from '../sample-clock.ts'
import { conditionsOf } from './conditions.ts'
import { type Seen, SocketHistory } from './history.ts'
import type { Look } from './look.ts'

/** More sockets than backups have; a server with more is listed once, and then the first ones serve. */
const mostSockets = 4_000
/** Events of one source about sockets that merely exist. */
const mostPlain = 100

/** Follows every socket through the looks that one source gives of it. */
export class SocketLog {
  readonly #source: SourceContext
  readonly #clock: SampleClock
  readonly #histories = new Map<string, SocketHistory>()
  readonly #inRound = new Set<string>()
  #round = 0
  #block = 0
  #headed = false

  constructor(source: SourceContext) {
    this.#source = source
    this.#clock = sampleClockOf(source)
  }

  /** A table's headline begins another round, unless a time has just done so. */
  headline(): void {
    if (!this.#headed) this.#turn(this.#clock.index)
    this.#headed = true
  }

  add(look: Look, line: LogLine, block: Block = this.#clock.block): void {
    const key = `${look.local.address} ${look.local.port} ${look.remote.address} ${look.remote.port}`
    if (block.index !== this.#block || this.#inRound.has(key)) this.#turn(block.index)
    this.#headed = false
    this.#inRound.add(key)
    const known = this.#histories.get(key)
    if (known === undefined && this.#histories.size >= mostSockets) return
    const seen = this.#seen(look, line, block)
    if (known === undefined || isNewConnection(known, look)) this.#histories.set(key, new SocketHistory(seen))
    else known.add(seen)
  }

  /** Everything told, once the source has ended. */
  events(): readonly Event[] {
    const histories = [...this.#histories.values()]
    const byPeer = Map.groupBy(histories, (history) => history.last.look.remote.address)
    // Blocks may have followed in which no socket was left.
    const lastRound = this.#clock.index > this.#block ? this.#round + 1 : this.#round
    const base = (seen: Seen): EventBase => this.#base(seen)
    const told = histories.flatMap((history) => conditionsOf(history, lastRound, byPeer.get(history.last.look.remote.address) ?? [], base))
    const plain = told.filter(isPlain)
    return plain.length <= mostPlain ? told : told.filter((event) => !isPlain(event))
  }

  #turn(block: number): void {
    this.#round += 1
    this.#block = block
    this.#inRound.clear()
  }

  #seen(look: Look, line: LogLine, { when }: Block): Seen {
    const { at, quote } = eventBase(line, this.#source, 'host')
    const place = 'line' in at ? at : { source: this.#source.id, line: line.line }
    return { look, taken: { at: place, quote, round: this.#round, ...(when === undefined ? {} : { when }) } }
  }

  #base({ taken }: Seen): EventBase {
    return { at: taken.at, quote: taken.quote, system: 'host', ...(taken.when === undefined ? {} : { when: taken.when }) }
  }
}

/** The same ports serve another connection once a SYN goes out again or the counters start anew. */
function isNewConnection(known: SocketHistory, look: Look): boolean {
  const { look: before } = known.last
  if (look.state === 'SYN_SENT') return before.state !== 'SYN_SENT'
  return (look.bytesAcked ?? 0) < (before.bytesAcked ?? 0) && look.inner === true && before.inner === true && look.state === 'ESTABLISHED'
}

function isPlain(event: Event): boolean {
  return event.kind === 'socket.sampled' && (event.condition === 'open' || event.condition === 'quiet')
}
