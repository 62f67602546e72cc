import type { Event, Moment } from '../../model/index.ts'
import type { LogLine } from '../reader.ts'
import { unquoted } from './arguments.ts'
import type { About, Book } from './book.ts'
import type { DebugLine } from './debug-prefix.ts'
import { failureOf } from './failure.ts'
import { authIn, type Job, jobOf } from './job.ts'
import type { Streams } from './streams.ts'

const opening =
  /^(send request|got response|got reply|accept recv REQ pkt|sending (?:ACK|REP|PREP|NAK) (?:pkt|packet)|sending (?:ack|nack)|received (?:ACK|REP|NAK) pkt|got packet|creating new service|Not value for key|received (?:dup|other)|send request to .{1,300})\b.*$/
/** What stands between `----` or `<<<<<` marks: a packet of the protocol, or amcheck's messages as JSON. */
const inside =
  /^(?:-{4,8}$|Amanda \d+\.\d+ (?:REQ|REP|PREP|ACK|NAK) |SECURITY |<{5}$|\s*\}?>{1,5}$|MESSAGE JSON|: already running|SERVICE \w+|OPTIONS (?:features|hostname|maxdumps|[|;])|CONNECT [A-Z]+ \d|ERROR .+|<\/?[a-z][\w-]*>|\s+<\/?[a-z][\w-]*>|[\w-]+ +"?\/\S* +\d+ |\S+ \d+ SIZE -?\d+|\s*[{}],?$|\s+"[\w-]+" : )/

/** Longer packets than this name more disks than one line of reasoning can use. */
const longestPacket = 400

/** The packets that debug files show: they name the job, the method and the ports, and both ends show the same ones. */
export class PacketLines {
  readonly #book: Book
  readonly #streams: Streams
  #kind: string | undefined
  #about: About = {}
  #service: string | undefined
  #host: string | undefined
  #disk: string | undefined
  #lines = 0
  #request: { readonly line: LogLine; readonly when: Moment | undefined } | undefined

  constructor(book: Book, streams: Streams) {
    this.#book = book
    this.#streams = streams
  }

  /** A line that announces a packet; undefined when it is any other. */
  opened(line: LogLine, debug: DebugLine, about: About): readonly Event[] | undefined {
    const kind = opening.exec(debug.message)?.[1]
    if (kind === undefined) {
      this.#kind = undefined
      return undefined
    }
    this.#kind = kind
    this.#about = about
    this.#lines = 0
    if (kind.startsWith('send request') || kind === 'accept recv REQ pkt' || kind === 'got packet') {
      this.#request = { line, when: about.when }
      this.#streams.reset()
    }
    if (kind === 'creating new service') this.#service = /: ([\w.-]+)/.exec(debug.message)?.[1]
    return []
  }

  /** A line of the packet; undefined when no packet is open or the line is none of it. */
  continued(line: LogLine): readonly Event[] | undefined {
    const { text } = line
    if (/^(?:<{5}|<dle>)$/.test(text)) this.#kind ??= 'other'
    if (this.#kind === undefined || this.#lines > longestPacket) return undefined
    this.#lines += 1
    if (/>{5}$/.test(text) || (/^-{4,8}$/.test(text) && this.#lines > 1)) this.#kind = undefined
    if (!inside.test(text)) return text.trim() === '' ? [] : undefined
    const service = /^SERVICE (\w+)/.exec(text)?.[1]
    if (service !== undefined) this.#service = service
    if (text.startsWith('OPTIONS ')) return this.#options(line)
    if (text.startsWith('CONNECT ')) return this.#connect(line)
    if (text.startsWith('ERROR ')) return this.#refused(line)
    return this.#dle(line)
  }

  #options(line: LogLine): readonly Event[] {
    const host = /\bhostname=([^;\s]{1,255})/.exec(line.text)?.[1]
    const stamp = /\btimestamp=(\d{8,14})/.exec(line.text)?.[1]
    if (host !== undefined) this.#host = host
    if (stamp !== undefined) this.#book.stamp = stamp
    return []
  }

  /** `<disk>`, `<level>` and `<auth>` of 3.x, or the one-line form before it. */
  #dle(line: LogLine): readonly Event[] {
    const [, tag, value = ''] = /^\s*<(disk|level|auth)>([^<]{1,300})<\//.exec(line.text) ?? []
    if (tag === 'disk') this.#disk = value
    if (tag === 'auth') return this.#book.setting(line, 'auth', value.toLowerCase(), this.#about)
    if (tag === 'level') this.#job(value)
    const old = /^[\w-]+ +("[^"]{0,300}"|\/\S*) +(?:\S+ +)?(\d{1,3}) \d{4}:\d+:\d+/.exec(line.text)
    if (old === null) return []
    this.#disk = unquoted(old[1] ?? '')
    this.#job(old[2])
    const auth = authIn(line.text)
    return auth === undefined ? [] : this.#book.setting(line, 'auth', auth, this.#about)
  }

  #job(level: string | undefined): void {
    if (this.#host === undefined || this.#disk === undefined || this.#service !== 'sendbackup') return
    const job: Job = jobOf(this.#host, this.#disk, level)
    const known = this.#book.current
    if (known !== undefined && known.job.host === job.host && known.job.disk === job.disk && this.#about.side === 'server') return
    const when = this.#request?.when
    this.#book.current = { job, ...(when === undefined ? {} : { startedAt: when }) }
  }

  /** The ports are the same at both ends: with them, request and reply relate the two hosts' clocks. */
  #connect(line: LogLine): readonly Event[] {
    const server = this.#about.side === 'server'
    this.#streams.announced(line.text, server ? 'server' : 'client')
    const ports = this.#streams.exchange
    if (ports === undefined || this.#about.when === undefined) return []
    const about: About = { ...this.#about, attempt: this.#book.current }
    const key = `amanda ${this.#book.stamp ?? ''} ${ports}`
    const reply = this.#book.event(line, { kind: server ? 'message.received' : 'message.sent', key: `${key} reply` }, about)
    if (this.#request?.when === undefined) return [reply]
    const request = this.#book.event(
      this.#request.line,
      { kind: server ? 'message.sent' : 'message.received', key: `${key} request` },
      { ...about, when: this.#request.when },
    )
    return [request, reply]
  }

  #refused(line: LogLine): readonly Event[] {
    const failure = failureOf(line.text.slice(6))
    if (failure === undefined || !/NAK|REP|reply|response/.test(this.#kind ?? '')) return []
    this.#book.failed = true
    return [this.#book.event(line, failure.said, { ...this.#about, symptom: failure.symptom })]
  }
}
