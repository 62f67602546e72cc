import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import type { FlowRecord } from '../../model/index.ts'
import { captureEvents, CaptureReader, type CaptureReading } from './capture.ts'

const folder = path.join(import.meta.dirname, 'samples')
const bytesOf = (name: string): Buffer => readFileSync(path.join(folder, `${name}.pcap`))

function read(bytes: Uint8Array, pieceBytes = 4096): CaptureReading {
  const reader = new CaptureReader('s1')
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.feed(bytes.subarray(at, at + pieceBytes))
  return reader.end()
}

const seconds = (us: number | undefined): number => Math.round((us ?? 0) / 1_000_000)

/** Recorded connections: what one end's capture must say. */
const samples: readonly (readonly [name: string, world: string, says: (flow: FlowRecord) => readonly unknown[], expected: readonly unknown[]])[] = [
  [
    'idle-silent/client',
    '5 s of silence, then no answer',
    (f) => [f.ending.how, seconds(f.idle.beforeDeath?.us), f.idle.beforeDeath?.brokenWith, f.opener.chains.length > 0, f.vantage.near],
    ['silent', 5, 'data', true, 'opener'],
  ],
  [
    'idle-silent/server',
    'nothing after the silence arrived here',
    (f) => [f.ending.how, f.idle.longest, f.opener.bytes, f.vantage.near],
    ['open', undefined, 5000, 'answerer'],
  ],
  [
    'idle-reset/client',
    '5 s of silence, then a reset with the TTL of a nearer host',
    (f) => [f.ending.how, f.ending.by, seconds(f.idle.beforeDeath?.us), f.resets[0]?.ttlOff, f.resets[0]?.trigger?.kind],
    ['reset', 'answerer', 5, 1, 'data'],
  ],
  [
    'keepalive/client',
    'keepalives every second, all answered, closed in order',
    (f) => [
      f.ending.how,
      f.opener.keepalives.count >= 4,
      f.opener.keepalives.unansweredAtEnd,
      seconds(f.opener.keepalives.idleUs),
      seconds(f.idle.longestSurvived?.us),
      f.healthy,
    ],
    ['fin', true, 0, 1, 1, true],
  ],
  [
    'zero-window/client',
    'the window was closed for seconds and opened again',
    (f) => [
      f.ending.how,
      f.answerer.zeroWindow.episodes.at(-1)?.ended,
      f.answerer.zeroWindow.longestUs > 2_000_000,
      f.opener.windowProbes.style,
      f.opener.keepalives.count,
    ],
    ['fin', 'reopened', true, 'empty', 0],
  ],
  [
    'syn-dropped/client',
    'SYNs without an answer',
    (f) => [f.ending.how, f.attempts[0]?.outcome, (f.attempts[0]?.count ?? 0) >= 6],
    ['unanswered', 'silent', true],
  ],
  ['refused/client', 'a SYN answered by a reset of the host itself', (f) => [f.ending.how, f.resets[0]?.withAck, f.resets[0]?.window], ['refused', true, 0]],
  [
    'killed-unread/client',
    'the owner of the socket resets',
    (f) => [f.ending.how, f.ending.by, f.resets[0]?.ttlOff, f.resets[0]?.windowFits, f.resets[0]?.ipIdFits],
    ['reset', 'answerer', 0, true, true],
  ],
  ['linger0/client', 'an abort is a reset of the owner of the socket', (f) => [f.ending.how, f.resets[0]?.seqOffset, f.resets[0]?.withAck], ['reset', 0, true]],
  [
    'mtu-blackhole/client',
    'large segments are never acknowledged, small ones were',
    (f) => [
      f.ending.how,
      f.opener.chains.at(-1)?.answered,
      (f.opener.chains.at(-1)?.length ?? 0) > 1348,
      f.opener.segments.largestAcked,
      f.opener.segments.dontFragment,
      f.icmpCount,
    ],
    ['silent', false, true, 500, 'all', 0],
  ],
]

for (const [name, world, says, expected] of samples) {
  test(`${name}: ${world}`, () => {
    const { flows } = read(bytesOf(name))
    assert.equal(flows.length, 1)
    assert.deepEqual(
      flows.flatMap((flow) => says(flow)),
      expected,
    )
  })
}

test('loss: what one end sent again, the other sees as lost before it', () => {
  const [client] = read(bytesOf('loss/client')).flows
  const [server] = read(bytesOf('loss/server')).flows
  const sent = client?.opener.resends
  const missed = server?.opener.resends
  assert.equal(sent?.holeFills, 0)
  assert.ok((sent?.certain ?? 0) >= 1)
  assert.equal((missed?.holeFills ?? 0) + (missed?.certain ?? 0) + (missed?.partial ?? 0), (sent?.certain ?? 0) + (sent?.partial ?? 0))
  assert.equal(missed?.reordered, 0)
  assert.equal(client?.captureLossBytes, 0)
})

test('syn-dropped/server: a capture without a packet says nothing, and is no failure', () => {
  const reading = read(bytesOf('syn-dropped/server'))
  assert.deepEqual([reading.capture.frames, reading.capture.truncated, captureEvents(reading)], [0, false, []])
})

test('an event stands at its first frame, on the clock of its capture, with a filter that shows it', () => {
  const [whole, flow] = captureEvents(read(bytesOf('idle-reset/client')))
  assert.equal(whole?.kind, 'capture.observed')
  assert.equal(flow?.kind, 'flow.observed')
  assert.deepEqual(flow.at, { source: 's1', frame: 1, filter: 'tcp.stream eq 0 && frame.number >= 1' })
  assert.equal(flow.when?.clock, 's1 epoch')
  assert.match(flow.when.utc ?? '', /^2026-/)
})
