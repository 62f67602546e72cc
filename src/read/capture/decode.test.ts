import assert from 'node:assert/strict'
import test from 'node:test'
import { ethernet, frame, ip4, ip6, pcap, type Segment, tcp } from '../../../test/support/hand-made-frames.ts'
import { CaptureReader, type CaptureReading } from './capture.ts'

const segment: Segment = { seq: 1, ack: 1, data: 100, flags: 'PA', id: 7 }
const inner4 = ip4(tcp(segment), segment)
const inner6 = ip6(tcp(segment), segment)
const bytes = (...values: readonly number[]): Buffer => Buffer.from(values)
const zeros = (count: number): Buffer => Buffer.alloc(count)

function reading(frames: readonly Uint8Array[], link = 1): CaptureReading {
  const reader = new CaptureReader('s1')
  reader.feed(
    pcap(
      frames.map((one, index) => ({ at: index * 1000, bytes: one })),
      { link },
    ),
  )
  return reader.end()
}

/** Every way to carry a segment: link type, frame, what the flow says it is carried by; undefined when nothing is found in it. */
const carriers: readonly (readonly [world: string, link: number, frame: Uint8Array, carriedBy: readonly string[] | undefined])[] = [
  ['Ethernet', 1, ethernet(inner4), []],
  ['Ethernet with IPv6', 1, ethernet(inner6, 0x86dd), []],
  ['a VLAN', 1, ethernet(Buffer.concat([bytes(0x20, 12, 8, 0), inner4]), 0x8100), ['vlan 12']],
  ['a VLAN in a VLAN', 1, ethernet(Buffer.concat([bytes(0, 5, 0x81, 0, 0, 6, 0x86, 0xdd), inner6]), 0x88a8), ['vlan 5', 'vlan 6']],
  ['LLC with SNAP', 1, ethernet(Buffer.concat([bytes(0xaa, 0xaa, 3, 0, 0, 0, 8, 0), inner4]), inner4.length + 8), []],
  ['MPLS, two labels', 1, ethernet(Buffer.concat([bytes(0, 0, 0x10, 64, 0, 0, 0x21, 64), inner4]), 0x8847), ['mpls']],
  ['PPPoE', 1, ethernet(Buffer.concat([bytes(0x11, 0, 0, 1, 0, 0, 0, 0x21), inner4]), 0x8864), ['pppoe']],
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
  ['VXLAN', 1, ethernet(ip4(Buffer.concat([bytes(0x80, 0, 0x12, 0xb5), zeros(4), bytes(8, 0, 0, 0, 0, 0, 42, 0), ethernet(inner4)]), {}, 17)), ['vxlan 42']],
  ['a tunnel in a tunnel', 1, ethernet(ip4(ip4(inner4, {}, 4), {}, 4)), undefined],
  ['UDP', 1, ethernet(ip4(zeros(20), {}, 17)), undefined],
  ['ARP', 1, ethernet(zeros(28), 0x0806), undefined],
  ['a link type nobody reads', 147, inner4, undefined],
  ['IP that says it is shorter than its header', 1, ethernet(ip4(tcp(segment), { ...segment, totalLength: 30 })), undefined],
  ['TCP with a header length of 12', 1, ethernet(ip4(Buffer.concat([tcp(segment).fill(0x30, 12, 13)]), segment)), undefined],
]

for (const [world, link, one, carriedBy] of carriers) {
  test(`carried by ${world}: ${carriedBy === undefined ? 'nothing to see' : 'the segment is found'}`, () => {
    const { flows, capture } = reading([one], link)
    assert.equal(capture.frames, 1)
    const [flow] = flows
    if (carriedBy === undefined) return assert.equal(flow?.opener.bytes ?? 0, 0)
    assert.equal(flow?.opener.bytes, 100)
    assert.equal(flow.tuple.to.port, 873)
    assert.deepEqual(flow.carriedBy, carriedBy)
  })
  test(`carried by ${world}: cut anywhere, it is counted`, () => {
    for (let kept = 0; kept < one.length; kept += 1) assert.equal(reading([one.subarray(0, kept)], link).capture.frames, 1)
  })
}

test('a length of 0 in the IP header: the frame says how long the segment is', () => {
  const big = { ...segment, data: 60_000, totalLength: 0 }
  assert.equal(reading([ethernet(ip4(tcp(big), big))]).flows[0]?.opener.bytes, 60_000)
})

test('the padding of a short Ethernet frame is no payload', () => {
  assert.equal(reading([Buffer.concat([frame({ seq: 1 }), zeros(6)])]).flows[0]?.opener.bytes, 0)
})

test('the later fragments of a packet are counted, not read', () => {
  const later = ethernet(ip4(zeros(100), { ...segment, fragment: 0x0003 }))
  const { capture, flows, notes } = reading([frame({ ...segment, fragment: 0x2000 }), later])
  assert.equal(capture.laterFragments, 1)
  assert.equal(flows[0]?.packets, 1)
  assert.equal(flows[0]?.stream, undefined)
  assert.match(flows[0]?.filter ?? '', /^ip\.addr eq 10\.0\.0\.1 && /)
  assert.match(notes.join(), /later fragments/)
})

const quote = ip4(tcp(segment).subarray(0, 8), segment)
const icmpErrors: readonly (readonly [world: string, frame: Uint8Array, expected: object])[] = [
  [
    'ICMP fragmentation needed',
    ethernet(ip4(Buffer.concat([bytes(3, 4, 0, 0, 0, 0, 5, 0x78), quote]), { back: true }, 1)),
    { version: 4, type: 3, code: 4, mtu: 1400, sender: '10.0.0.2', about: 'opener' },
  ],
  [
    'ICMP host unreachable',
    ethernet(ip4(Buffer.concat([bytes(3, 1, 0, 0, 0, 0, 0, 0), quote]), { back: true }, 1)),
    { version: 4, type: 3, code: 1, sender: '10.0.0.2', about: 'opener' },
  ],
]
for (const [world, error, expected] of icmpErrors) {
  test(`${world} is attached to the flow that it quotes`, () => {
    const [flow] = reading([frame(segment), error]).flows
    assert.equal(flow?.icmpCount, 1)
    const { frame: at, us, ...rest } = flow.icmp[0] ?? { frame: 0, us: 0 }
    assert.deepEqual(rest, expected)
    assert.equal(at, 2)
    assert.ok(us > 0)
  })
}

test('ICMPv6 packet too big is attached to the flow that it quotes', () => {
  const error = ip6(Buffer.concat([bytes(2, 0, 0, 0, 0, 0, 5, 0), ip6(tcp(segment), segment)]), { back: true }, 58)
  const [flow] = reading([frame({ ...segment, v6: true }), ethernet(error, 0x86dd)]).flows
  assert.deepEqual(
    flow?.icmp.map(({ version, type, mtu, about }) => ({ version, type, mtu, about })),
    [{ version: 6, type: 2, mtu: 1280, about: 'opener' }],
  )
})

test('addresses that differ in any of their 128 bits are different', () => {
  const first = frame({ ...segment, v6: true })
  const others = [14 + 8, 14 + 15, 14 + 23].map((at) => {
    const changed = Buffer.from(first)
    changed[at] = (changed[at] ?? 0) ^ 0x40
    return changed
  })
  assert.equal(reading([first, ...others, first]).flows.length, 4)
})
