import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { temporaryFolder } from '../../test/support/evidence.ts'
import { CaptureReader } from '../read/capture/capture.ts'
import { handshake, pcap, type Segment, timed } from '../../test/support/hand-made-frames.ts'
import { flowDetails } from './flow-details.ts'
import { flowRows, type ListedFlow } from './flow-rows.ts'
import { collectFilter, selected } from './flow-selection.ts'

const s = 1_000_000

/** Three connections: a long quiet one, a reset one with a resend, one that nobody answered. */
function connections(): readonly ListedFlow[] {
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
  return reader.end().flows.map((flow) => ({ capture: 'a.pcap', flow }))
}

const flows = connections()
const ports = (list: readonly ListedFlow[]): readonly number[] => list.map(({ flow }) => flow.tuple.from.port - 40_000)

const orders = {
  start: [1, 2, 3],
  duration: [1, 3, 2],
  bytes: [2, 1, 3],
  retransmissions: [2, 3, 1],
  idle: [1, 3, 2],
  end: [2, 3, 1],
  packets: [1, 2, 3],
  rtt: [1, 2, 3],
  stream: [1, 2, 3],
  'zero-window': [1, 2, 3],
} as const
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
  ['troubled', [2, 3]],
  ['resent=1..', [2, 3]],
  ['packets=..6', [2, 3]],
  ['duration=0.5..5', [3]],
  ['idle=20..,port=873', [1]],
  ['stream=1', [2]],
]
for (const [filter, expected] of filters)
  test(`filtered by ${filter}`, () => assert.deepEqual(ports(selected(flows, collectFilter(filter), 'start')), expected))

for (const wrong of ['port=x', 'ended=badly', 'host', 'colour=red', 'idle=', 'idle=..', 'idle=long', 'toString=1', ''])
  test(`a filter nobody knows: ${wrong}`, () => assert.throws(() => collectFilter(wrong), /Give host=ADDRESS/))

for (const impossible of ['bytes=10..1', 'port=873,idle=5..0.5'])
  test(`a range that holds nothing: ${impossible}`, () => assert.throws(() => collectFilter(impossible), /Nothing is both/))

test('one line each where there is room, with a heading', () => {
  const rows = flowRows(selected(flows, [], 'start'), undefined)
  assert.equal(rows.length, 4)
  assert.match(rows[0] ?? '', /^start \(UTC\) +from +to +lasted +packets +out +back +rtt +resent +zero win +idle +ended +history +frames +filter$/)
  assert.match(
    rows[2] ?? '',
    /10\.0\.0\.1:40002 +10\.0\.0\.2:873 +300 ms +6 +1\.00 kB +0 B .* 1 +- +299 ms +reset by 10\.0\.0\.2 +ShAD[TP]r! +6-11 +tcp\.stream eq 1$/,
  )
  assert.match(rows[3] ?? '', /no answer to 2 SYNs +S_1S +\d+-\d+ +tcp\.stream eq 2$/)
})

test('of several captures each line names its own', () => {
  const rows = flowRows([...flows, ...flows.map((one) => ({ ...one, capture: 'b.pcap' }))], undefined)
  assert.match(rows[0] ?? '', /^capture +start/)
  assert.deepEqual(
    rows.slice(1).map((row) => row.split(' ')[0]),
    ['a.pcap', 'a.pcap', 'a.pcap', 'b.pcap', 'b.pcap', 'b.pcap'],
  )
})

for (const columns of [40, 60, 80, 120])
  test(`on a terminal of ${columns} columns no line is longer, and the frames and the filter are there`, () => {
    const long = flows.map(({ flow }) => ({ capture: 'a/folder/with/a/long/name/capture.pcap', flow: { ...flow, history: 'ShAD'.repeat(50) } }))
    for (const listed of [flows, [...flows, ...long]]) {
      const rows = flowRows(listed, columns)
      assert.deepEqual(
        rows.filter((row) => row.length > columns),
        [],
      )
      assert.match(rows.join('\n'), /tcp\.stream eq 1,\s+frames 6-11/)
    }
  })

test('every counter, both directions beside each other', () => {
  const [, reset] = flows
  assert.ok(reset !== undefined)
  const text = flowDetails([reset]).join('\n')
  assert.match(text, /a\.pcap, tcp\.stream eq 1, frames 6-11/)
  assert.match(text, /from 10\.0\.0\.1:40002 +from 10\.0\.0\.2:873\n/)
  assert.match(text, /bytes, each once +1000 +-\n/)
  assert.match(text, /sent again: all bytes seen before +1 \(frame \d+\) +-\n/)
  assert.match(text, /SYN: window scale +7 +7\n/)
  assert.doesNotMatch(text, /keepalives/)
})

test('no connections: nothing, not even a heading', () => assert.deepEqual(flowRows([], undefined), []))

const root = path.join(import.meta.dirname, '../..')
const run = (...args: readonly string[]) => spawnSync(process.execPath, [path.join(root, 'src/main.ts'), 'flows', ...args], { encoding: 'utf8' })

test('a folder with captures and other files: the captures are listed, the others counted on stderr', () => {
  const { status, stdout, stderr } = run('--output', 'jsonl', path.join(root, 'src/read/capture/samples/idle-reset'))
  assert.equal(status, 0)
  assert.deepEqual(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).ending.how),
    ['reset', 'open'],
  )
  assert.match(stdout, /^\{"capture":"[^"]+client\.pcap","id":"s1 stream 0"/)
  assert.match(stderr, /^holdfast: 1 file passed over: not packet captures$/m)
})

test('a capture without a frame is told as such, one named twice is listed once', (t) => {
  const folder = temporaryFolder(t)
  const [empty, twice] = [path.join(folder, 'empty.pcap'), path.join(root, 'src/read/capture/samples/idle-reset/client.pcap')]
  writeFileSync(empty, pcap([]))
  const { status, stdout, stderr } = run(empty, twice, twice, '-o', 'jsonl')
  assert.equal(status, 0)
  assert.match(stderr, /^holdfast: \S+empty\.pcap: an empty capture: no frame in it: capture on the host .+$/m)
  assert.match(stderr, /client\.pcap: the same file as \S+client\.pcap: read once$/m)
  assert.doesNotMatch(stderr, /not a packet capture/)
  assert.equal(stdout.trim().split('\n').length, 1)
})

test('no capture at all: status 2', () => {
  const { status, stderr } = run(path.join(root, 'package.json'))
  assert.equal(status, 2)
  assert.match(stderr, /package\.json: not a packet capture: passed over/)
})

test('a filter that nothing fits says so', () => {
  const { stdout, stderr } = run('--filter', 'port=1', path.join(root, 'src/read/capture/samples/idle-reset/client.pcap'))
  assert.equal(stdout, '')
  assert.match(stderr, /^holdfast: no connection is as --filter wants it: 1 connection left out$/m)
})
