import assert from 'node:assert/strict'
import test from 'node:test'
import type { FlowRecord } from '../../model/index.ts'
import { handshake, pcap, sack, type Segment, timed, timestamps } from '../../../test/support/hand-made-frames.ts'
import { CaptureReader } from './capture.ts'

function flowsOf(segments: readonly Segment[]): readonly FlowRecord[] {
  const reader = new CaptureReader('s1')
  reader.feed(pcap(timed(segments)))
  return reader.end().flows
}

function flowOf(segments: readonly Segment[]): FlowRecord {
  const [flow] = flowsOf(segments)
  assert.ok(flow !== undefined)
  return flow
}

const ms = 1_000
const s = 1_000_000

interface Rule {
  readonly world: string
  /** After the handshake, unless they begin with a SYN or `midstream`. */
  readonly segments: readonly Segment[]
  readonly midstream?: true
  readonly expect: (flow: FlowRecord) => readonly unknown[]
  readonly toBe: readonly unknown[]
}

const data = (at: number, seq: number, length: number, more: Partial<Segment> = {}): Segment => ({ at, seq, ack: 1, data: length, flags: 'PA', ...more })
const ack = (at: number, number: number, more: Partial<Segment> = {}): Segment => ({ at, back: true, seq: 1, ack: number, ...more })
const resends = ({ opener: { resends: r } }: FlowRecord): readonly unknown[] => [r.certain, r.partial, r.holeFills, r.reordered]
const ended = ({ ending }: FlowRecord): readonly unknown[] => [ending.how, ending.by]

