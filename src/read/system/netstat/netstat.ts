import type { Event } from '../../../model/index.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../../reader.ts'
import { endpointOf } from '../endpoint.ts'
import { type SampleClock, sampleClockOf, stampShape } from '../sample-clock.ts'
import { type Look, stateOf, timerOf } from '../sockets/look.ts'
import { SocketLog } from '../sockets/socket-log.ts'

const states =
  '(ESTABLISHED|SYN_SENT|SYN_RECV|SYN_RECEIVED|SYN_RCVD|FIN_WAIT_?1|FIN_WAIT_?2|TIME_WAIT|CLOSE_WAIT|LAST_ACK|CLOSING|CLOSED?|LISTEN(?:ING)?|IDLE|BOUND)'
const linux = new RegExp(`^\\s{0,4}tcp(?:6|4|46)?\\s{1,8}(\\d{1,12})\\s{1,12}(\\d{1,12})\\s{1,12}(\\S{1,120})\\s{1,60}(\\S{1,120})\\s{1,30}${states}(?:\\s|$)`)
const linuxTimer = /\b(on|probe|keepalive|off|timewait) \(\d{1,7}\.\d{1,3}\/(\d{1,4})\/(\d{1,4})\)/
const windows = new RegExp(`^\\s{0,6}TCP\\s{1,8}(\\S{1,120})\\s{1,40}(\\S{1,120})\\s{1,30}${states}(?:\\s{1,20}\\d{1,10})?$`)
/** `Local Address  Remote Address  Swind Send-Q Rwind Recv-Q  State`: the peer's window, and this end's, stand between. */
const solaris = new RegExp(
  `^\\s{0,4}(\\S{1,120}\\.\\w{1,20})\\s{1,30}(\\S{1,120}\\.\\w{1,20})\\s{1,12}(\\d{1,10})\\s{1,12}(\\d{1,10})\\s{1,12}(\\d{1,10})\\s{1,12}(\\d{1,10})\\s{1,12}${states}$`,
)
const headline =
  /^\s{0,4}(?:Active (?:Internet )?[Cc]onnections|Proto\s{1,8}(?:Recv-Q|Local Address)|TCP: IPv[46]$|\s{0,3}Local Address\s{1,20}Remote Address\s{1,12}Swind)/
const besides = /^\s{0,4}(?:udp[46]{0,2}\s{1,8}\d|UDP\s{1,8}\S{1,120}\s{1,40}\*:\*|-{10,}[\s-]{0,120}$|Active UNIX domain sockets|unix\s{1,3}\d)/

/** `netstat -na` of Linux, BSD, AIX, Windows and Solaris, with or without `-o` and `-p`, once or again and again. */
export const netstat: LineReader = {
  id: 'netstat',
  signs: [linux, windows, solaris, headline, besides, stampShape],
  open: (source) => new NetstatReading(source),
}

class NetstatReading implements LineReading {
  readonly #clock: SampleClock
  readonly #log: SocketLog
  /** Rules of dashes stand in many texts: they are a table's once one of its rows or headings was there. */
  #inTable = false

  constructor(source: SourceContext) {
    this.#clock = sampleClockOf(source)
    this.#log = new SocketLog(source)
  }

  read(line: LogLine): readonly Event[] | undefined {
    if (this.#clock.note(line)) return /^[#=]{2,}/.test(line.text) ? [] : undefined
    const found = lookOf(line.text)
    if (found !== undefined) {
      this.#inTable = true
      if (found !== 'elsewhere') this.#log.add(found, line)
      return []
    }
    if (headline.test(line.text)) {
      this.#inTable = true
      this.#log.headline()
      return []
    }
    return (this.#inTable || !/^\s*-/.test(line.text)) && besides.test(line.text) ? [] : undefined
  }

  end(): readonly Event[] {
    return this.#log.events()
  }
}

/** A row of Solaris begins with an address and ends with a state. */
const solarisEnds = /[A-Z_\d]$/

/** The socket of a row; `elsewhere` for a row that names no connection between two ends. */
function lookOf(text: string): Look | 'elsewhere' | undefined {
  const unix = linux.exec(text)
  if (unix !== null) {
    const [, recvQ, sendQ, from = '', to = '', state = ''] = unix
    const timed = linuxTimer.exec(text)
    const timer = timed === null ? {} : { timer: timerOf(timed[1] ?? '', timed[1] === 'on' ? timed[2] : timed[3]) }
    return lookBetween(from, to, state, { recvQ: Number(recvQ), sendQ: Number(sendQ), ...timer })
  }
  const win = windows.exec(text)
  if (win !== null) return lookBetween(win[1] ?? '', win[2] ?? '', win[3] ?? '', {})
  const sun = solarisEnds.test(text) ? solaris.exec(text) : null
  if (sun === null) return undefined
  const [, from = '', to = '', peerWindow, sendQ, , recvQ, state = ''] = sun
  return lookBetween(from, to, state, { recvQ: Number(recvQ), sendQ: Number(sendQ), peerWindow: Number(peerWindow) })
}

function lookBetween(from: string, to: string, state: string, rest: Partial<Look>): Look | 'elsewhere' {
  const local = endpointOf(from)
  const remote = endpointOf(to)
  if (local === undefined || remote === undefined || /^(?:LISTEN|IDLE|BOUND)/.test(state) || remote.port === 0) return 'elsewhere'
  return { local, remote, state: stateOf(state), ...rest }
}
