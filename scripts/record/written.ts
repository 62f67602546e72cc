// Writes captures of faults that cannot be made in network namespaces, where all hosts share one kernel and its clock.
// Usage: node scripts/record/written.ts OUT_DIR
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { handshake, pcap, type Segment, timed, timestamps } from '../../test/support/hand-made-frames.ts'

const second = 1_000_000
const out = process.argv[2] ?? '.'

/** A client that is paused from second 30 to second 900, as the server's tap sees it: its timestamps go on as if no time had passed. */
function paused(): readonly Segment[] {
  const pausedAt = 30
  const pausedFor = 870
  const ticks = (at: number): number => 1000 * (at > pausedAt ? at - pausedFor : at)
  const stamped = (at: number, segment: Segment): Segment =>
    segment.back === true
      ? { ...segment, at: at * second, ttl: 64, options: timestamps(7000 + at * 1000, ticks(Math.min(at, pausedAt))) }
      : { ...segment, at: at * second, ttl: 63, options: timestamps(5000 + ticks(at), 7000 + 1000 * Math.min(at, pausedAt)) }
  const exchange = (index: number): readonly Segment[] => {
    const at = index / 2 + 0.5
    const seq = 1 + index * 500
    return [stamped(at, { seq, data: 500, flags: 'PA' }), stamped(at + 0.001, { back: true, seq: 1, ack: seq + 500 })]
  }
  const sent = Array.from({ length: 59 }, (_, index) => exchange(index)).flat()
  const next = 1 + 59 * 500
  const probes = [330, 405, 480, 555].map((at) => stamped(at, { back: true, seq: 0, ack: next }))
  const given = stamped(630, { back: true, seq: 1, ack: next, flags: 'RA' })
  const awake = [
    stamped(900, { seq: next, data: 500, flags: 'PA' }),
    stamped(900.2, { seq: next + 500, data: 500, flags: 'PA' }),
    stamped(900.7, { seq: next + 1000, data: 500, flags: 'PA' }),
  ]
  const refusals = [900.001, 900.201, 900.701].map((at): Segment => ({ at: at * second, back: true, seq: 1, flags: 'R', window: 0, ttl: 64 }))
  const opened = handshake().map((segment) => ({ ...segment, ttl: segment.back === true ? 64 : 63 }))
  return [...opened, ...sent, ...probes, given, ...awake, ...refusals].toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0))
}

/** A firewall judges by the unscaled window and resets the client alone; the server's tap sees only what arrives, and then a client without its socket. */
function judgedByRawWindow(): readonly Segment[] {
  const [segment, ms] = [1448, 1000]
  const client = (at: number, one: Segment): Segment => ({ ...one, at: at * ms, ttl: 63 })
  const server = (at: number, one: Segment): Segment => ({ ...one, at: at * ms, ttl: 64, back: true, seq: 1 })
  const opened = handshake([3, 3]).map((one) => ({ ...one, ttl: one.back === true ? 64 : 63 }))
  const full = Array.from({ length: 14 }, (_, index) => client(10 + index * 0.01, { seq: 1 + index * segment, data: segment }))
  const filled = 1 + 14 * segment
  return [
    ...opened,
    server(5, { ack: 1, window: (14 * segment) >> 3 }),
    ...full,
    server(11, { ack: filled, window: 0 }),
    client(220, { seq: filled - 1, ack: 1 }),
    server(220.1, { ack: filled, window: 0 }),
    server(300, { ack: filled, window: 1448 }),
    client(300.1, { seq: filled, data: segment }),
    client(300.2, { seq: filled + segment, data: segment }),
    server(341, { ack: filled + 2 * segment, window: 1300 }),
    client(341.1, { seq: filled + 2 * segment, flags: 'R', window: 0 }),
  ].toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0))
}

const worlds: Readonly<Record<string, () => readonly Segment[]>> = { paused, 'judged-by-raw-window': judgedByRawWindow }
for (const [name, world] of Object.entries(worlds)) {
  mkdirSync(path.join(out, name, 'server'), { recursive: true })
  writeFileSync(path.join(out, name, 'server', 'capture.pcap'), pcap(timed(world()), { snap: 100 }))
}
