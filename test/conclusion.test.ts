import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { gzipSync } from 'node:zlib'
import { exitStatus } from '../src/cli/rendered.ts'
import { reportOn } from '../src/cli/report.ts'
import type { Report } from '../src/model/index.ts'
import { markdown } from '../src/render/markdown.ts'
import { terminalText } from '../src/render/terminal.ts'
import { filesIn, temporaryFolder } from './support/evidence.ts'

const began = '2026/11/20 02:00:01 [4000] connect from web1 (192.0.2.5)\n2026/11/20 02:00:01 [4000] rsync to backup/web1 from web1 (192.0.2.5)\n'
const good = `${began}2026/11/20 02:10:00 [4000] sent 120 bytes  received 5000000 bytes  total size 4990000\n`
const reset = 'rsync: [sender] read error: Connection reset by peer (104)\nrsync error: error in socket IO (code 10) at io.c(806) [sender=3.2.7]\n'
const full =
  'rsync: [receiver] write failed on "/srv/x": No space left on device (28)\nrsync error: error in file IO (code 11) at receiver.c(393) [receiver=3.2.7]\n'
const cancelled = [
  '21-Nov 05:40 backup-dir JobId 202: Start Backup JobId 202, Job=web1.2026-11-21_05.40.00_03',
  '21-Nov 05:41 backup-dir JobId 202: Bacula backup-dir 9.6.7 (10Dec20):',
  '  JobId:                  202',
  '  Job:                    web1.2026-11-21_05.40.00_03',
  '  Termination:            Backup Canceled',
].join('\n')
const packed = gzipSync(Array.from({ length: 3_000 }, (_, at) => `${good.length * at * 7_919} ${at}`).join('\n'))

const noPacket = Uint8Array.of(0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0)

type Files = Readonly<Record<string, string | Uint8Array>>

const worlds: readonly { readonly world: string; readonly files: Files; readonly told: string; readonly status: number }[] = [
  { world: 'a run that completed', files: { 'a.log': good }, told: 'clean', status: 0 },
  { world: 'a run of which the log holds no end', files: { 'a.log': began }, told: 'no-failure-seen', status: 0 },
  {
    world: 'a good log beside a packed one that is cut',
    files: { 'a.log': good, 'b.gz': packed.subarray(0, packed.length / 2) },
    told: 'incomplete',
    status: 2,
  },
  { world: 'a good log beside one of random bytes', files: { 'a.log': good, 'b.log': noise(4_000) }, told: 'clean', status: 0 },
  { world: 'a capture without a packet', files: { 'a.pcap': noPacket }, told: 'no-failure-seen', status: 0 },
  { world: 'a good log beside a file that is empty', files: { 'a.log': good, 'b.log': '' }, told: 'clean', status: 0 },
  { world: 'a good log beside a program', files: { 'a.log': good, b: Buffer.concat([Buffer.from('\x7fELF'), noise(500)]) }, told: 'clean', status: 0 },
  { world: 'a good log beside a journal', files: { 'a.log': good, 'system.journal': 'LPKSHHRH\0\0' }, told: 'incomplete', status: 2 },
  { world: 'random bytes alone', files: { 'b.log': noise(4_000) }, told: 'nothing-recognised', status: 2 },
  { world: 'a job that was cancelled', files: { 'bacula.log': cancelled }, told: 'incidents', status: 1 },
  { world: 'a failure beside a packed log that is cut', files: { 'a.log': reset, 'b.gz': packed.subarray(0, 900) }, told: 'incidents', status: 1 },
]

for (const { world, files, told, status } of worlds) {
  test(`${world}: ${told}, ${status}`, async (context) => {
    const report = await reportOn([filesIn(temporaryFolder(context), files)])
    assert.deepEqual([report.conclusion, exitStatus(report)], [told, status])
    assert.deepEqual(
      report.runs.filter((run) => run.outcome === 'failed' && run.incidents.length === 0),
      [],
    )
    const lost = report.sources.filter(({ incomplete }) => incomplete === true).map(({ path }) => path.split('/').at(-1) ?? '')
    const brief = text(report, 'quiet')
    for (const name of lost) assert.match(brief, new RegExp(`^${name.replace('.', '\\.')}: |/${name.replace('.', '\\.')}: `, 'm'), 'told even when quiet')
  })
}

/** Bytes that are no text, the same each time. */
test('a capture that ends inside a frame is no damage, and the answer names it, even when quiet', async (context) => {
  const whole = readFileSync(join(import.meta.dirname, 'captures/healthy/client/capture.pcap'))
  const report = await reportOn([filesIn(temporaryFolder(context), { 'cut.pcap': whole.subarray(0, whole.length / 2) })])
  assert.equal(exitStatus(report), 0)
  assert.match(text(report, 'quiet'), /The capture ends inside a frame: .+ What came later is not in it\./)
  assert.match(markdown(report), /ends inside a frame/)
})