const rules: readonly Rule[] = [
  // Sent again, or seen for the first time.
  { world: 'the same bytes again', segments: [data(1 * ms, 1, 100), data(300 * ms, 1, 100)], expect: resends, toBe: [1, 0, 0, 0] },
  { world: 'two segments again as one', segments: [data(1 * ms, 1, 100), data(2 * ms, 101, 100), data(300 * ms, 1, 200)], expect: resends, toBe: [1, 0, 0, 0] },
  {
    world: 'some bytes again, some new',
    segments: [data(1 * ms, 1, 100), data(300 * ms, 1, 200)],
    expect: (f) => [...resends(f), f.opener.bytes],
    toBe: [0, 1, 0, 0, 200],
  },
  {
    world: 'a hole is filled a round trip later',
    segments: [data(1 * ms, 1, 100), data(2 * ms, 201, 100), ack(3 * ms, 101), data(40 * ms, 101, 100)],
    expect: resends,
    toBe: [0, 0, 1, 0],
  },
  {
    world: 'a hole is filled at once by an older timestamp: late',
    segments: [
      data(1 * ms, 1, 100, { options: timestamps(10, 0) }),
      data(2 * ms, 201, 100, { options: timestamps(12, 0) }),
      data(50 * ms, 101, 100, { options: timestamps(11, 0) }),
    ],
    expect: resends,
    toBe: [0, 0, 0, 1],
  },
  {
    world: 'a hole is filled at once by a newer timestamp: sent again',
    segments: [
      data(1 * ms, 1, 100, { options: timestamps(10, 0) }),
      data(2 * ms, 201, 100, { options: timestamps(12, 0) }),
      data(2100, 101, 100, { options: timestamps(13, 0) }),
    ],
    expect: resends,
    toBe: [0, 0, 1, 0],
  },
  {
    world: 'sequence numbers pass 2^32',
    segments: [
      { at: 0, seq: 0xfffffff0, flags: 'S', window: 1000 },
      { at: 1, back: true, seq: 5, ack: 0xfffffff1, flags: 'SA' },
      data(1 * ms, 0xfffffff1, 100, { ack: 6 }),
      data(2 * ms, 0x55, 100, { ack: 6 }),
      data(300 * ms, 0xfffffff1, 100, { ack: 6 }),
    ],
    expect: (f) => [...resends(f), f.opener.bytes, f.opener.isn],
    toBe: [1, 0, 0, 0, 200, 0xfffffff0],
  },
  {
    world: 'a capture that begins late: what lies before its begin is nobody’s resend',
    midstream: true,
    segments: [data(1 * ms, 5000, 100), data(2 * ms, 4000, 100)],
    expect: (f) => [...resends(f), f.beganBeforeCapture],
    toBe: [0, 0, 0, 0, true],
  },
  {
    world: 'one frame captured twice',
    segments: [data(1 * ms, 1, 100, { id: 9 }), data(1010, 1, 100, { id: 9 })],
    expect: (f) => [...resends(f), f.duplicatePackets],
    toBe: [0, 0, 0, 0, 1],
  },
  {
    world: 'acknowledged, and never captured',
    segments: [data(1 * ms, 1, 100), ack(2 * ms, 501)],
    expect: (f) => [f.opener.ackedUnseenBytes, f.captureLossBytes],
    toBe: [400, 400],
  },
  {
    world: 'a hole that is acknowledged all the same',
    segments: [data(1 * ms, 1, 100), data(2 * ms, 201, 100), ack(3 * ms, 301)],
    expect: (f) => [f.captureLossBytes, ...resends(f)],
    toBe: [100, 0, 0, 0, 0],
  },

  // Why it was sent again.
  {
    world: 'three duplicate acknowledgments, then the resend',
    segments: [
      data(1 * ms, 1, 100),
      ...[2, 3, 4, 5].map((n) => data(n * ms, n * 100 - 99, 100)),
      ack(6 * ms, 101),
      ...[7, 8, 9].map((n) => ack(n * ms, 101, { options: sack([201, 301 + (n - 7) * 100]) })),
      data(10 * ms, 101, 100),
    ],
    expect: (f) => [f.opener.resends.fast, f.opener.resends.timeout, f.answerer.duplicateAcks],
    toBe: [1, 0, 3],
  },
  {
    world: 'the only segment in flight is probed, then the timer ran out, and again',
    segments: [data(1 * ms, 1, 100), data(220 * ms, 1, 100), data(660 * ms, 1, 100), data(1540 * ms, 1, 100)],
    expect: (f) => [
      f.opener.resends.tailProbes,
      f.opener.resends.timeout,
      f.opener.chains[0]?.count,
      f.opener.chains[0]?.answered,
      f.opener.chains[0]?.start.frame,
      ...ended(f),
    ],
    toBe: [1, 2, 3, false, 4, 'silent', 'opener'],
  },
  {
    world: 'the timer ran out on two segments in flight, and again',
    segments: [data(1 * ms, 1, 100), data(2 * ms, 101, 100), data(220 * ms, 1, 100), data(660 * ms, 1, 100)],
    expect: (f) => [f.opener.resends.tailProbes, f.opener.resends.timeout],
    toBe: [0, 2],
  },
  {
    world: 'resends that are answered in the end',
    segments: [data(1 * ms, 1, 100), data(220 * ms, 1, 100), data(660 * ms, 1, 100), ack(661 * ms, 101)],
    expect: (f) => [f.opener.chains[0]?.count, f.opener.chains[0]?.answered, f.opener.chains[0]?.answeredAt?.frame, ...ended(f), f.healthy],
    toBe: [2, true, 7, 'open', undefined, true],
  },
  {
    world: 'the last segment again, before the timer',
    segments: [data(1 * ms, 1, 100), data(1100, 101, 100), data(9 * ms, 101, 100)],
    expect: (f) => [f.opener.resends.tailProbes, f.opener.resends.timeout],
    toBe: [1, 0],
  },
  {
    world: 'D-SACK: the resend was needless',
    segments: [data(1 * ms, 1, 100), data(300 * ms, 1, 100), ack(301 * ms, 101), ack(302 * ms, 101, { options: sack([1, 101]) })],
    expect: (f) => [f.opener.resends.needless],
    toBe: [1],
  },
  {
    world: 'the echo is older than the resend: needless',
    segments: [
      data(1 * ms, 1, 100, { options: timestamps(10, 0) }),
      data(300 * ms, 1, 100, { options: timestamps(310, 0) }),
      ack(301 * ms, 101, { options: timestamps(5, 10) }),
    ],
    expect: (f) => [f.opener.resends.needless],
    toBe: [1],
  },
  {
    world: 'the echo is the resend’s: needed',
    segments: [
      data(1 * ms, 1, 100, { options: timestamps(10, 0) }),
      data(300 * ms, 1, 100, { options: timestamps(310, 0) }),
      ack(301 * ms, 101, { options: timestamps(5, 310) }),
    ],
    expect: (f) => [f.opener.resends.needless],
    toBe: [0],
  },
  {
    world: 'the same acknowledgment with nothing outstanding is no duplicate',
    segments: [data(1 * ms, 1, 100), ack(2 * ms, 101), ack(3 * ms, 101), ack(4 * ms, 101)],
    expect: (f) => [f.answerer.duplicateAcks],
    toBe: [0],
  },
  {
    world: 'blocks outside everything sent: one side was renumbered',
    segments: [data(1 * ms, 1, 100), ack(2 * ms, 1, { options: sack([0x70000000, 0x70000100]) })],
    expect: (f) => [f.answerer.sackOutside, f.answerer.sackBlocks],
    toBe: [1, 1],
  },

  // Probes.
  {
    world: 'keepalives without payload, answered',
    segments: [1, 2, 3].flatMap((n): Segment[] => [{ at: n * 2 * s, seq: 0, ack: 1 }, ack(n * 2 * s + 100, 1)]),
    expect: ({ opener: { keepalives: k } }) => [k.count, k.answered, k.unansweredAtEnd, k.payload, Math.round((k.idleUs ?? 0) / s)],
    toBe: [3, 3, 0, 0, 2],
  },
  {
    world: 'keepalives with one byte, as Windows sends',
    segments: [data(1 * ms, 1, 10), ack(2 * ms, 11), data(5 * s, 10, 1, { flags: 'A' }), ack(5 * s + 100, 11)],
    expect: (f) => [f.opener.keepalives.count, f.opener.keepalives.payload, ...resends(f)],
    toBe: [1, 1, 0, 0, 0, 0],
  },
  {
    world: 'keepalives that nobody answers',
    segments: [
      { at: 60 * s, seq: 0 },
      { at: 61 * s, seq: 0 },
      { at: 62 * s, seq: 0 },
    ],
    expect: (f) => [f.opener.keepalives.unansweredAtEnd, f.opener.keepalives.intervalUs, f.idle.beforeDeath?.brokenWith, ...ended(f)],
    toBe: [3, 1 * s, 'keepalive', 'silent', 'opener'],
  },
  {
    world: 'probes of a closed window, without payload, as Linux sends',
    segments: [
      data(1 * ms, 1, 100),
      ack(2 * ms, 101, { window: 0 }),
      { at: 220 * ms, seq: 100 },
      ack(221 * ms, 101, { window: 0 }),
      { at: 660 * ms, seq: 100 },
      ack(661 * ms, 101, { window: 500 }),
    ],
    expect: (f) => [
      f.opener.windowProbes.count,
      f.opener.windowProbes.answered,
      f.opener.windowProbes.style,
      f.opener.keepalives.count,
      f.answerer.zeroWindow.count,
      f.answerer.zeroWindow.episodes[0]?.ended,
      f.answerer.zeroWindow.episodes[0]?.us,
    ],
    toBe: [2, 2, 'empty', 0, 1, 'reopened', 659 * ms],
  },
  {
    world: 'probes of a closed window with the next byte, as BSD and Windows send',
    segments: [
      data(1 * ms, 1, 100),
      ack(2 * ms, 101, { window: 0 }),
      data(5 * s, 101, 1),
      ack(5 * s + 100, 101, { window: 0 }),
      data(10 * s, 101, 1),
      ack(10 * s + 100, 101, { window: 0 }),
    ],
    expect: (f) => [f.opener.windowProbes.count, f.opener.windowProbes.style, ...resends(f), f.answerer.zeroWindow.episodes[0]?.ended],
    toBe: [2, 'one-byte', 0, 0, 0, 0, 'capture-end'],
  },
  {
    world: 'a reset ends a closed window',
    segments: [data(1 * ms, 1, 100), ack(2 * ms, 101, { window: 0 }), { at: 9 * s, seq: 101, flags: 'RA' }],
    expect: (f) => [f.answerer.zeroWindow.episodes[0]?.ended, f.answerer.zeroWindow.longestUs, ...ended(f)],
    toBe: ['reset', 9 * s - 2 * ms, 'reset', 'opener'],
  },

  // Windows.
  {
    world: 'the window is filled to the edge',
    segments: [ack(1 * ms, 1, { window: 1 }), data(2 * ms, 1, 128)],
    expect: (f) => [f.opener.windowFull, f.opener.windowScale.is, f.answerer.window.maxBytes],
    toBe: [1, 'known', 128],
  },
  {
    world: 'the right edge moves left',
    segments: [ack(1 * ms, 1, { window: 100 }), ack(2 * ms, 1, { window: 50 })],
    expect: (f) => [f.answerer.window.shrinks, f.answerer.window.largestShrink],
    toBe: [1, 50 * 128],
  },
  {
    world: 'what the scale rounds off is no shrinking',
    segments: [ack(1 * ms, 1, { window: 100 }), data(2 * ms, 1, 100), ack(3 * ms, 101, { window: 99 })],
    expect: (f) => [f.answerer.window.shrinks],
    toBe: [0],
  },
  {
    world: 'one end does not scale: neither does',
    segments: [...handshake([7, undefined]), ack(1 * ms, 1, { window: 500 })],
    expect: (f) => [f.opener.windowScale.is, f.answerer.windowScale.is, f.opener.syn?.windowShift, f.answerer.syn?.windowShift, f.answerer.window.maxBytes],
    toBe: ['off', 'off', 7, undefined, 500],
  },
  {
    world: 'the SYN is not there: nobody knows the scale',
    midstream: true,
    segments: [data(1 * ms, 1, 100), ack(2 * ms, 101, { window: 500 })],
    expect: (f) => [f.opener.windowScale.is, f.openerBy, f.tuple.to.port],
    toBe: ['unknown', 'port', 873],
  },
  {
    world: 'bytes in flight, and what of them was acknowledged',
    segments: [
      data(1 * ms, 1, 1000),
      data(2 * ms, 1001, 1000),
      ack(3 * ms, 2001),
      data(4 * ms, 2001, 1000),
      data(5 * ms, 3001, 1000),
      data(6 * ms, 4001, 1000),
    ],
    expect: (f) => [f.opener.inFlight.most, f.opener.inFlight.mostAcked, f.opener.inFlight.atEnd, f.opener.inFlight.since?.frame],
    toBe: [3000, 2000, 3000, 7],
  },

  // Silences.
  {
    world: 'a silence that is survived',
    segments: [data(1 * ms, 1, 10), ack(2 * ms, 11), data(30 * s, 11, 10), ack(30 * s + 100, 21)],
    expect: ({ idle }) => [Math.round((idle.longestSurvived?.us ?? 0) / s), idle.longestSurvived?.brokenWith, idle.longestSurvived?.brokenBy, idle.beforeDeath],
    toBe: [30, 'data', 'opener', undefined],
  },
  {
    world: 'a silence, then a reset of what follows',
    segments: [data(1 * ms, 1, 10), ack(2 * ms, 11), data(30 * s, 11, 10), { at: 30 * s + 200, back: true, seq: 1, flags: 'R', window: 0 }],
    expect: ({ idle, resets: [reset] }) => [
      Math.round((idle.beforeDeath?.us ?? 0) / s),
      idle.longestSurvived,
      reset?.trigger?.kind,
      reset?.trigger?.delayUs,
      reset?.trigger?.echoesAck,
    ],
    toBe: [30, undefined, 'data', 200, true],
  },
  {
    world: 'a silence, then a reset out of nothing',
    segments: [data(1 * ms, 1, 10), ack(2 * ms, 11), { at: 300 * s, back: true, seq: 1, ack: 11, flags: 'RA' }],
    expect: ({ idle }) => [Math.round((idle.beforeDeath?.us ?? 0) / s), idle.beforeDeath?.brokenWith],
    toBe: [300, 'reset'],
  },
  {
    world: 'a wait for an acknowledgment is no idleness',
    segments: [data(1 * ms, 1, 10), data(220 * ms, 1, 10), data(1 * s, 1, 10), data(3 * s, 1, 10)],
    expect: ({ idle }) => [idle.beforeDeath],
    toBe: [undefined],
  },
  {
    world: 'the silence of one direction',
    segments: [
      data(1 * ms, 1, 10),
      ack(2 * ms, 11),
      ...[1, 2, 3, 4].map((n) => ({ at: n * 10 * s, back: true, seq: n * 10 - 9, ack: 11, data: 10 }) as const),
      data(45 * s, 11, 10),
    ],
    expect: (f) => [Math.round((f.opener.longestSilence?.us ?? 0) / s), Math.round((f.idle.longest?.us ?? 0) / s)],
    toBe: [45, 10],
  },

  // How it begins and ends.
  {
    world: 'SYNs that nobody answers',
    segments: [0, 1, 3, 7].map((n) => ({ at: n * s, seq: 77, flags: 'S' })),
    expect: (f) => [
      ...ended(f),
      f.attempts[0]?.count,
      f.attempts[0]?.sends.map(({ us }) => Math.round((us % (100 * s)) / s)),
      f.attempts[0]?.outcome,
      f.history,
    ],
    toBe: ['unanswered', 'opener', 4, [0, 1, 3, 7], 'silent', 'S_1S_2S_4S'],
  },
  {
    world: 'a SYN that is refused',
    segments: [
      { at: 0, seq: 77, flags: 'S' },
      { at: 100, back: true, seq: 0, ack: 78, flags: 'RA', window: 0 },
    ],
    expect: (f) => [...ended(f), f.attempts[0]?.outcome, f.attempts[0]?.answer?.frame, f.resets[0]?.trigger?.kind],
    toBe: ['refused', 'answerer', 'refused', 2, 'syn'],
  },
  {
    world: 'a SYN that is answered by an acknowledgment of something else',
    segments: [
      { at: 0, seq: 77, flags: 'S' },
      { at: 100, back: true, seq: 5000, ack: 99_000 },
      { at: 200, seq: 99_000, flags: 'R', window: 0 },
    ],
    expect: (f) => [f.attempts[0]?.outcome === 'challenge' || f.ending.how === 'reset', f.captureLossBytes],
    toBe: [true, 0],
  },
  {
    world: 'closed by both',
    segments: [
      { at: 1 * ms, seq: 1, flags: 'FA' },
      { at: 2 * ms, back: true, seq: 1, ack: 2, flags: 'FA' },
      { at: 3 * ms, seq: 2, ack: 2 },
    ],
    expect: (f) => [...ended(f), f.fins.map(({ from, acked }) => [from, acked]), f.healthy, f.history],
    toBe: [
      'fin',
      'answerer',
      [
        ['opener', true],
        ['answerer', true],
      ],
      true,
      'ShAFf',
    ],
  },
  { world: 'closed by one', segments: [{ at: 1 * ms, seq: 1, flags: 'FA' }, ack(2 * ms, 2)], expect: ended, toBe: ['half-closed', 'opener'] },
  {
    world: 'a reset after both have closed changes nothing',
    segments: [
      { at: 1 * ms, seq: 1, flags: 'FA' },
      { at: 2 * ms, back: true, seq: 1, ack: 2, flags: 'FA' },
      { at: 3 * ms, seq: 2, flags: 'R', window: 0 },
    ],
    expect: (f) => [...ended(f), f.resetCount],
    toBe: ['fin', 'answerer', 1],
  },
  {
    world: 'a reset of the owner of the socket',
    segments: [
      data(1 * ms, 1, 10, { id: 5 }),
      ack(2 * ms, 11, { id: 70, ttl: 60, window: 300 }),
      ack(3 * ms, 11, { id: 71, ttl: 60, window: 300 }),
      { at: 4 * ms, back: true, seq: 1, ack: 11, flags: 'RA', id: 72, ttl: 60, window: 300 },
    ],
    expect: ({ resets: [r] }) => [r?.seqOffset, r?.ackOffset, r?.ttlOff, r?.ipIdFits, r?.windowFits, r?.withAck],
    toBe: [0, 0, 0, true, true, true],
  },
  {
    world: 'a reset of a device: another TTL, no counter, no window',
    segments: [
      ...[1, 2, 3, 4].flatMap((n) => [data(n * ms, n * 10 - 9, 10), ack(n * ms + 100, n * 10 + 1, { id: 70 + n, ttl: 60, window: 300 })]),
      { at: 9 * ms, back: true, seq: 1, flags: 'R', id: 40_000, ttl: 64, window: 0 },
    ],
    expect: ({ resets: [r] }) => [r?.ttlOff, r?.ipIdFits, r?.windowFits, r?.withAck, r?.tsVal],
    toBe: [4, false, false, false, null],
  },
  {
    world: 'packets after the death',
    segments: [data(1 * ms, 1, 10), { at: 2 * ms, back: true, seq: 1, flags: 'R' }, data(3 * ms, 11, 10), data(4 * ms, 21, 10)],
    expect: (f) => [f.packetsAfterDeath],
    toBe: [2],
  },
  {
    world: 'one direction only',
    midstream: true,
    segments: [data(1 * ms, 1, 10), data(2 * ms, 11, 10)],
    expect: (f) => [f.oneSided, f.captureLossBytes, f.ending.how],
    toBe: [true, 0, 'open'],
  },
]

