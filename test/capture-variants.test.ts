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

const nat = translated(clientAddress, '203.0.113.5', 1000)

const variants: readonly Variant[] = [
  { name: 'as recorded', client: same, server: same },
  { name: 'client alone', client: same },
  { name: 'server alone', server: same },
  { name: "server's clock 90 s ahead and 100 ppm fast", client: same, server: clock(90, 100) },
  { name: "server's clock 90 s behind and 100 ppm slow", client: same, server: clock(-90, -100) },
  { name: "client's clock 90 s ahead and 100 ppm fast", client: clock(90, 100), server: same },
  { name: "client's clock 90 s behind and 100 ppm slow", client: clock(-90, -100), server: same },
  { name: 'the client capture lost 1 %', client: lost(0.01, 7), server: same },
  { name: 'the server capture lost 1 %', client: same, server: lost(0.01, 29) },
  { name: 'both captures lost 1 %', client: lost(0.01, 11), server: lost(0.01, 13) },
  { name: 'both captures lost 5 %', client: lost(0.05, 17), server: lost(0.05, 19) },
  ...[23, 37].map((seed): Variant => ({ name: `the client capture lost 1 % (${seed}), alone`, client: lost(0.01, seed) })),
  ...[31, 41].map((seed): Variant => ({ name: `the server capture lost 1 % (${seed}), alone`, server: lost(0.01, seed) })),
  { name: 'the client capture lost 5 %, alone', client: lost(0.05, 43) },
  { name: 'the server capture lost 5 %, alone', server: lost(0.05, 47) },
  ...[0.1, 0.3, 0.7, 0.9].flatMap((share): readonly Variant[] => [
    { name: `the client capture begins late (${share})`, client: late(share), server: same },
    { name: `the server capture begins late (${share})`, client: same, server: late(share) },
    { name: `both captures begin late (${share})`, client: late(share), server: late(share) },
    { name: `the client capture begins late (${share}), alone`, client: late(share) },
    { name: `the server capture begins late (${share}), alone`, server: late(share) },
  ]),
  { name: 'the client is translated on the way', client: same, server: nat },
  { name: 'the client is translated, and the clocks differ', client: same, server: chain(nat, clock(-90)) },
  { name: 'the server is translated on the way', client: translated(serverAddress, '203.0.113.9', 0), server: same },
  { name: 'the client is renumbered on the way', client: same, server: renumbered(clientAddress, 123_456_789) },
  {
    name: 'both are renumbered, and the clocks differ',
    client: same,
    server: chain(renumbered(clientAddress, 99), renumbered(serverAddress, 3_000_000_000), clock(90)),
  },
  {
    name: 'translated and renumbered, both captures lost 1 %, and the clocks differ',
    client: lost(0.01, 53),
    server: chain(renumbered(clientAddress, 500_000_000), nat, clock(90, 100), lost(0.01, 59)),
  },
  { name: 'translated, both begin late', client: late(0.3), server: chain(nat, late(0.3)) },
  { name: 'the client capture holds only what it sent', client: onlyFrom(clientAddress), server: same },
  { name: 'the client capture holds only what came', client: onlyFrom(serverAddress), server: same },
  { name: 'the server capture holds only what it sent', client: same, server: onlyFrom(serverAddress) },
  { name: 'the server capture holds only what came', client: same, server: onlyFrom(clientAddress) },
  { name: 'the client capture holds only what it sent, alone', client: onlyFrom(clientAddress) },
  { name: 'the client capture holds only what came, alone', client: onlyFrom(serverAddress) },
  { name: 'the server capture holds only what it sent, alone', server: onlyFrom(serverAddress) },
  { name: 'the server capture holds only what came, alone', server: onlyFrom(clientAddress) },
  { name: 'each capture holds only what its host sent', client: onlyFrom(clientAddress), server: onlyFrom(serverAddress) },
  { name: 'each capture holds only what came to its host', client: onlyFrom(serverAddress), server: onlyFrom(clientAddress) },
]

interface Recorded {
  readonly name: string
  readonly accepted: readonly string[]
  /** One end alone cannot be sure of it, nor can both. */
  readonly weak: boolean
  readonly client: readonly Frame[]
  readonly server: readonly Frame[]
  /** What else each end has, by path; it stays as it is. */
  readonly logs: Readonly<Record<string, string>>
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
  ...Object.entries(samples).flatMap(([name, accepted]) => recorded(name, path.join(root, 'src/read/capture/samples', name), { accepted, weak: false })),
]

interface Labels {
  readonly accepted: readonly string[]
  readonly weak: boolean
}

function acceptedBy(folder: string): Labels {
  const {
    root: cause,
    also = [],
    strength = [],
  }: { readonly root: string | null; readonly also?: readonly string[]; readonly strength?: readonly string[] } = JSON.parse(
    readFileSync(path.join(folder, 'expect.json'), 'utf8'),
  )
  return { accepted: cause === null ? also : [cause, ...also], weak: strength.includes('weak') }
}

function recorded(name: string, folder: string, labels: Labels): readonly Recorded[] {
  const [client = '', server = ''] = ['client', 'server'].map((end) =>
    [`${end}/capture.pcap`, `${end}.pcap`].map((file) => path.join(folder, file)).find((file) => existsSync(file)),
  )
  if (client === '' || server === '') return []
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.log$/.test(file))
  const logs = Object.fromEntries(files.map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]))
  return [{ name, ...labels, client: framesOf(readFileSync(client)), server: framesOf(readFileSync(server)), logs }]
}

const right = new Map<string, number>()
const tried = new Map<string, number>()

/** All variants of all recordings take minutes; an ordinary run takes each recording as it is and every eighth of its variants, others for the next recording. */
const every = process.env['HOLDFAST_NIGHTLY'] === '1' ? 1 : 8

for (const [at, { name, accepted, weak, client, server, logs }] of recordings.entries()) {
  for (const variant of variants.filter((_, index) => index === 0 || (index + at) % every === 0)) {
    tried.set(variant.name, (tried.get(variant.name) ?? 0) + 1)
    test(`${name}, ${variant.name}: right or undecided`, async (context) => {
      const folder = filesIn(temporaryFolder(context), {
        ...Object.fromEntries(Object.entries(logs).filter(([file]) => (file.startsWith('client/') ? variant.client : variant.server) !== undefined)),
        ...(variant.client === undefined ? {} : { 'client/capture.pcap': captureOf(variant.client(client)) }),
        ...(variant.server === undefined ? {} : { 'server/capture.pcap': captureOf(variant.server(server)) }),
      })
      const report = await reportOn([folder])
      for (const claim of confident(report)) assert.ok(accepted.includes(claim), `claims ${claim}`)
      if (accepted.length === 0) assert.equal(report.incidents.length, 0, `alarm: ${report.incidents[0]?.headline}`)
      const claimed = report.incidents[0]?.findings.find((finding) => finding.role === 'root')
      const correct =
        accepted.length === 0
          ? report.incidents.length === 0
          : claimed !== undefined && (weak || claimed.strength !== 'weak') && accepted.includes(claimed.cause)
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
