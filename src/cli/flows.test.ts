import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import test from 'node:test'
import type { FlowRecord } from '../model/index.ts'
import { CaptureReader } from '../read/capture/capture.ts'
import { handshake, pcap, type Segment, timed } from '../../test/support/hand-made-frames.ts'
import { flowRows } from './flow-rows.ts'
import { collectFilter, selected } from './flow-selection.ts'

const s = 1_000_000

/** Three connections: a long quiet one, a reset one with a resend, one that nobody answered. */
function connections(): readonly FlowRecord[] {
  const on = (port: number, at: number, segments: readonly Segment[]): readonly Segment[] =>
    segments.map((one) => ({ ...one, at: at + (one.at ?? 0), ports: [port, port === 40_003 ? 1556 : 873] as const }))
  const segments = [
    ...on(40_001, 0, [
      ...handshake(),
      { at: 1000, seq: 1, data: 10 },
      { at: 1100, back: true, seq: 1, ack: 11 },
      { at: 30 * s, seq: 11, data: 10 },
      { at: 30 * s + 100, back: true, seq: 1, ack: 21 },
    ]),
    ...on(40_002, 1 * s, [
      ...handshake(),
      { at: 1000, seq: 1, data: 1000 },
      { at: 300_000, seq: 1, data: 1000 },
      { at: 300_100, back: true, seq: 1, ack: 1001, flags: 'RA' },
    ]),
    ...on(40_003, 2 * s, [
      { at: 0, seq: 5, flags: 'S' },
      { at: s, seq: 5, flags: 'S' },
    ]),
  ].toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0))
  const reader = new CaptureReader('s1')
  reader.feed(pcap(timed(segments)))
  return reader.end().flows
}

const flows = connections()
const ports = (list: readonly FlowRecord[]): readonly number[] => list.map(({ tuple }) => tuple.from.port - 40_000)

const orders = { start: [1, 2, 3], duration: [1, 3, 2], bytes: [2, 1, 3], retransmissions: [2, 3, 1], idle: [1, 3, 2], end: [2, 3, 1] } as const
for (const [order, expected] of Object.entries(orders)) {
  test(`sorted by ${order}`, () => assert.deepEqual(ports(selected(flows, [], order as keyof typeof orders)), expected))
}

const filters: readonly (readonly [filter: string, expected: readonly number[]])[] = [
  ['port=873', [1, 2]],
  ['port=40003', [3]],
  ['host=10.0.0.2', [1, 2, 3]],
  ['host=10.0.0.9', []],
  ['ended=reset', [2]],
  ['ended=timeout', [3]],
  ['ended=open', [1]],
  ['port=873,ended=reset', [2]],
]
for (const [filter, expected] of filters)
  test(`filtered by ${filter}`, () => assert.deepEqual(ports(selected(flows, collectFilter(filter), 'start')), expected))

for (const wrong of ['port=x', 'ended=badly', 'host', 'colour=red'])
  test(`a filter nobody knows: ${wrong}`, () => assert.throws(() => collectFilter(wrong), /Give host=ADDRESS/))

test('one line each where there is room, with a heading', () => {
  const rows = flowRows(selected(flows, [], 'start'), undefined)
  assert.equal(rows.length, 4)
  assert.match(rows[0] ?? '', /^start \(UTC\) +from +to +lasted +out +back +rtt +resent +zero win +idle +ended +history$/)
  assert.match(rows[2] ?? '', /10\.0\.0\.1:40002 +10\.0\.0\.2:873 +300 ms +1\.00 kB +0 B .* 1 +- +299 ms +reset by 10\.0\.0\.2 +ShADTr!$/)
  assert.match(rows[3] ?? '', /no answer to 2 SYNs +S_1S$/)
})

test('on a narrow terminal no line is longer than it', () => {
  const rows = flowRows(flows, 80)
  assert.ok(
    rows.every((row) => row.length <= 80),
    rows.join('\n'),
  )
})

test('no connections: nothing, not even a heading', () => assert.deepEqual(flowRows([], undefined), []))

const root = path.join(import.meta.dirname, '../..')
const run = (...args: readonly string[]) => spawnSync(process.execPath, [path.join(root, 'src/main.ts'), 'flows', ...args], { encoding: 'utf8' })

test('a folder with captures and other files: the captures are listed, the others named on stderr', () => {
  const { status, stdout, stderr } = run('--output', 'jsonl', path.join(root, 'src/read/capture/samples/idle-reset'))
  assert.equal(status, 0)
  assert.deepEqual(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).ending.how),
    ['reset', 'open'],
  )
  assert.match(stderr, /source\.md: not a packet capture: passed over/)
})

test('no capture at all: status 2', () => assert.equal(run(path.join(root, 'package.json')).status, 2))
