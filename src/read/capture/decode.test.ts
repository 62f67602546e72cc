import assert from 'node:assert/strict'
import test from 'node:test'
import { carried, carriers } from '../../../test/support/carried-frames.ts'
import { ethernet, frame, ip4, ip6, pcap, tcp } from '../../../test/support/hand-made-frames.ts'
import { CaptureReader, type CaptureReading } from './capture.ts'
import { noteTexts } from '../note.ts'

const segment = carried
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
    const cuts = Array.from(one, (_, kept) => one.subarray(0, kept))
    assert.equal(reading(cuts, link).capture.frames, cuts.length)
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
  assert.match(noteTexts(notes).join(), /later fragment/)
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
