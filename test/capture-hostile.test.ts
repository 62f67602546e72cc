import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { globSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { captureForms } from './support/capture-forms.ts'
import { carriers } from './support/carried-frames.ts'
import { handshake, pcap, type Segment, timed } from './support/hand-made-frames.ts'
import { pcapng } from './support/hand-made-pcapng.ts'
import { captureEvents, CaptureReader, type CaptureReading } from '../src/read/capture/capture.ts'
import { Framing } from '../src/read/capture/framing.ts'

const samples = path.join(import.meta.dirname, '../src/read/capture/samples')

/** HOLDFAST_NIGHTLY=1 has time for more; HOLDFAST_SEED repeats a run. */
const nightly = process.env['HOLDFAST_NIGHTLY'] === '1'
const seed = Number(process.env['HOLDFAST_SEED'] ?? randomInt(1, 1_000_000))
/** One small capture takes less than a millisecond; the machine may have other work. */
const mostMs = 2_000

function read(bytes: Uint8Array, pieceBytes = bytes.length + 1): CaptureReading {
  const reader = new CaptureReader('s1')
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.feed(bytes.subarray(at, at + pieceBytes))
  return reader.end()
}

/** What must hold whatever the bytes were. */
function assertCounted(reading: CaptureReading, bytes: number): void {
  const { frames, tcpFrames, flows, flowsNotListed, truncated } = reading.capture
  assert.ok(tcpFrames <= frames, 'more segments than frames')
  assert.equal(reading.flows.length + flowsNotListed, flows, 'connections listed and counted')
  const packets = reading.flows.reduce((sum, flow) => sum + flow.packets + flow.duplicatePackets, 0)
  assert.ok(packets <= tcpFrames, 'more packets of connections than segments')
  assert.ok(truncated || frames > 0 || bytes === 0 || bytes >= emptyBytes, 'nothing read and nothing said')
  assert.ok(captureEvents(reading).length <= flows + 1, 'more told than counted')
}

/** Takes as long as all the rest. */
function assertFinite(reading: CaptureReading): void {
  assert.doesNotMatch(
    JSON.stringify(reading, (_, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? 'NOT FINITE' : value)),
    /NOT FINITE/,
  )
}

/** A pcap file header without a record. */
const emptyBytes = 24

const segments: readonly Segment[] = [
  ...handshake(),
  { at: 1000, seq: 1, data: 200, flags: 'PA' },
  { at: 2000, back: true, seq: 1, ack: 201, window: 0 },
  { at: 300_000, seq: 200 },
  { at: 300_100, back: true, seq: 1, ack: 201 },
  { at: 301_000, seq: 201, data: 100, flags: 'PA' },
  { at: 900_000, seq: 201, data: 100, flags: 'PA' },
  { at: 900_100, back: true, seq: 1, ack: 301, flags: 'FA' },
  { at: 900_200, seq: 301, ack: 2, flags: 'R' },
]

/** About 1 MB in frames of every size up to 64 kB. */
function megabyte(): ReturnType<typeof timed> {
  const sizes = [0, 1, 100, 1448, 1448, 1448, 9000, 64_000]
  const made: Segment[] = [...handshake()]
  for (let [seq, index] = [1, 0]; seq < 1_000_000; index += 1) {
    const data = sizes[index % sizes.length] ?? 0
    made.push({ at: 1000 + index * 1000, seq, data, flags: 'PA' }, { at: 1500 + index * 1000, back: true, seq: 1, ack: seq + data })
    seq += data
  }
  return timed(made)
}

for (const [format, bytes, headerBytes] of [
  ['pcap', pcap(megabyte()), 24],
  ['pcapng', pcapng(megabyte()), pcapng([]).length],
] as const) {
  test(`${format}: a megabyte cut at each of its ${bytes.length.toLocaleString('en')} bytes is known to be cut, and how far it goes`, () => {
    const ends = frameEnds(format, bytes, headerBytes)
    let frames = 0
    const frame = (): void => {
      frames += 1
    }
    const framing = new Framing({ time: new Float64Array(1), frame, otherRecord: frame })
    for (let [whole, at] = [0, 0]; at < bytes.length; at += 1) {
      framing.feed(bytes.subarray(at, at + 1))
      while ((ends[whole]?.at ?? Infinity) <= at + 1) whole += 1
      // A frame may count once its headers are there, which are at most the first 1,024 bytes of it.
      const mayCount = whole < ends.length && at + 1 >= (ends[whole]?.headsAt ?? Infinity)
      if (frames < whole || frames > whole + (mayCount ? 1 : 0)) assert.fail(`cut at ${at + 1}: ${frames} frames, ${whole} whole`)
      const isWhole = at + 1 >= headerBytes && (at + 1 === headerBytes || ends[whole - 1]?.at === at + 1)
      if (at + 1 >= headerBytes && framing.unfinished > 0 === isWhole) assert.fail(`cut at ${at + 1}: ${framing.unfinished} bytes unfinished`)
    }
    assert.equal(framing.damage, undefined)
    assert.equal(frames, ends.length)
  })

  const cuts = nightly ? bytes.length : 60
  test(`${format}: a megabyte cut at ${cuts.toLocaleString('en')} places is read up to there`, () => {
    const random = generator(seed)
    for (let round = 0; round < cuts; round += 1) {
      const kept = nightly ? round : random(bytes.length)
      const reading = read(bytes.subarray(0, kept))
      assertCounted(reading, kept)
      if (round % 100 === 0) assertFinite(reading)
      if (!nightly) assert.deepEqual(reading.capture, read(bytes.subarray(0, kept), 50_000).capture)
    }
  })
}

/** Where each frame ends, and where all of it is there that is looked at. */
function frameEnds(format: 'pcap' | 'pcapng', bytes: Buffer, headerBytes: number): readonly { readonly at: number; readonly headsAt: number }[] {
  const ends: { at: number; headsAt: number }[] = []
  for (let at = headerBytes; at < bytes.length; ) {
    const captured = bytes.readUInt32LE(at + (format === 'pcap' ? 8 : 20))
    const header = format === 'pcap' ? 16 : 28
    const end = format === 'pcap' ? at + header + captured : at + bytes.readUInt32LE(at + 4)
    ends.push({ at: end, headsAt: at + header + Math.min(captured, 1024) })
    at = end
  }
  return ends
}

/** Small captures of every form, link type and carrier, and recorded ones. */
function originals(): readonly Uint8Array[] {
  const forms = captureForms(timed(segments)).map(([, bytes]) => bytes)
  const carried = carriers.map(([, link, frame]) =>
    pcap(
      [0, 1, 2].map((index) => ({ at: index * 1000, bytes: frame })),
      { link },
    ),
  )
  const recorded = globSync('**/*.pcap', { cwd: samples })
    .map((name) => path.join(samples, name))
    .filter((file) => statSync(file).size < 9_000)
  return [...forms, ...carried, ...recorded.map((file) => readFileSync(file))].filter(({ length }) => length < 20_000)
}

const mutations = nightly ? 1_000_000 : 10_000

test(`${mutations.toLocaleString('en')} damaged captures of every form and link type: none throws or hangs, everything is counted`, () => {
  const random = generator(seed)
  const all = originals()
  let slowest = 0
  for (let round = 0; round < mutations; round += 1) {
    const bytes = damage(all[random(all.length)] ?? Buffer.alloc(0), random)
    const begun = performance.now()
    try {
      const reading = read(bytes, 1 + random(3000))
      assertCounted(reading, bytes.length)
      if (round % 5 === 0) assertFinite(reading)
    } catch (error) {
      assert.fail(`HOLDFAST_SEED=${seed}, round ${round}: ${error instanceof Error ? error.stack : String(error)}`)
    }
    slowest = Math.max(slowest, performance.now() - begun)
  }
  assert.ok(slowest < mostMs, `HOLDFAST_SEED=${seed}: one took ${slowest} ms`)
})

/** xorshift32: the same seed gives the same damage. */
function generator(first: number): (below: number) => number {
  let state = first || 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

function damage(original: Uint8Array, random: (below: number) => number): Buffer {
  const bytes = Buffer.from(original)
  for (let times = 1 + random(12); times > 0; times -= 1) {
    const at = random(bytes.length)
    const kind = random(5)
    if (kind === 0) bytes[at] = random(256)
    else if (kind === 1) bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8))
    else if (kind === 2) bytes.writeUInt32LE(random(0xffffffff), Math.min(at, bytes.length - 4))
    else if (kind === 3) bytes.fill(random(256), at, Math.min(bytes.length, at + random(64)))
    else bytes.copyWithin(at, random(bytes.length))
  }
  return random(3) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes
}
