import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { suite, test, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { CaptureReader, type CaptureReading } from '../src/read/capture/capture.ts'
import { captureForms } from './support/capture-forms.ts'
import { carriers } from './support/carried-frames.ts'
import { temporaryFolder } from './support/evidence.ts'
import { beginSeconds, handshake, timed } from './support/hand-made-frames.ts'
import { block, pcapng, pcapngOf } from './support/hand-made-pcapng.ts'

/** Compares with tshark what both find in each form of a capture file, and behind each link type and header in front of TCP. */
const fields = ['frame.number', 'frame.time_epoch', 'tcp.srcport', 'tcp.dstport', 'tcp.len'] as const

interface Row {
  readonly frame: number
  readonly us: number
  /** Source port, destination port and payload bytes of the segment inside. */
  readonly segment: readonly number[] | undefined
}

async function tshark(context: TestContext, name: string, bytes: Uint8Array): Promise<readonly Row[] | undefined> {
  const file = path.join(temporaryFolder(context), name)
  writeFileSync(file, bytes)
  try {
    const { stdout } = await promisify(execFile)('tshark', ['-r', file, '-T', 'fields', '-E', 'occurrence=l', ...fields.flatMap((field) => ['-e', field])])
    return stdout.trimEnd().split('\n').map(rowOf)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    context.skip('tshark is not installed')
    return undefined
  }
}

function rowOf(line: string): Row {
  const [frame, epoch = '', ...segment] = line.split('\t')
  const [seconds, fraction = ''] = epoch.split('.')
  return {
    frame: Number(frame),
    us: Number(seconds) * 1_000_000 + Number(fraction.slice(0, 6)),
    segment: segment[0] === '' || segment.length < 3 ? undefined : segment.map(Number),
  }
}

function read(bytes: Uint8Array): CaptureReading {
  const reader = new CaptureReader('s1')
  reader.feed(bytes)
  return reader.end()
}

/** The segments found, by their frame. */
function segmentsOf({ flows }: CaptureReading): ReadonlyMap<number, Row> {
  const found = new Map<number, Row>()
  for (const { samples, tuple } of flows) {
    for (const [list, from, to] of [
      [samples?.opener ?? [], tuple.from.port, tuple.to.port],
      [samples?.answerer ?? [], tuple.to.port, tuple.from.port],
    ] as const) {
      for (const { frame, us, length } of list) found.set(frame, { frame, us, segment: [from, to, length] })
    }
  }
  return found
}

/** What one of them leaves out on purpose: the world, and which of them finds the segment. */
const differences: ReadonlyMap<string, 'tshark' | 'holdfast'> = new Map([
  // Difference 12.
  ['a tunnel in a tunnel', 'tshark'],
  // Difference 16.
  ['IP that says it is shorter than its header', 'tshark'],
  ['TCP with a header length of 12', 'tshark'],
])

/** Most of the time goes into starting tshark. */
suite('tshark', { concurrency: 2 }, () => {
  for (const [world, bytes] of captureForms(
    timed([...handshake(), { at: 1_000_000, seq: 1, data: 1400, flags: 'PA' }, { at: 1_000_501, back: true, seq: 1, ack: 1401 }]),
  )) {
    test(`${world}: tshark finds the same segments at the same times`, async (context) => {
      const rows = await tshark(context, 'form.pcap', bytes)
      if (rows === undefined) return
      const found = segmentsOf(read(bytes))
      assert.equal(rows.length, found.size)
      for (const { frame, us, segment } of rows) {
        assert.deepEqual(found.get(frame)?.segment, segment)
        // A power of two does not divide a microsecond.
        assert.ok(Math.abs((found.get(frame)?.us ?? 0) - us) <= (world.includes('power of two') ? 1 : 0), `frame ${frame}: ${found.get(frame)?.us} and ${us}`)
      }
    })
  }

  test('custom blocks are numbered as tshark numbers them', async (context) => {
    const custom = [0x0bad, 0x40000bad].map((type) => block(type, [Buffer.alloc(64)], false))
    const bytes = pcapng(timed(handshake()), { between: custom })
    const rows = await tshark(context, 'custom.pcapng', bytes)
    if (rows === undefined) return
    const reading = read(bytes)
    assert.equal(reading.capture.frames, rows.length)
    assert.deepEqual(
      [...segmentsOf(reading).keys()].toSorted((a, b) => a - b),
      rows.filter(({ segment }) => segment !== undefined).map(({ frame }) => frame),
    )
  })

  test('behind every link type and header tshark finds the same segments', async (context) => {
    const bytes = pcapngOf(carriers.map(([, link, frame], index) => ({ at: index * 100_000, bytes: frame, link })))
    const rows = await tshark(context, 'carried.pcapng', bytes)
    if (rows === undefined) return
    const found = segmentsOf(read(bytes))
    assert.equal(rows.length, carriers.length)
    for (const [index, [world]] of carriers.entries()) {
      const row: Row | undefined = rows[index]
      assert.ok(row !== undefined)
      const own = found.get(row.frame)
      const difference = differences.get(world)
      if (difference === undefined) assert.deepEqual(own, row.segment === undefined ? undefined : row, world)
      else assert.equal(own === undefined ? 'tshark' : 'holdfast', difference, world)
    }
    assert.equal(rows[0]?.us, beginSeconds * 1_000_000)
  })
})
