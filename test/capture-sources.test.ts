import assert from 'node:assert/strict'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { execFile } from 'node:child_process'
import type { Event, Report } from '../src/model/index.ts'
import { reportOn } from '../src/cli/report.ts'
import { openEvidence } from '../src/read/open/open.ts'
import { readEvidence } from '../src/read/read.ts'
import { root } from './support/command.ts'
import { filesIn, inPieces, made, needs, temporaryFolder } from './support/evidence.ts'

/** One capture in every way that it can be handed over: what is told of it is the same. */
const whole = readFileSync(join(root, 'src/read/capture/samples/idle-reset/client.pcap'))

/** What is told of the capture, without what it is called. */
function told({ sources: [source] }: Pick<Report, 'sources'>, events: readonly Event[]) {
  const flows = events.flatMap((event) => (event.kind === 'flow.observed' ? [[event.flow.packets, event.flow.history, event.flow.ending.how]] : []))
  return { reader: source?.reader, frames: source?.read.frames, flows }
}

async function read(paths: readonly string[], stdin?: () => AsyncIterable<Uint8Array>) {
  const { sources, events } = await readEvidence(openEvidence(paths, stdin === undefined ? {} : { stdin }), {})
  return { ...told({ sources }, events), notes: sources.flatMap(({ notes }) => notes), stored: sources[0]?.bytes }
}

const expected = await (async (): Promise<Awaited<ReturnType<typeof read>>> => read([join(root, 'src/read/capture/samples/idle-reset/client.pcap')]))()

async function assertSame(paths: readonly string[], stdin?: () => AsyncIterable<Uint8Array>): Promise<void> {
  const { reader, frames, flows } = await read(paths, stdin)
  assert.deepEqual({ reader, frames, flows }, { reader: 'capture', frames: expected.frames, flows: expected.flows })
}

for (const [name, program, parameters] of [
  ['a.pcap.gz', 'gzip', ['-c']],
  ['a.pcap.zst', 'zstd', ['-q', '-c']],
  ['a.pcap.xz', 'xz', ['-c']],
  ['a.pcap.bz2', 'bzip2', ['-c']],
  ['without-ending', 'gzip', ['-c']],
] as const) {
  test(`packed by ${program} as ${name}: the same is told`, needs(program), async (context) => {
    const packed = made(program, parameters, whole)
    await assertSame([join(filesIn(temporaryFolder(context), { [name]: packed }), name)])
    await assertSame(['-'], () => inPieces(packed, 1000))
  })
}

test('from standard input, in pieces of any size: the same is told', async () => {
  for (const pieceBytes of [1, 7, 1000, whole.length]) await assertSame(['-'], () => inPieces(whole, pieceBytes))
})

test('tcpdump -w - | holdfast explain -', async () => {
  const capture = join(root, 'src/read/capture/samples/idle-reset/client.pcap')
  const { stdout } = await promisify(execFile)('sh', ['-c', 'cat "$1" | "$0" src/main.ts explain -o json - || test $? = 1', process.execPath, capture], {
    cwd: root,
    maxBuffer: 2 ** 26,
  })
  const report: Report = JSON.parse(stdout)
  assert.deepEqual([report.sources[0]?.reader, report.sources[0]?.read.frames, report.sources[0]?.bytes], ['capture', expected.frames, whole.length])
  const direct = await reportOn([capture])
  assert.deepEqual(report.incidents.map(verdictOf), direct.incidents.map(verdictOf))
})

function verdictOf({ findings }: Report['incidents'][number]): readonly string[] {
  return findings.map((finding) => `${finding.cause} ${finding.outcome}`)
}

test('still written while it is read: what was there is read, and that it grew is told by nobody but the next reading', async (context) => {
  const file = join(temporaryFolder(context), 'growing.pcap')
  const half = frameEnd(whole.length / 2)
  writeFileSync(file, whole.subarray(0, half))
  const first = await read([file])
  appendFileSync(file, whole.subarray(half, half + 20))
  const cut = await read([file])
  appendFileSync(file, whole.subarray(half + 20))
  assert.deepEqual(first.notes, [])
  assert.equal(cut.frames, first.frames)
  assert.match(cut.notes.join(), /it ends inside a frame/)
  await assertSame([file])
})

function frameEnd(before: number): number {
  let at = 24
  for (let next = at; next <= before; next = at + 16 + whole.readUInt32LE(at + 8)) at = next
  return at
}

test('packed and cut off anywhere: what could be unpacked is read, and the cut is told', needs('gzip', 'zstd', 'xz'), async (context: TestContext) => {
  const folder = temporaryFolder(context)
  for (const [program, parameters] of [
    ['gzip', ['-c']],
    ['zstd', ['-q', '-c']],
    ['xz', ['-c']],
  ] as const) {
    const packed = made(program, parameters, whole)
    for (const share of [0.3, 0.7, 0.99]) {
      const name = `${program}-${share}`
      filesIn(folder, { [name]: packed.subarray(0, Math.floor(packed.length * share)) })
      const { frames, notes } = await read([join(folder, name)])
      assert.ok((frames ?? 0) <= (expected.frames ?? 0), name)
      assert.ok(notes.length > 0, `${name}: nothing told`)
    }
  }
})