for (const { world, segments, midstream, expect, toBe } of rules) {
  const whole = midstream === true || segments[0]?.flags === 'S' ? segments : [...handshake(), ...segments]
  test(world, () => assert.deepEqual(expect(flowOf(whole)), toBe))
}

test('a SYN with another number on the same ports begins a new flow that names the old', () => {
  const again = handshake().map((one) => ({
    ...one,
    at: (one.at ?? 0) + s,
    seq: (one.seq ?? 0) + (one.back === true ? 500 : 9000),
    ack: (one.ack ?? 0) + (one.back === true ? 9000 : 500),
  }))
  const flows = flowsOf([...handshake(), data(1 * ms, 1, 10), ...again])
  assert.deepEqual(
    flows.map(({ stream, reuses, attempts }) => [stream, reuses, attempts[0]?.reusedPorts]),
    [
      [0, undefined, false],
      [1, 0, true],
    ],
  )
})

test('the first and the last segments of each direction are kept, and no more', () => {
  const many = Array.from({ length: 200 }, (_, n) => data((n + 1) * ms, 1 + n * 10, 10))
  const { samples } = flowOf([...handshake(), ...many])
  assert.equal(samples?.opener.length, 64)
  assert.deepEqual(samples.opener.map(({ seq }) => seq).slice(0, 4), [0, 1, 1, 11])
  assert.equal(samples.opener.at(-1)?.seq, 1991)
  assert.equal(samples.opener.at(32)?.seq, 1 + (200 - 32) * 10)
})
