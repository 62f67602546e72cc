import { endsOf, type Event } from '../../../model/index.ts'
import { eventBase } from '../../generic/line-event.ts'
import { timedText } from '../../generic/line-time.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../../reader.ts'
import { Connection } from './connection.ts'
import { headerOf, type Packet, packetOf } from './packet-line.ts'

const besides =
  /^(?:tcpdump: (?:verbose output suppressed|listening on|WARNING)|listening on \S{1,40}, link-type |reading from file |\d{1,12} packets? (?:captured|received by filter|dropped by kernel)|\t0x[0-9a-f]{4}:\s)/
const otherPacket = /^\s{0,8}(?:\d\d:\d\d:\d\d\.\d{6}|\d{10}\.\d{6}) (?:IP6? |ARP, |In |Out |[0-9a-f]{2}:[0-9a-f]{2}:)/

/** What tcpdump prints on a terminal, of any release, with and without `-v`, `-e`, `-tt…`, `-#`. */
export const tcpdump: LineReader = {
  id: 'tcpdump',
  signs: [' > ', 'proto TCP', 'next-header TCP', 'protocol TCP', 'need to frag', 'udp port', besides, otherPacket],
  open: (source) => new TcpdumpReading(source),
}

/** `-#` puts the packet's number in front. */
const packetNumber = /^\s{0,8}\d{1,9}\s{1,3}(?=\d{2,4}[:-]\d\d)/
/** A router's word that a packet was too large for its next hop: ICMP type 3 code 4. */
const needsFragmenting = /\bICMP \S{1,80} unreachable - need to frag \(mtu (\d{2,5})\)/
/** A host's word that nobody takes datagrams on a port: ICMP type 3 code 3. Amanda's are the ones that carry a backup's request. */
const refusedDatagram = /\bICMP (\S{1,80}) udp port (?:k?amanda|1008[01]) unreachable\b/
/** A rule's word that a connection is forbidden: ICMP type 3 codes 9, 10 and 13, and code 3 where it is about TCP, which hosts answer with a reset. */
const prohibition = /\bICMP:? (?:(?:host|net) (\S{1,80}) unreachable - admin prohibited|(\S{1,80}) tcp port \S{1,40} unreachable)/i
/** The line below a header that `-v` prints of any other protocol. */
const belowHeader = /^ {4}\S{1,80} > \S{1,80}: (?:ICMP|UDP|ICMP6),? /
const amandaPort = 10_080
const mostConnections = 4_000

class TcpdumpReading implements LineReading {
  readonly #source: SourceContext
  readonly #connections = new Map<string, Connection>()
  #header: { readonly line: LogLine; readonly fields: Pick<Packet, 'ttl' | 'ipId'> } | undefined

  constructor(source: SourceContext) {
    this.#source = source
  }

  read(line: LogLine): readonly Event[] | undefined {
    const { text } = line
    const header = headerOf(text)
    if (header !== undefined) {
      this.#header = { line, fields: header }
      return []
    }
    const packet = packetOf(text)
    if (packet !== undefined) return this.#packet(packet, line)
    const refuser = text.includes('udp port') ? refusedDatagram.exec(text)?.[1] : undefined
    if (refuser !== undefined) return [this.#refused(line, refuser)]
    const barred = text.includes(' > ') && text.includes('unreachable') ? prohibition.exec(text) : null
    if (barred !== null)
      return [
        {
          ...eventBase(line, this.#source, 'path', timedText(line, this.#source).when),
          kind: 'setting.seen',
          name: 'prohibited by ICMP',
          value: barred[1] ?? barred[2] ?? '',
        },
      ]
    const narrow = text.includes('need to frag') ? needsFragmenting.exec(text)?.[1] : undefined
    if (narrow !== undefined)
      return [{ ...eventBase(line, this.#source, 'path', timedText(line, this.#source).when), kind: 'setting.seen', name: 'path mtu', value: narrow }]
    return besides.test(text) || otherPacket.test(text) || belowHeader.test(text) ? [] : undefined
  }

  end(): readonly Event[] {
    return [...this.#connections.values()].flatMap((connection) => connection.end())
  }

  #refused(line: LogLine, peer: string): Event {
    const base = eventBase(line, this.#source, 'path', timedText(line, this.#source).when)
    return { ...base, kind: 'connect.failed', errno: 'ECONNREFUSED', peer, port: amandaPort, symptom: 'specific' }
  }

  #packet(packet: Packet, line: LogLine): readonly Event[] {
    const above = this.#header?.line.lastLine === line.line - 1 && line.isPart !== true ? this.#header : undefined
    this.#header = undefined
    const whole =
      above === undefined ? line : { ...line, text: above.line.text, raw: `${above.line.raw}\n${line.raw}`, line: above.line.line, lastLine: line.lastLine }
    const { when } = timedText({ ...whole, text: whole.text.replace(packetNumber, '') }, this.#source)
    const full = above === undefined ? packet : { ...packet, ...above.fields }
    const connection = this.#connectionOf(full)
    return connection === undefined ? [] : connection.take(full, eventBase(whole, this.#source, 'path', when))
  }

  #connectionOf(packet: Packet): Connection | undefined {
    const ends = endsOf(packet)
    const known = this.#connections.get(ends)
    if (known !== undefined || this.#connections.size >= mostConnections) return known
    const fresh = new Connection(packet)
    this.#connections.set(ends, fresh)
    return fresh
  }
}
