import type { Addresses } from './addresses.ts'
import type { Carriers } from './carriers.ts'
import { type Packet, seen, type Seen } from './packet.ts'

/** What the IP layer needs of the decoder around it; `tunnels` counts those already opened. */
export interface IpContext {
  readonly addresses: Addresses
  readonly carriers: Carriers
  readonly packet: Packet
  tunnels: number
  ethernet(view: DataView, at: number, end: number): Seen
  network(view: DataView, at: number, end: number, type: number): Seen
  ip(view: DataView, at: number, end: number): Seen
}

/** IANA protocol numbers. */
export const protocol = {
  hopByHop: 0,
  icmp: 1,
  ipip: 4,
  tcp: 6,
  udp: 17,
  ip6: 41,
  routing: 43,
  fragment: 44,
  gre: 47,
  authentication: 51,
  icmp6: 58,
  destination: 60,
  mobility: 135,
} as const

/** Ports of VXLAN: IANA's, and the one Linux used before there was one. */
const vxlanPorts: readonly number[] = [4789, 8472]

/** Extension headers in a row: more are garbage. */
const mostExtensions = 8

export function decodeIp4(view: DataView, at: number, end: number, context: IpContext): Seen {
  if (end - at < 20) return seen.cut
  const first = view.getUint8(at)
  const headerLength = (first & 15) << 2
  if (first >> 4 !== 4 || headerLength < 20) return seen.badHeader
  const packet = context.packet
  const total = view.getUint16(at + 2)
  const fragment = view.getUint16(at + 6)
  const transport = at + headerLength
  packet.v6 = false
  packet.ipId = view.getUint16(at + 4)
  packet.ttl = view.getUint8(at + 8)
  packet.dontFragment = (fragment & 0x4000) !== 0
  packet.moreFragments = (fragment & 0x2000) !== 0
  packet.source = view.getInt32(at + 12)
  packet.destination = view.getInt32(at + 16)
  packet.transport = transport
  // A length of 0 is what a card that segments for the kernel leaves behind: the frame's own length is right then.
  packet.length = total === 0 ? packet.wireLength - (transport - packet.frameStart) : total - headerLength
  packet.end = total === 0 || at + total > end ? end : at + total
  const next = view.getUint8(at + 9)
  if ((fragment & 0x1fff) !== 0) return next === protocol.tcp ? seen.fragment : seen.other
  if (next === protocol.tcp) return tcpAt(packet, transport)
  return payload4(view, transport, packet.end, next, context)
}

function tcpAt(packet: Packet, transport: number): Seen {
  if (packet.length < 20) return seen.badHeader
  return packet.end - transport < 20 ? seen.cut : seen.tcp
}

function payload4(view: DataView, at: number, end: number, next: number, context: IpContext): Seen {
  if (next === protocol.icmp) return icmpError(view, at, end, context.packet)
  return tunnel(view, at, end, next, context)
}

export function decodeIp6(view: DataView, at: number, end: number, context: IpContext): Seen {
  if (end - at < 40) return seen.cut
  if (view.getUint8(at) >> 4 !== 6) return seen.badHeader
  const packet = context.packet
  const total = view.getUint16(at + 4)
  const source = context.addresses.intern(view, at + 8)
  const destination = context.addresses.intern(view, at + 24)
  if (source < 0 || destination < 0) return seen.tooManyAddresses
  packet.v6 = true
  packet.ipId = -1
  packet.ttl = view.getUint8(at + 7)
  packet.dontFragment = true
  packet.moreFragments = false
  packet.source = source
  packet.destination = destination
  packet.end = total === 0 || at + 40 + total > end ? end : at + 40 + total
  const length = total === 0 ? packet.wireLength - (at + 40 - packet.frameStart) : total
  return extensions(view, at + 40, length, view.getUint8(at + 6), context)
}