for (const name of ['healthy', 'kept-alive', 'lossy-healthy', 'stalled-recovers', 'heard-enough'])
  test(`connections that nobody would call failed: ${name}`, async () => {
    const ends = ['client', 'server'].map((end) => join(import.meta.dirname, 'captures', name, end))
    for (const taken of [ends, ...ends.map((end) => [end])]) assert.deepEqual((await reportOn(taken)).incidents, [])
  })

test('one file named twice has its digest and size both times', async (context) => {
  const folder = filesIn(temporaryFolder(context), { 'a.log': good, 'long.log': good.repeat(1_000) })
  for (const name of ['a.log', 'long.log']) {
    const { sources } = await reportOn([join(folder, name), join(folder, name)])
    assert.equal(sources.length, 2)
    assert.deepEqual([sources[1]?.sha256, sources[1]?.bytes], [sources[0]?.sha256, sources[0]?.bytes])
    assert.deepEqual(sources[1]?.notes, [`the same file as ${sources[0]?.path}: read once`])
  }
})

function noise(length: number): Uint8Array {
  let state = 12_345
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state >>> 24
  })
}

function text(report: Report, verbosity: 'quiet' | 'normal'): string {
  return terminalText(report, { width: 60, colour: false, verbosity })
}

async function reportOnText(context: test.TestContext, content: string): Promise<Report> {
  return reportOn([join(filesIn(temporaryFolder(context), { 'a.log': content }), 'a.log')])
}

test('an error that is only mentioned is a candidate, no explanation', async (context) => {
  const report = await reportOnText(context, 'Hi all,\nour backup did not finish. A colleague says: No space left on device.\nWhat shall I do?\n')
  const [incident] = report.incidents
  assert.deepEqual(
    incident?.findings.map(({ cause, outcome }) => `${cause} ${outcome}`),
    ['disk-full cannot-tell'],
  )
  assert.match(incident?.next[0]?.what ?? '', /own log/)
})

test('logs without times that nothing ties to each other are failures of their own', async (context) => {
  const report = await reportOn([filesIn(temporaryFolder(context), { 'web1.log': reset, 'db1.log': full })])
  assert.deepEqual(
    report.incidents.map(({ symptoms }) => new Set(symptoms.map(({ at }) => at.source)).size),
    [1, 1],
  )
  assert.doesNotMatch(text(report, 'normal'), /before that|then the connection/i)
  assert.match(text(report, 'normal'), /The first of 2 failures; of these 1 is explained, 1 stays\s+undecided\./)
  assert.equal(text(report, 'quiet').split('\n').length, 3, 'a line for each')
})

test('client and server without times are one failure, and no order is claimed', async (context) => {
  const report = await reportOn([filesIn(temporaryFolder(context), { 'client/rsync.log': reset, 'server/rsync.log': full })])
  assert.equal(report.incidents.length, 1)
  assert.doesNotMatch(text(report, 'normal'), /before that|then the connection/i)
})

test('a retry in the same log that went well is told', async (context) => {
  const lines = `${reset}sent 41,000,000 bytes  received 1,234 bytes  17,079.66 bytes/sec\ntotal size is 41,000,000  speedup is 1.00\n`.trimEnd().split('\n')
  const stamped = lines.map((line, index) => `2026-11-20 02:${10 + index * 5}:00 ${line}`).join('\n')
  const { incidents } = await reportOnText(context, stamped)
  assert.match(incidents[0]?.meaning ?? '', /failed at first and was then carried through, at 2026-11-20 02:25/)
})

test('the ticket tells what may have done it, what was seen, and what was lost', async (context) => {
  const report = await reportOn([filesIn(temporaryFolder(context), { 'a.log': reset, 'b.gz': packed.subarray(0, 900) })])
  const ticket = markdown(report)
  for (const title of ['What was seen', 'What may have done it', 'Collect next', 'About the evidence']) assert.match(ticket, new RegExp(`^## ${title}$`, 'm'))
  assert.match(ticket, /^- `b\.gz` \(part of it is lost\): cut: /m)
})

test('a headline holds the words of a line of JSON or HTML', async (context) => {
  const json = '{"message_type":"error","error":{"message":"read: connection reset by peer"},"during":"archival","item":"/srv/data/a/very/long/path/indeed"}\n'
  const html =
    '2026-11-20 02:00:00 upload failed: <html><head><title>502</title></head><body><h1>502 Bad Gateway</h1><p>connection reset by peer</p></body></html>\n'
  assert.equal((await reportOnText(context, json)).incidents[0]?.headline, 'Undecided: read: connection reset by peer')
  assert.equal((await reportOnText(context, html)).incidents[0]?.headline, 'Undecided: upload failed: 502 502 Bad Gateway connection reset by peer')
})
