import { ethernet, ip4, ip6, type Segment, tcp } from './hand-made-frames.ts'

/** The segment that is carried: 100 bytes from 10.0.0.1 or fd00::1 to port 873. */
export const carried: Segment = { seq: 1, ack: 1, data: 100, flags: 'PA', id: 7 }
const segment = carried
const inner4 = ip4(tcp(segment), segment)
const inner6 = ip6(tcp(segment), segment)
const bytes = (...values: readonly number[]): Buffer => Buffer.from(values)
const zeros = (count: number): Buffer => Buffer.alloc(count)

function vxlan(inner: Uint8Array): Buffer {
  const head = bytes(0x80, 0, 0x12, 0xb5, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 42, 0)
  head.writeUInt16BE(head.length + inner.length, 4)
  return Buffer.concat([head, inner])
}

/** Every way to carry a segment: link type, frame, what the flow says it is carried by; undefined when nothing is found in it. */
export const carriers: readonly (readonly [world: string, link: number, frame: Uint8Array, carriedBy: readonly string[] | undefined])[] = [
  ['Ethernet', 1, ethernet(inner4), []],
  ['Ethernet with IPv6', 1, ethernet(inner6, 0x86dd), []],
  ['a VLAN', 1, ethernet(Buffer.concat([bytes(0x20, 12, 8, 0), inner4]), 0x8100), ['vlan 12']],
  ['a VLAN in a VLAN', 1, ethernet(Buffer.concat([bytes(0, 5, 0x81, 0, 0, 6, 0x86, 0xdd), inner6]), 0x88a8), ['vlan 5', 'vlan 6']],
  ['LLC with SNAP', 1, ethernet(Buffer.concat([bytes(0xaa, 0xaa, 3, 0, 0, 0, 8, 0), inner4]), inner4.length + 8), []],
  ['MPLS, two labels', 1, ethernet(Buffer.concat([bytes(0, 0, 0x10, 64, 0, 0, 0x21, 64), inner4]), 0x8847), ['mpls']],
  ['PPPoE', 1, ethernet(Buffer.concat([bytes(0x11, 0, 0, 1, 0, inner4.length + 2, 0, 0x21), inner4]), 0x8864), ['pppoe']],
  ['Linux cooked', 113, Buffer.concat([zeros(14), bytes(8, 0), inner4]), []],
  ['Linux cooked, version 2', 276, Buffer.concat([bytes(0x86, 0xdd), zeros(18), inner6]), []],
  ['raw IPv4', 101, inner4, []],
  ['raw IPv6', 101, inner6, []],
  ['raw IP of OpenBSD', 14, inner4, []],
  ['IPv4 only', 228, inner4, []],
  ['BSD loopback, little-endian', 0, Buffer.concat([bytes(2, 0, 0, 0), inner4]), []],
  ['BSD loopback of macOS with IPv6', 0, Buffer.concat([bytes(30, 0, 0, 0), inner6]), []],
  ['OpenBSD loopback', 108, Buffer.concat([bytes(0, 0, 0, 2), inner4]), []],
  ['PPP with its address field', 9, Buffer.concat([bytes(0xff, 3, 0, 0x21), inner4]), []],
  ['IPv4 with options', 1, ethernet(ip4(tcp(segment), segment, 6, [7, 4, 0, 0])), []],
  [
    'IPv6 with hop-by-hop and destination options',
    1,
    ethernet(ip6(Buffer.concat([bytes(60, 0), zeros(6), bytes(6, 1), zeros(14), tcp(segment)]), segment, 0), 0x86dd),
    [],
  ],
  ['IPv6 with a fragment header of a whole packet', 1, ethernet(ip6(Buffer.concat([bytes(6, 0, 0, 0, 0, 0, 0, 1), tcp(segment)]), segment, 44), 0x86dd), []],
  ['IPv6 with an authentication header', 1, ethernet(ip6(Buffer.concat([bytes(6, 4), zeros(22), tcp(segment)]), segment, 51), 0x86dd), []],
  ['GRE', 1, ethernet(ip4(Buffer.concat([bytes(0, 0, 8, 0), inner4]), {}, 47)), ['gre']],
  ['GRE with key and sequence number, IPv6 inside', 1, ethernet(ip4(Buffer.concat([bytes(0x30, 0, 0x86, 0xdd), zeros(8), inner6]), {}, 47)), ['gre']],
  ['Ethernet in GRE', 1, ethernet(ip4(Buffer.concat([bytes(0, 0, 0x65, 0x58), ethernet(inner4)]), {}, 47)), ['gre']],
  ['IPv4 in IPv4', 1, ethernet(ip4(inner4, {}, 4)), ['ipip']],
  ['IPv6 in IPv4', 1, ethernet(ip4(inner6, {}, 41)), ['ipip']],
  ['VXLAN', 1, ethernet(ip4(vxlan(ethernet(inner4)), {}, 17)), ['vxlan 42']],
  [
    'VXLAN over IPv6, a VLAN and IPv6 inside',
    1,
    ethernet(ip6(vxlan(ethernet(Buffer.concat([bytes(0, 9, 0x86, 0xdd), inner6]), 0x8100)), {}, 17), 0x86dd),
    ['vxlan 42', 'vlan 9'],
  ],
  ['GRE over IPv6', 1, ethernet(ip6(Buffer.concat([bytes(0, 0, 8, 0), inner4]), {}, 47), 0x86dd), ['gre']],
  ['IPv4 in IPv6', 1, ethernet(ip6(inner4, {}, 4), 0x86dd), ['ipip']],
  [
    'PPPoE in a VLAN in a VLAN',
    1,
    ethernet(Buffer.concat([bytes(0, 5, 0x81, 0, 0, 6, 0x88, 0x64, 0x11, 0, 0, 1, 0, inner6.length + 2, 0, 0x57), inner6]), 0x88a8),
    ['vlan 5', 'vlan 6', 'pppoe'],
  ],
  ['MPLS in a VLAN, IPv6 inside', 1, ethernet(Buffer.concat([bytes(0, 5, 0x88, 0x47, 0, 0, 0x11, 64), inner6]), 0x8100), ['vlan 5', 'mpls']],
  ['a VLAN on a Linux cooked link', 113, Buffer.concat([zeros(14), bytes(0x81, 0, 0, 12, 8, 0), inner4]), ['vlan 12']],
  ['PPP without its address field', 9, Buffer.concat([bytes(0, 0x57), inner6]), []],
  ['PPPoE without Ethernet', 51, Buffer.concat([bytes(0x11, 0, 0, 1, 0, inner4.length + 2, 0, 0x21), inner4]), []],
  ['IPv6 only', 229, inner6, []],
  ['IPv4 with every option that fits', 1, ethernet(ip4(tcp(segment), segment, 6, [7, 39, 4, ...Array<number>(36).fill(0), 0])), []],
  ['IPv6 with a routing header', 1, ethernet(ip6(Buffer.concat([bytes(6, 2, 0, 0), zeros(20), tcp(segment)]), segment, 43), 0x86dd), []],
  ['a tunnel in a tunnel', 1, ethernet(ip4(ip4(inner4, {}, 4), {}, 4)), undefined],
  ['UDP', 1, ethernet(ip4(zeros(20), {}, 17)), undefined],
  ['ARP', 1, ethernet(zeros(28), 0x0806), undefined],
  ['a link type nobody reads', 147, inner4, undefined],
  ['IP that says it is shorter than its header', 1, ethernet(ip4(tcp(segment), { ...segment, totalLength: 30 })), undefined],
  ['TCP with a header length of 12', 1, ethernet(ip4(Buffer.concat([tcp(segment).fill(0x30, 12, 13)]), segment)), undefined],
]
