import assert from 'node:assert/strict'
import test from 'node:test'
import { handshake, pcap, type Segment, timed } from '../../../test/support/hand-made-frames.ts'
import type { FlowDirection, FlowRecord } from '../../model/index.ts'
import { CaptureReader } from './capture.ts'

/**
 * Keepalives and probes of a closed window as the systems send them. Linux: nothing, one below what is acknowledged, for both (tcp_xmit_probe_skb).
 * FreeBSD, macOS: nothing, one below (tcp_respond), against the next byte (tcp_output with t_force). Windows and 4.2BSD: a byte one below, against the
 * next byte (RFC 9293 section 3.8.4, RFC 1122 section 4.2.3.6).
 */
interface Style {
  readonly name: string
  readonly keepalive: (sent: number) => Segment
  readonly probe: (sent: number) => Segment
  readonly probeStyle: FlowDirection['windowProbes']['style']
  readonly payload: 0 | 1
}

const empty = (sent: number): Segment => ({ seq: sent })
const garbage = (sent: number): Segment => ({ seq: sent, data: 1 })
const nextByte = (sent: number): Segment => ({ seq: sent + 1, data: 1 })
const styles: readonly Style[] = [
  { name: 'Linux', keepalive: empty, probe: empty, probeStyle: 'empty', payload: 0 },
  { name: 'BSD', keepalive: empty, probe: nextByte, probeStyle: 'one-byte', payload: 0 },
  { name: 'Windows', keepalive: garbage, probe: nextByte, probeStyle: 'one-byte', payload: 1 },
]

const s = 1_000_000
const sent = 100
const data: Segment = { at: 1000, seq: 1, data: sent, flags: 'PA' }
const acked = (at: number, window: number, ack = sent + 1): Segment => ({ at, back: true, seq: 1, ack, window })

function flowOf(segments: readonly Segment[]): FlowRecord {
  const reader = new CaptureReader('s1')
  reader.feed(pcap(timed(segments)))
  const [flow, ...more] = reader.end().flows
  assert.ok(flow !== undefined && more.length === 0)
  return flow
}

const told = ({ opener: { keepalives, windowProbes, resends, ackedUnseenBytes } }: FlowRecord) => ({
  keepalives: [keepalives.count, keepalives.answered],
  probes: [windowProbes.count, windowProbes.answered],
  sentAgain: resends.certain + resends.partial + resends.holeFills + resends.reordered,
  unseen: ackedUnseenBytes,
})

for (const { name, keepalive, probe, probeStyle, payload } of styles) {
  for (const count of [1, 2, 7]) {
    const times = Array.from({ length: count }, (_, index) => (index + 1) * 5 * s)

    test(`${name}: ${count} keepalives while the window is open`, () => {
      const flow = flowOf([...handshake(), data, acked(2000, 500), ...times.flatMap((at) => [{ ...keepalive(sent), at }, acked(at + 100, 500)])])
      assert.deepEqual(told(flow), { keepalives: [count, count], probes: [0, 0], sentAgain: 0, unseen: 0 })
      assert.equal(flow.opener.keepalives.payload, payload)
    })

    test(`${name}: ${count} probes while the window is closed, then it opens and the data goes on`, () => {
      const end = times.length * 5 * s + s
      const flow = flowOf([
        ...handshake(),
        data,
        acked(2000, 0),
        ...times.flatMap((at) => [{ ...probe(sent), at }, acked(at + 100, 0)]),
        acked(end, 500),
        { at: end + 50, seq: sent + 1, data: 1000, flags: 'PA' },
        acked(end + 100, 500, sent + 1001),
      ])
      assert.deepEqual(told(flow), { keepalives: [0, 0], probes: [count, count], sentAgain: 0, unseen: 0 })
      assert.equal(flow.opener.windowProbes.style, probeStyle)
      assert.equal(flow.opener.bytes, sent + 1000)
      assert.deepEqual(
        flow.answerer.zeroWindow.episodes.map(({ probes, probesAnswered, ended }) => [probes, probesAnswered, ended]),
        [[count, count, 'reopened']],
      )
    })

    test(`${name}: ${count} probes that nobody answers`, () => {
      const flow = flowOf([...handshake(), data, acked(2000, 0), ...times.map((at) => ({ ...probe(sent), at }))])
      assert.deepEqual(told(flow), { keepalives: [0, 0], probes: [count, 0], sentAgain: 0, unseen: 0 })
    })

    test(`${name}: ${count} keepalives of one end while its own window is closed`, () => {
      const closed = { ...data, window: 0 }
      const flow = flowOf([...handshake(), closed, acked(2000, 500), ...times.flatMap((at) => [{ ...keepalive(sent), at, window: 0 }, acked(at + 100, 500)])])
      assert.deepEqual(told(flow), { keepalives: [count, count], probes: [0, 0], sentAgain: 0, unseen: 0 })
    })
  }

  test(`${name}: keepalives, then the window closes and is probed, then keepalives again`, () => {
    const flow = flowOf([
      ...handshake(),
      data,
      acked(2000, 500),
      ...[1, 2].flatMap((n) => [{ ...keepalive(sent), at: n * 5 * s }, acked(n * 5 * s + 100, 500)]),
      acked(15 * s, 0),
      ...[4, 5, 6].flatMap((n) => [{ ...probe(sent), at: n * 5 * s }, acked(n * 5 * s + 100, 0)]),
      acked(31 * s, 500),
      { at: 31 * s + 50, seq: sent + 1, data: 10, flags: 'PA' },
      acked(31 * s + 100, 500, sent + 11),
      ...[8, 9].flatMap((n) => [{ ...keepalive(sent + 10), at: n * 5 * s }, acked(n * 5 * s + 100, 500, sent + 11)]),
    ])
    assert.deepEqual(told(flow), { keepalives: [4, 4], probes: [3, 3], sentAgain: 0, unseen: 0 })
  })
}

test('a byte at a time, as somebody types: no keepalives, no probes', () => {
  const typed = [1, 2, 3, 4].flatMap((n): readonly Segment[] => [{ at: n * s, seq: n, data: 1, flags: 'PA' }, acked(n * s + 100, 500, n + 1)])
  assert.deepEqual(told(flowOf([...handshake(), ...typed])), { keepalives: [0, 0], probes: [0, 0], sentAgain: 0, unseen: 0 })
})

test('a byte that is not acknowledged and sent again is no keepalive', () => {
  const lost: readonly Segment[] = [1, 2, 4].map((n) => ({ at: n * s, seq: 1, data: 1, flags: 'PA' }))
  assert.deepEqual(told(flowOf([...handshake(), ...lost])), { keepalives: [0, 0], probes: [0, 0], sentAgain: 2, unseen: 0 })
})
