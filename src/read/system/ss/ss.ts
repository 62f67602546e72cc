import type { Event } from '../../../model/index.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../../reader.ts'
import { endpointOf } from '../endpoint.ts'
import { type Block, type SampleClock, sampleClockOf, stampShape } from '../sample-clock.ts'
import { type Look, stateOf } from '../sockets/look.ts'
import { SocketLog } from '../sockets/socket-log.ts'
import { innerOf } from './inner.ts'

const row =
  /^\s{0,4}(?:tcp\s{1,8})?(ESTAB|SYN-SENT|SYN-RECV|FIN-WAIT-1|FIN-WAIT-2|TIME-WAIT|CLOSE-WAIT|LAST-ACK|CLOSING|CLOSED|LISTEN|UNCONN)\s{1,12}(\d{1,12})\s{1,12}(\d{1,12})\s{1,60}(\S{1,120})\s{1,60}(\S{1,120})(?=\s|$)/
const headline = /^(?:Netid\s{1,12})?State\s{1,14}Recv-Q\s{1,8}Send-Q\s{1,8}Local/
/** Other families' rows, and what the program says when it cannot name control groups. */
const besides = /^(?:udp|raw|u_str|u_dgr|u_seq|nl|icmp6?|p_raw|p_dgr|v_str)\s{1,8}(?:UNCONN|ESTAB|LISTEN)\s|^Failed to find cgroup2 mount$/

/** `ss` of Linux, single lines (`-O`) or two, once or again and again, with whatever of `-tinoem` was asked for. */
export const ss: LineReader = {
  id: 'ss',
  signs: [row, headline, besides, stampShape],
  open: (source) => new SsReading(source),
}

/** The second line of a socket: indented, and holds tokens of tcp_info. */
const second = /^\s{1,12}(?:\S.{0,400}\s)?(?:cwnd|rto|skmem|mss|rtt):/

class SsReading implements LineReading {
  readonly #clock: SampleClock
  readonly #log: SocketLog
  #open: { readonly look: Look; readonly line: LogLine; readonly block: Block } | undefined

  constructor(source: SourceContext) {
    this.#clock = sampleClockOf(source)
    this.#log = new SocketLog(source)
  }

  read(line: LogLine): readonly Event[] | undefined {
    if (this.#clock.note(line)) {
      this.#flush()
      return /^[#=]{2,}/.test(line.text) ? [] : undefined
    }
    const { text } = line
    const match = row.exec(text)
    if (match !== null) return this.#row(match, line)
    if (this.#open !== undefined && second.test(text)) return this.#detail(line)
    if (headline.test(text)) {
      this.#flush()
      this.#log.headline()
      return []
    }
    return besides.test(text) ? [] : undefined
  }

  end(): readonly Event[] {
    this.#flush()
    return this.#log.events()
  }

  #row(match: RegExpExecArray, line: LogLine): readonly Event[] {
    this.#flush()
    const [whole, state = '', recvQ, sendQ, from = '', to = ''] = match
    const local = endpointOf(from)
    const remote = endpointOf(to)
    if (state === 'LISTEN' || state === 'UNCONN' || local === undefined || remote === undefined) return []
    const look = { local, remote, state: stateOf(state), recvQ: Number(recvQ), sendQ: Number(sendQ), ...innerOf(line.text.slice(whole.length)) }
    this.#open = { look, line, block: this.#clock.block }
    return []
  }

  #detail(line: LogLine): readonly Event[] {
    const open = this.#open
    this.#open = undefined
    if (open === undefined) return []
    // A quote is verbatim: lines that something stands between are not joined.
    const follows = line.line === open.line.lastLine + 1 && line.isPart !== true
    const quoted = follows ? { ...open.line, raw: `${open.line.raw}\n${line.raw}`, lastLine: line.lastLine } : open.line
    this.#log.add({ ...open.look, ...innerOf(line.text) }, quoted, open.block)
    return []
  }

  #flush(): void {
    if (this.#open !== undefined) this.#log.add(this.#open.look, this.#open.line, this.#open.block)
    this.#open = undefined
  }
}
