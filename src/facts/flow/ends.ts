import type { Endpoint, FlowDirection, FlowEnd, FlowRecord } from '../../model/index.ts'

/** The other end of a connection. */
export function otherEndOf(end: FlowEnd): FlowEnd {
  return end === 'opener' ? 'answerer' : 'opener'
}

/** What one end sent. */
export function directionOf(flow: FlowRecord, end: FlowEnd): FlowDirection {
  return end === 'opener' ? flow.opener : flow.answerer
}

/** Address and port of one end. */
export function endpointOf(flow: FlowRecord, end: FlowEnd): Endpoint {
  return end === 'opener' ? flow.tuple.from : flow.tuple.to
}

/** The end at which the capture was made; undefined in the middle of the path, and where nothing tells. */
export function nearEndOf(flow: FlowRecord): FlowEnd | undefined {
  if (flow.vantage.near === 'opener' || flow.vantage.near === 'answerer') return flow.vantage.near
  return flow.vantage.near === 'unknown' ? nearByTtl(flow) : undefined
}

/** Packets of one end have passed no router yet, those of the other have; of an end that only refused, its reset tells. */
function nearByTtl({ opener, answerer, resets }: FlowRecord): FlowEnd | undefined {
  const refusal = resets.find(({ from }) => from === 'answerer')
  const theirs = answerer.ttl.mode > 0 ? answerer.ttl.mode : refusal?.ttl
  if (opener.ttl.mode <= 0 || theirs === undefined) return undefined
  const [own, other] = [hopsOf(opener.ttl.mode), hopsOf(theirs)]
  if (own === 0 && other > 0) return 'opener'
  return other === 0 && own > 0 ? 'answerer' : undefined
}

/** The end at this address; undefined when neither has it. */
export function endAt(flow: FlowRecord, address: string): FlowEnd | undefined {
  if (flow.tuple.from.address === address) return 'opener'
  return flow.tuple.to.address === address ? 'answerer' : undefined
}

/** "10.0.0.1:873", "[2001:db8::1]:873". */
export function shown({ address, port }: Endpoint): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** The values that systems start a packet's TTL with: 32 old Windows, 64 Linux, BSD and macOS, 128 Windows, 255 Solaris, Cisco and many devices. */
const initialTtls = [32, 64, 128, 255]

/** Routers that a packet with this TTL has passed, if it began with a usual value. */
export function hopsOf(ttl: number): number {
  return (initialTtls.find((initial) => initial >= ttl) ?? 255) - ttl
}

/** The usual value that a packet's TTL began with: what tells kinds of systems apart. */
export function initialTtl(ttl: number): number {
  return ttl + hopsOf(ttl)
}

/** Bit of the TCP header's flags. */
export const tcpFlags = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16 } as const
