import assert from 'node:assert/strict'
import test from 'node:test'
import { captureForms } from '../../../test/support/capture-forms.ts'
import { beginSeconds, handshake, pcap, type Segment, timed } from '../../../test/support/hand-made-frames.ts'
import { block, ordered, padded, pcapng, section } from '../../../test/support/hand-made-pcapng.ts'
import { CaptureReader, type CaptureReading } from './capture.ts'
import { noteTexts } from '../note.ts'

const segments: readonly Segment[] = [
  ...handshake(),
  { at: 1_000_000, seq: 1, data: 1400, flags: 'PA' },
  { at: 1_000_500, back: true, seq: 1, ack: 1401 },
  { at: 2_000_000, seq: 1401, data: 10, flags: 'FPA' },
]
const frames = timed(segments)

function read(bytes: Uint8Array, pieceBytes = bytes.length): CaptureReading {
  const reader = new CaptureReader('s1')
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.feed(bytes.subarray(at, at + pieceBytes))
  return reader.end()
}

/** What must come out of every form of the same capture. */
function assertWhole({ capture, flows }: CaptureReading): void {
  assert.equal(capture.frames, frames.length)
  assert.equal(capture.truncated, false)
  const [flow] = flows
  assert.equal(flow?.opener.bytes, 1410)
  assert.equal(flow.first.us, beginSeconds * 1_000_000)
  assert.equal(flow.last.us, beginSeconds * 1_000_000 + 2_000_000)
  assert.deepEqual(flow.handshake, { synToSynAckUs: 100, synAckToAckUs: 100 })
}

const drops = (count: bigint): Buffer =>
  block(5, [ordered(4, 0n, false), ordered(8, 0n, false), ordered(2, 5n, false), ordered(2, 8n, false), ordered(8, count, false), ordered(4, 0n, false)], false)

for (const [world, bytes] of captureForms(frames)) {
  const tolerated = world.includes('power of two')
  test(`${world}: read whole and in pieces of any size`, () => {
    for (const piece of [1, 2, 3, 7, 16, 61, 1024, bytes.length]) {
      if (piece < 3 && bytes.length > 100_000) continue
      const reading = read(bytes, piece)
      if (!tolerated) assertWhole(reading)
      else assert.ok(Math.abs((reading.flows[0]?.last.us ?? 0) - beginSeconds * 1_000_000 - 2_000_000) <= 1)
    }
  })
}

test('a capture cut at any byte: what came before the cut is read, and the cut is told', () => {
  for (const whole of [pcap(frames), pcapng(frames)]) {
    let before = 0
    // Every byte of the headers and the first packets; in the bytes of data behind them one cut is like the next.
    for (const kept of Array.from(whole, (_, at) => at)
      .filter((at) => at < 300 || at % 9 === 0)
      .concat(whole.length)) {
      const { capture } = read(whole.subarray(0, kept), 97)
      assert.ok(capture.frames >= before && capture.frames <= frames.length)
      before = capture.frames
    }
    assert.equal(before, frames.length)
    assert.equal(read(whole.subarray(0, -3)).capture.truncated, true)
  }
})

test('several sections, each with interfaces of its own', () => {
  const { capture, flows } = read(Buffer.concat([pcapng(frames.slice(0, 3)), pcapng(frames.slice(3), { big: true, resolution: [9, 1_000_000_000n] })]))
  assert.equal(capture.frames, frames.length)
  assert.equal(flows[0]?.opener.bytes, 1410)
})

test('drops that the interface counted: the last count of each, sections added up', () => {
  const { capture, notes } = read(Buffer.concat([pcapng(frames), drops(3n), drops(8n), pcapng([]), drops(2n)]))
  assert.equal(capture.dropped, 10)
  assert.match(noteTexts(notes).join(), /10 packets were dropped/)
  assert.equal(read(pcapng(frames)).capture.dropped, undefined)
})

test('simple packet blocks have no time: they get that of the packet before', () => {
  const [first, second] = frames
  assert.ok(first !== undefined && second !== undefined)
  const simple = block(3, [ordered(4, BigInt(second.bytes.length), false), padded(second.bytes)], false)
  const { capture, flows, notes } = read(Buffer.concat([pcapng([first]), simple]))
  assert.equal(capture.frames, 2)
  assert.equal(flows[0]?.packets, 2)
  assert.match(noteTexts(notes).join(), /1 packet without a time/)
})

/** Lengths that lie: reading stops or goes on, and says so; it never fails. */
const hostile: readonly (readonly [world: string, bytes: Buffer, note: RegExp | undefined])[] = [
  [
    'a record of 4 GB',
    Buffer.concat([pcap(frames), Buffer.alloc(8), Buffer.from([255, 255, 255, 255, 1, 0, 0, 0]), Buffer.alloc(50)]),
    /impossible length near byte/,
  ],
  [
    'a record of 200 kB that is not there',
    Buffer.concat([pcap(frames), Buffer.alloc(8), Buffer.from([0, 0, 3, 0, 0, 0, 3, 0]), Buffer.alloc(50)]),
    /ends inside a frame/,
  ],
  ['a block of 4 bytes', Buffer.concat([pcapng(frames), Buffer.from([6, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0]), Buffer.alloc(50)]), /impossible length/],
  ['a block of 4 GB', Buffer.concat([pcapng(frames), Buffer.from([6, 0, 0, 0, 252, 255, 255, 255]), Buffer.alloc(50)]), /./],
  [
    'a packet of an interface that was never described',
    Buffer.concat([section(), block(6, [Buffer.alloc(20), Buffer.alloc(64)], false)]),
    /^not read: its 1 frame is of an interface that the capture does not describe$/,
  ],
  ['nothing but packets of a link type that is not read', pcap(frames, { link: 250 }), /^not read: its \d frames are of a link type that is not read \(250\)$/],
  ['a capture without a packet', pcap([]), /^an empty capture: no frame in it: capture on the host/],
  [
    'a packet that is longer than its block',
    Buffer.concat([pcapng(frames), block(6, [Buffer.alloc(12), Buffer.from([255, 255, 0, 0, 255, 255, 0, 0]), Buffer.alloc(64)], false)]),
    undefined,
  ],
  ['a time of the year 500000', pcapng(frames, { resolution: [0, 1n] }), undefined],
  ['nothing but the magic number', Buffer.from([0x0a, 0x0d, 0x0d, 0x0a]), /ends inside/],
  ['a section of no byte order', Buffer.concat([Buffer.from([0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 1, 2, 3, 4]), Buffer.alloc(16)]), /unknown byte order/],
]
for (const [world, bytes, note] of hostile) {
  test(`${world} is survived${note === undefined ? '' : ' and told'}`, () => {
    for (const piece of [bytes.length, 5]) {
      const { notes } = read(bytes, piece)
      if (note !== undefined) assert.match(noteTexts(notes).join('\n'), note)
    }
  })
}

test('what holds frames and none that can be read is lost, what holds none is not', () => {
  assert.deepEqual(
    [pcap(frames, { link: 250 }), pcap([]), pcap(frames)].map((bytes) => read(bytes).notes.some(({ lost }) => lost)),
    [true, false, false],
  )
})
