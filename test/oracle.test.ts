import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { suite, test } from 'node:test'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import type { FlowDirection, FlowRecord, SegmentSample } from '../src/model/index.ts'
import { CaptureReader, type CaptureReading } from '../src/read/capture/capture.ts'

/**
 * Compares with tshark what both can say of every capture in the project. Each difference that is allowed here has its reason in
 * docs/tshark-differences.md, under the number in the comment beside it.
 */
const root = path.join(import.meta.dirname, '..')
const captures = globSync(
  [
    'src/**/samples/**/*.{pcap,pcapng,pcap.gz}',
    'src/causes/**/*.{pcap,pcapng,pcap.gz}',
    'examples/**/*.{pcap,pcapng,pcap.gz}',
    'test/**/*.{pcap,pcapng,pcap.gz}',
  ],
  { cwd: root },
).toSorted()

const analysis = ['retransmission', 'out_of_order', 'keep_alive', 'zero_window_probe', 'duplicate_ack', 'window_full', 'ack_lost_segment'] as const
type Flag = (typeof analysis)[number]
const fields = [
  'frame.number',
  'ip.proto',
  'ipv6.nxt',
  'tcp.stream',
  'tcp.srcport',
  'tcp.seq',
  'tcp.ack',
  'tcp.len',
  'tcp.flags',
  'tcp.window_size_value',
  ...analysis.map((flag) => `tcp.analysis.${flag}`),
]

type Row = Readonly<Record<string, string>>

async function tshark(file: string): Promise<readonly Row[] | undefined> {
  try {
    const parameters = ['-r', file, '-T', 'fields', '-E', 'occurrence=f', ...fields.flatMap((field) => ['-e', field])]
    const { stdout } = await promisify(execFile)('tshark', parameters, { maxBuffer: 2 ** 30 })
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => Object.fromEntries(line.split('\t').map((value, index) => [fields[index] ?? '', value])))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function read(file: string): CaptureReading {
  const stored = readFileSync(file)
  const bytes = stored[0] === 0x1f ? gunzipSync(stored) : stored
  const reader = new CaptureReader('s1')
  for (let at = 0; at < bytes.length; at += 10_007) reader.feed(bytes.subarray(at, at + 10_007))
  return reader.end()
}

const isTcp = (row: Row): boolean => row['ip.proto'] === '6' || row['ipv6.nxt'] === '6'

function shownByTshark(row: Row): readonly (number | string)[] {
  return [
    Number(row['tcp.stream']),
    Number(row['tcp.seq']),
    Number(row['tcp.ack']),
    Number(row['tcp.len']),
    Number.parseInt(row['tcp.flags'] ?? '', 16) & 0xff,
    Number(row['tcp.window_size_value']),
  ]
}

function shownHere(flow: FlowRecord, segment: SegmentSample): readonly (number | string | undefined)[] {
  const ack = (segment.flags & ackFlag) === 0 ? 0 : unsigned(segment.ack)
  return [flow.stream, unsigned(segment.seq), ack, segment.length, segment.flags, segment.window]
}

const ackFlag = 16

/** Difference 14: numbers below the first of a connection. */
function unsigned(number: number): number {
  return number - Math.floor(number / 2 ** 32) * 2 ** 32
}

/** How many segments of one direction tshark flags so. */
function counts(rows: readonly Row[], stream: number | undefined, port: number): Readonly<Record<Flag, number>> {
  const own = rows.filter((row) => isTcp(row) && row['tcp.stream'] === String(stream) && row['tcp.srcport'] === String(port))
  const count = (flag: Flag): number => own.filter((row) => (row[`tcp.analysis.${flag}`] ?? '') !== '').length
  return {
    retransmission: count('retransmission'),
    out_of_order: count('out_of_order'),
    keep_alive: count('keep_alive'),
    zero_window_probe: count('zero_window_probe'),
    duplicate_ack: count('duplicate_ack'),
    window_full: count('window_full'),
    ack_lost_segment: count('ack_lost_segment'),
  }
}

/** `unseenByThem`: acknowledgments by the other end that tshark flags as of unseen segments. */
function compareCounts(theirs: Readonly<Record<Flag, number>>, unseenByThem: number, own: FlowDirection, duplicatePackets: number, where: string): void {
  const { certain, partial, holeFills, reordered, ofSyn, ofFin } = own.resends
  // Difference 1: which of them were sent again and which were late.
  const again = certain + partial + holeFills + reordered + ofSyn + ofFin
  // Difference 10: copies of packets are none.
  const copies = theirs.retransmission + theirs.out_of_order - again
  assert.ok(copies >= 0 && copies <= duplicatePackets, `${where}: ${copies} less sent again or late, ${duplicatePackets} copies`)
  // Difference 2: which of them probe a closed window.
  assert.equal(own.keepalives.count + own.windowProbes.count, theirs.keep_alive + theirs.zero_window_probe, `${where}: keepalives and probes`)
  // Difference 3: only with data outstanding; selective acknowledgments that carry a window of their own.
  assert.ok(
    Math.abs(own.duplicateAcks - theirs.duplicate_ack) <= Math.max(2, theirs.duplicate_ack),
    `${where}: duplicate acknowledgments ${own.duplicateAcks}, tshark ${theirs.duplicate_ack}`,
  )
  // Difference 4: only data sent for the first time; and data beyond the edge too.
  assert.ok(
    Math.abs(own.windowFull - theirs.window_full) <= Math.max(8, theirs.window_full * 0.15),
    `${where}: window full ${own.windowFull}, tshark ${theirs.window_full}`,
  )
  // Difference 5: bytes here, frames there; both or neither, unless the bytes came after all.
  if (unseenByThem > 0) assert.ok(own.ackedUnseenBytes > 0 || holeFills + reordered > 0, `${where}: acknowledged and never seen`)
}

/** Most of the time goes into starting tshark. */
suite('tshark', { concurrency: 2 }, () => {
  for (const name of captures) {
    test(name, async (context) => {
      const rows = await tshark(path.join(root, name))
      if (rows === undefined) return context.skip('tshark is not installed')
      const { capture, flows } = read(path.join(root, name))
      assert.equal(capture.frames, rows.length)
      assert.equal(flows.length + capture.flowsNotListed, new Set(rows.filter(isTcp).map((row) => row['tcp.stream'])).size)
      for (const flow of flows) {
        for (const [own, segments, port] of [
          [flow.opener, flow.samples?.opener ?? [], flow.tuple.from.port],
          [flow.answerer, flow.samples?.answerer ?? [], flow.tuple.to.port],
        ] as const) {
          for (const segment of segments) assert.deepEqual(shownHere(flow, segment), shownByTshark(rows[segment.frame - 1] ?? {}), `frame ${segment.frame}`)
          const peerPort = port === flow.tuple.from.port ? flow.tuple.to.port : flow.tuple.from.port
          const unseen = counts(rows, flow.stream, peerPort).ack_lost_segment
          compareCounts(counts(rows, flow.stream, port), unseen, own, flow.duplicatePackets, `${flow.id} from port ${port}`)
        }
      }
    })
  }
})
