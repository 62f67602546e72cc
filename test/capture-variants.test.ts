import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { causes } from '../src/causes/index.ts'
import { reportOn } from '../src/cli/report.ts'
import type { Report } from '../src/model/index.ts'
import { captureOf, type Change, clock, type Frame, framesOf, late, lost, onlyFrom, renumbered, translated } from './support/capture-variants.ts'
import { filesIn, temporaryFolder } from './support/evidence.ts'

const clientAddress = '192.0.2.10'
const serverAddress = '198.51.100.20'

/** What becomes of the captures of the two ends; `undefined` leaves one away. */
interface Variant {
  readonly name: string
  readonly client?: Change
  readonly server?: Change
}

const same: Change = (frames) => frames
const chain =
  (...changes: readonly Change[]): Change =>
  (frames) =>
    changes.reduce((made, change) => change(made), frames)

const variants: readonly Variant[] = [
  { name: 'as recorded', client: same, server: same },
  { name: 'client alone', client: same },
  { name: 'server alone', server: same },
  { name: "server's clock 90 s ahead and 100 ppm fast", client: same, server: clock(90, 100) },
  { name: "server's clock 90 s behind and 100 ppm slow", client: same, server: clock(-90, -100) },
  { name: 'the client capture lost 1 %', client: lost(0.01, 7), server: same },
  { name: 'both captures lost 1 %', client: lost(0.01, 11), server: lost(0.01, 13) },
  { name: 'both captures lost 5 %', client: lost(0.05, 17), server: lost(0.05, 19) },
  { name: 'the client capture lost 1 %, alone', client: lost(0.01, 23) },
  { name: 'the client capture begins late', client: late(0.3), server: same },
  { name: 'both captures begin late', client: late(0.3), server: late(0.3) },
  { name: 'the server capture begins late, alone', server: late(0.5) },
  { name: 'the client is translated on the way', client: same, server: translated(clientAddress, '203.0.113.5', 1000) },
  { name: 'the client is translated, and the clocks differ', client: same, server: chain(translated(clientAddress, '203.0.113.5', 1000), clock(-90)) },
  { name: 'the client is renumbered on the way', client: same, server: renumbered(clientAddress, 123_456_789) },
  {
    name: 'both are renumbered, and the clocks differ',
    client: same,
    server: chain(renumbered(clientAddress, 99), renumbered(serverAddress, 3_000_000_000), clock(90)),
  },
  { name: 'the client capture holds only what it sent', client: onlyFrom(clientAddress), server: same },
  { name: 'the server capture holds only what came', client: same, server: onlyFrom(clientAddress) },
  { name: 'the client capture holds only what came, alone', client: onlyFrom(serverAddress) },
]

interface Recorded {
  readonly name: string
  readonly accepted: readonly string[]
  readonly client: readonly Frame[]
  readonly server: readonly Frame[]
}

const root = new URL('../', import.meta.url).pathname

/** The reader's recordings of both ends and what killed each; nothing where the connection was in order. */
const samples: Readonly<Record<string, readonly string[]>> = {
  'idle-reset': ['idle-flow-dropped'],
  'idle-silent': ['idle-flow-dropped'],
  keepalive: [],
  'killed-unread': ['peer-process-died'],
  linger0: ['peer-process-died'],
  loss: [],
  'mtu-blackhole': ['path-mtu-blackholed', 'path-lost'],
  refused: ['nobody-listening', 'port-rejected'],
  'syn-dropped': ['connect-blackholed'],
  'zero-window': [],
}

/** A cause's cases that hold a capture of each end, and the samples of the reader. */
const recordings: readonly Recorded[] = [
  ...causes.flatMap(({ id }) => {
    const folder = path.join(root, 'src/causes', id, 'cases')
    return readdirSync(folder).flatMap((name) => recorded(`${id}/${name}`, path.join(folder, name, 'input'), acceptedBy(path.join(folder, name))))
  }),
  ...Object.entries(samples).flatMap(([name, accepted]) => recorded(name, path.join(root, 'src/read/capture/samples', name), accepted)),
]

function acceptedBy(folder: string): readonly string[] {
  const { root: cause, also = [] }: { readonly root: string | null; readonly also?: readonly string[] } = JSON.parse(
    readFileSync(path.join(folder, 'expect.json'), 'utf8'),
  )
  return cause === null ? also : [cause, ...also]
}

function recorded(name: string, folder: string, accepted: readonly string[]): readonly Recorded[] {
  const [client = '', server = ''] = ['client', 'server'].map((end) =>
    [`${end}/capture.pcap`, `${end}.pcap`].map((file) => path.join(folder, file)).find((file) => existsSync(file)),
  )
  if (client === '' || server === '') return []
  return [{ name, accepted, client: framesOf(readFileSync(client)), server: framesOf(readFileSync(server)) }]
}

const right = new Map<string, number>()
const tried = new Map<string, number>()

/** All variants of all recordings take a minute; an ordinary run takes each recording as it is and every fourth of its variants, others for the next recording. */
const every = process.env['HOLDFAST_NIGHTLY'] === '1' ? 1 : 4

for (const [at, { name, accepted, client, server }] of recordings.entries()) {
  for (const variant of variants.filter((_, index) => index === 0 || (index + at) % every === 0)) {
    tried.set(variant.name, (tried.get(variant.name) ?? 0) + 1)
    test(`${name}, ${variant.name}: right or undecided`, async (context) => {
      const folder = filesIn(temporaryFolder(context), {
        ...(variant.client === undefined ? {} : { 'client/capture.pcap': captureOf(variant.client(client)) }),
        ...(variant.server === undefined ? {} : { 'server/capture.pcap': captureOf(variant.server(server)) }),
      })
      const report = await reportOn([folder])
      for (const claim of confident(report)) assert.ok(accepted.includes(claim), `claims ${claim}`)
      if (accepted.length === 0) assert.equal(report.incidents.length, 0, `alarm: ${report.incidents[0]?.headline}`)
      const claimed = report.incidents[0]?.findings.find((finding) => finding.role === 'root')
      const correct =
        accepted.length === 0 ? report.incidents.length === 0 : claimed !== undefined && claimed.strength !== 'weak' && accepted.includes(claimed.cause)
      if (correct) right.set(variant.name, (right.get(variant.name) ?? 0) + 1)
    })
  }
}

test('robustness: how many of the recordings each variant still decides', (context) => {
  assert.ok(recordings.length > 0)
  for (const { name } of variants) context.diagnostic(`${name}: ${right.get(name) ?? 0} of ${tried.get(name) ?? 0}`)
  assert.equal(right.get('as recorded'), recordings.length)
})

function confident(report: Report): readonly string[] {
  return report.incidents.flatMap(({ findings }) =>
    findings.filter(({ outcome, role, strength }) => outcome === 'explains' && role !== 'consequence' && strength !== 'weak').map(({ cause }) => cause),
  )
}