function extensions(view: DataView, start: number, startLength: number, first: number, context: IpContext): Seen {
  const packet = context.packet
  let next = first
  let at = start
  for (let count = 0; count < mostExtensions; count += 1) {
    packet.transport = at
    packet.length = startLength - (at - start)
    if (next === protocol.tcp) return tcpAt(packet, at)
    if (next === protocol.icmp6) return icmp6Error(view, at, packet.end, packet)
    const isExtension =
      next === protocol.hopByHop || next === protocol.routing || next === protocol.destination || next === protocol.authentication || next === protocol.mobility
    if (!isExtension && next !== protocol.fragment) return tunnel(view, at, packet.end, next, context)
    if (packet.end - at < 8) return seen.cut
    if (next === protocol.fragment) {
      const offset = view.getUint16(at + 2)
      packet.moreFragments = (offset & 1) === 1
      if (offset >> 3 !== 0) return view.getUint8(at) === protocol.tcp ? seen.fragment : seen.other
    }
    const units = view.getUint8(at + 1)
    const length = next === protocol.fragment ? 8 : next === protocol.authentication ? (units + 2) * 4 : (units + 1) * 8
    next = view.getUint8(at)
    at += length
  }
  return seen.other
}

/** One level of tunnel; a second one is left closed. */
function tunnel(view: DataView, at: number, end: number, next: number, context: IpContext): Seen {
  if (next !== protocol.ipip && next !== protocol.ip6 && next !== protocol.gre && next !== protocol.udp) return seen.other
  if (context.tunnels > 0) return seen.other
  const packet = context.packet
  if (next === protocol.udp) {
    if (end - at < 16 || !vxlanPorts.includes(view.getUint16(at + 2)) || (view.getUint8(at + 8) & 8) === 0) return seen.other
    context.tunnels += 1
    packet.carrier = context.carriers.inside(packet.carrier, 'vxlan', view.getUint32(at + 12) >>> 8)
    return context.ethernet(view, at + 16, end)
  }
  context.tunnels += 1
  if (next === protocol.gre) return gre(view, at, end, context)
  packet.carrier = context.carriers.inside(packet.carrier, 'ipip')
  return context.ip(view, at, end)
}

/** RFC 2784 and 2890: checksum, key and sequence number are there when their bits say so. */
function gre(view: DataView, at: number, end: number, context: IpContext): Seen {
  if (end - at < 4) return seen.cut
  const bits = view.getUint16(at)
  if ((bits & 7) !== 0) return seen.other
  const type = view.getUint16(at + 2)
  const inner = at + 4 + (bits & 0x8000 ? 4 : 0) + (bits & 0x2000 ? 4 : 0) + (bits & 0x1000 ? 4 : 0)
  context.packet.carrier = context.carriers.inside(context.packet.carrier, 'gre')
  return type === 0x6558 ? context.ethernet(view, inner, end) : context.network(view, inner, end, type)
}

/** RFC 792: unreachable, source quench, redirect, time exceeded, parameter problem. */
function icmpError(view: DataView, at: number, end: number, packet: Packet): Seen {
  if (end - at < 8 + 20 + 8) return seen.other
  const type = view.getUint8(at)
  if (type !== 3 && type !== 4 && type !== 5 && type !== 11 && type !== 12) return seen.other
  const code = view.getUint8(at + 1)
  return quoting(packet, at, type, code, type === 3 && code === 4 ? view.getUint16(at + 6) : -1)
}

/** RFC 4443: unreachable, too big, time exceeded, parameter problem. */
function icmp6Error(view: DataView, at: number, end: number, packet: Packet): Seen {
  if (end - at < 8 + 40 + 8) return seen.other
  const type = view.getUint8(at)
  return type < 1 || type > 4 ? seen.other : quoting(packet, at, type, view.getUint8(at + 1), type === 2 ? view.getUint32(at + 4) : -1)
}

function quoting(packet: Packet, at: number, type: number, code: number, mtu: number): Seen {
  packet.transport = at + 8
  packet.icmpType = type
  packet.icmpCode = code
  packet.icmpMtu = mtu
  return seen.icmpError
}
