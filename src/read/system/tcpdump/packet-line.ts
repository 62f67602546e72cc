import type { Endpoint } from '../../../model/index.ts'
import { endpointOf } from '../endpoint.ts'

/** One TCP packet as tcpdump prints it, of any release. */
export interface Packet {
  readonly from: Endpoint
  readonly to: Endpoint
  /** Letters as tcpdump prints them: S F R P and `.` for ACK. */
  readonly flags: string
  readonly length: number
  /** As printed: never scaled. */
  readonly window?: number
  readonly scale?: number
  readonly ttl?: number
  readonly ipId?: number
}

/** `src.port > dst.port: Flags [S.], seq …, win …, length N`, tcpdump 4 and later. */
const modern = /(?:^|\s)(\S{1,120}\.[\w-]{1,24}) > (\S{1,120}\.[\w-]{1,24}): Flags \[([FSRPUEWe.]{1,8}|none)\],? (.*)$/
/** `src.port > dst.port: P 5:9(4) ack 7 win 80 <…> (ttl 46, id 18387)`, tcpdump 3. */
const old = /(?:^|\s)(\S{1,120}\.[\w-]{1,24}) > (\S{1,120}\.[\w-]{1,24}): ([SFRPUWE.]{1,6}) (?:(?:\d{1,10}:\d{1,10}\((\d{1,6})\)|ack) .*)$/
/** With `-v` the IP header stands in front, on its own line in newer releases. */
const ipHeader = /\bIP6? \((?:tos|class|flowlabel|hlim)\b.{0,200}$/
const hops = /\b(?:ttl|hlim) (\d{1,3})\b/
const identity = /\bid (\d{1,5})\b/

/** The header line of a packet that `-v` prints in two. */
export function headerOf(text: string): Pick<Packet, 'ttl' | 'ipId'> | undefined {
  const match = text.includes('proto TCP') || text.includes('next-header TCP') || text.includes('protocol TCP') ? ipHeader.exec(text) : null
  if (match === null || text.includes(' > ')) return undefined
  return trailOf(match[0])
}

/** A packet line; undefined for anything else. */
export function packetOf(text: string): Packet | undefined {
  if (!text.includes(' > ') || text.length > 1_500) return undefined
  const match = modern.exec(text) ?? old.exec(text)
  if (match === null) return undefined
  const isModern = text.includes(': Flags [')
  const from = endpointOf(match[1] ?? '')
  const to = endpointOf(match[2] ?? '')
  if (from === undefined || to === undefined) return undefined
  const flags = match[3] ?? ''
  const withAck = !isModern && /\back \d/.test(text) && !flags.includes('.')
  const window = /\bwin (\d{1,7})\b/.exec(text)?.[1]
  const scale = /\bwscale (\d{1,2})\b/.exec(text)?.[1]
  const length = isModern ? /\blength (\d{1,6})/.exec(text.slice(match.index))?.[1] : match[4]
  return {
    from,
    to,
    flags: withAck ? `${flags}.` : flags,
    length: Number(length ?? 0),
    ...(window === undefined ? {} : { window: Number(window) }),
    ...(scale === undefined ? {} : { scale: Number(scale) }),
    ...trailOf(isModern ? text.slice(0, match.index) : text.slice(match.index)),
  }
}

function trailOf(text: string): Pick<Packet, 'ttl' | 'ipId'> {
  const ttl = hops.exec(text)?.[1]
  const ipId = identity.exec(text)?.[1]
  return { ...(ttl === undefined ? {} : { ttl: Number(ttl) }), ...(ipId === undefined ? {} : { ipId: Number(ipId) }) }
}
