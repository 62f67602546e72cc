import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { handshake, pcap, type Segment, timed } from './support/hand-made-frames.ts'
import { CaptureReader, type CaptureReading } from '../src/read/capture/capture.ts'
import { type Annotation, CommentedCopy, type CopyResult } from '../src/read/capture/commented-copy.ts'

const segments: readonly Segment[] = [
  ...handshake(),
  { at: 1_000_000, seq: 1, data: 1401, flags: 'PA' },
  { at: 1_000_500, back: true, seq: 1, ack: 1402 },
  { at: 2_000_000, seq: 1402, data: 10, flags: 'FPA' },
]
const annotation: Annotation = {
  ofSection: 'what it was',
  frames: 6,
  ofFrames: new Map([
    [2, 'the answer'],
    [6, 'der Schluß\nin two lines'],
  ]),
}

function copy(bytes: Uint8Array, wanted: Annotation = annotation, pieceBytes = bytes.length): { readonly bytes: Buffer; readonly result: CopyResult } {
  const written: Buffer[] = []
  const copying = new CommentedCopy(wanted, (piece) => written.push(Buffer.from(piece)))
  // One buffer for all pieces, as readers of files use it.
  const piece = Buffer.alloc(Math.max(1, pieceBytes))
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const here = bytes.subarray(at, at + pieceBytes)
    piece.set(here)
    copying.feed(piece.subarray(0, here.length))
  }
  const result = copying.end()
  return { bytes: Buffer.concat(written), result }
}

function read(bytes: Uint8Array): CaptureReading {
  const reader = new CaptureReader('s1')
  reader.feed(bytes)
  return reader.end()
}

/** Every packet with its time's two words, as it stands in the blocks; and every comment. */
function packetsOf(bytes: Buffer): { readonly packets: readonly string[]; readonly comments: readonly string[] } {
  const packets: string[] = []
  const comments: string[] = []
  for (let at = 0, little = true; at < bytes.length; ) {
    if (bytes.readUInt32BE(at) === 0x0a0d0d0a) little = bytes.readUInt32BE(at + 8) === 0x4d3c2b1a
    const word = (where: number): number => (little ? bytes.readUInt32LE(where) : bytes.readUInt32BE(where))
    const [type, total] = [word(at), word(at + 4)]
    assert.equal(word(at + total - 4), total, 'a block ends with its length')
    const dataEnd = type === 6 ? at + 28 + word(at + 20) : at + 24
    if (type === 6) packets.push(`${word(at + 12)} ${word(at + 16)} ${word(at + 24)} ${bytes.toString('hex', at + 28, dataEnd)}`)
    const optionsAt = type === 6 ? at + 28 + ((word(at + 20) + 3) & ~3) : at + 24
    const code = little ? bytes.readUInt16LE(optionsAt) : bytes.readUInt16BE(optionsAt)
    const length = little ? bytes.readUInt16LE(optionsAt + 2) : bytes.readUInt16BE(optionsAt + 2)
    if ((type === 6 || type === 0x0a0d0d0a) && optionsAt < at + total - 4 && code === 1)
      comments.push(bytes.toString('utf8', optionsAt + 4, optionsAt + 4 + length))
    at += total
  }
  return { packets, comments }
}

const forms = {
  microseconds: {},
  nanoseconds: { nanoseconds: true },
  'big-endian': { bigEndian: true },
  'big-endian nanoseconds': { bigEndian: true, nanoseconds: true },
}
for (const [name, form] of Object.entries(forms)) {
  const stored = pcap(timed(segments), form)
  test(`pcap in ${name}: the same flows, the comments where they belong`, () => {
    const { bytes, result } = copy(stored)
    assert.deepEqual(result, { frames: 6, commented: 2, unplaced: 0 })
    const [before, after] = [read(stored), read(bytes)]
    assert.deepEqual(after.flows, before.flows)
    assert.equal(after.capture.truncated, false)
    assert.deepEqual(packetsOf(bytes).comments, ['what it was', 'the answer', 'der Schluß\nin two lines'])
  })

  test(`pcap in ${name}: copied again as pcapng, nothing but the comments differs`, () => {
    const plain = copy(stored, { ...annotation, ofFrames: new Map() }).bytes
    const again = copy(plain).bytes
    assert.deepEqual(packetsOf(again).packets, packetsOf(plain).packets)
    assert.deepEqual(packetsOf(again).comments, ['what it was', 'the answer', 'der Schluß\nin two lines'])
  })
}

test('nanoseconds stay what they were', () => {
  const [first = ''] = packetsOf(copy(pcap(timed(segments), { nanoseconds: true })).bytes).packets
  const [high = '', low = ''] = first.split(' ')
  assert.equal((BigInt(high) << 32n) + BigInt(low), 1_795_000_000_000_000_999n)
})

test('a capture without comments to make stays as it is, byte for byte, but for the section', () => {
  const plain = copy(pcap(timed(segments)), { ...annotation, ofSection: '', ofFrames: new Map() }).bytes
  assert.deepEqual(copy(plain, { ...annotation, ofSection: '', ofFrames: new Map() }).bytes, plain)
})

test('it makes no difference in which pieces the bytes arrive', () => {
  const stored = [pcap(timed(segments)), copy(pcap(timed(segments)), { ...annotation, ofFrames: new Map() }).bytes]
  for (const bytes of stored) for (const piece of [1, 2, 7, 24, 100, 1500]) assert.deepEqual(copy(bytes, annotation, piece), copy(bytes), `pieces of ${piece}`)
})

test('cut anywhere: what is whole is copied, and what is not is told', () => {
  const stored = pcap(timed(segments))
  for (const bytes of [stored, copy(stored, { ...annotation, ofFrames: new Map() }).bytes])
    for (let end = 0; end < bytes.length; end += 1) {
      const { bytes: made, result } = copy(bytes.subarray(0, end))
      const { capture } = read(made)
      assert.equal(capture.frames, result.frames, `cut at ${end}`)
      assert.equal(capture.truncated, false, `cut at ${end}`)
      if (result.frames < 6 && result.cut === undefined) assert.ok(isEdge(bytes, end), `cut at ${end}: not told`)
    }
})

/** Between two units nothing shows that more was to come. */
function isEdge(bytes: Uint8Array, end: number): boolean {
  return end === 0 || read(bytes.subarray(0, end)).capture.truncated === false
}

test('a capture that grew since it was read is copied as far as it was read', () => {
  const { bytes, result } = copy(pcap(timed(segments)), { ...annotation, frames: 4 })
  assert.equal(read(bytes).capture.frames, 4)
  assert.match(result.cut ?? '', /grown .* 4 frames/)
})

test('a comment longer than an option can be is cut, between characters', () => {
  const { bytes } = copy(pcap(timed(segments)), { ...annotation, ofFrames: new Map([[1, 'ä'.repeat(40_000)]]) })
  assert.equal(packetsOf(bytes).comments[1], 'ä'.repeat(8000))
})

test('damaged bytes never make it throw', () => {
  const stored = copy(pcap(timed(segments))).bytes
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(stored.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 400 }),
      (changes, piece) => {
        const damaged = Buffer.from(stored)
        for (const [at, value] of changes) damaged[at] = value
        copy(damaged, annotation, piece)
      },
    ),
    { verbose: true, numRuns: 500 },
  )
})
