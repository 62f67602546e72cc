import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { printable } from '../src/render/printable.ts'
import { holdfast, type Ran, root, type Surroundings } from './support/command.ts'
import { filesIn, made, needs, temporaryFolder } from './support/evidence.ts'

const golden = join(import.meta.dirname, 'cli.golden.txt')

interface Call extends Surroundings {
  readonly world: string
  readonly parameters: readonly string[]
}

/** A log that names a failure and not its cause. */
const bareReset = 'rsync: [sender] read error: Connection reset by peer (104)\nrsync error: error in socket IO (code 10) at io.c(806) [sender=3.2.7]\n'

const call = (world: string, parameters: string, surroundings: Surroundings = {}): Call => ({
  world,
  parameters: parameters.split(' ').filter((word) => word !== ''),
  ...surroundings,
})

const calls: readonly Call[] = [
  call('nothing at all', ''),
  call('help of the whole', '--help'),
  call('help of explain', 'explain --help'),
  call('help of causes', 'help causes'),
  call('help of mcp', 'mcp --help'),
  call('version', '--version'),
  call('no such command', 'explian x'),
  call('a path in the place of a command', 'package.json'),
  call('help of no such command', 'help explian'),
  call('a command that would paint the terminal', '\u001b[31mexplain\u202e'),
  call('no such flag', '--foo'),
  call('a misspelt flag', 'explain --folow x'),
  call('no evidence', 'explain'),
  call('a path that is not there', 'explain /no/such/file'),
  call('a path that would paint the terminal', 'explain /no/such/\u001b]0;file\u0007'),
  call('a path of bytes that are no text', 'explain /no/such/\ufffd'),
  { world: 'a path of no length', parameters: ['explain', ''] },
  call('a claim that would paint the terminal', 'explain --observed \u001b[2J x'),
  call('an output form that does not exist', 'explain --output xml x'),
  call('a day that no calendar has', 'explain --date 2026-02-30 x'),
  call('a zone that nobody lives in', 'explain --zone Moon/Crater x'),
  call('a host without a path', 'explain --host backup1 x'),
  call('a host for a path that is not read', 'explain --host backup1=/else package.json'),
  call('an observation nobody can make', 'explain --observed gremlins x'),
  call('an observation that is nearly one', 'explain --observed firewall x'),
  call('an age that is no duration', 'explain --observed always-same-age=often x'),
  call('a value where none belongs', 'explain --observed same-subnet=yes x'),
  call('what can be observed', 'explain --observed help'),
  call('asking without a terminal', 'explain --ask package.json'),
  call('asking when standard input is the evidence', 'explain --ask -'),
  call('following standard input', 'explain --follow -'),
  call('following into one document', 'explain --follow --output json package.json'),
  call('following and asking', 'explain --follow --ask package.json'),
  call('no such cause', 'causes gremlins'),
  call('nearly a cause', 'causes window'),
  call('two causes', 'causes path-lost path-lossy'),
  call('an assistant without roots', 'mcp'),
  call('an assistant with a root that is not there', 'mcp --root /no/such/folder'),
  call('an assistant with a file as root', 'mcp --root package.json'),
  call('a failure, in one line', 'explain --quiet examples/netbackup-pbx/input'),
  call('a failure on standard input', 'explain --quiet -', { input: bareReset }),
  call('a healthy night', 'explain --quiet src/read/amanda/samples/healthy-bsdtcp/server/log'),
  call('something else entirely', 'explain LICENSE'),
  call('nothing on standard input', 'explain -'),
]

test('what every command line gets (UPDATE_GOLDEN=1 rewrites it)', async () => {
  const blocks: string[] = []
  for (const each of calls) blocks.push(blockOf(each, await holdfast(each.parameters, each)))
  const now = blocks.join('\n')
  if (process.env['UPDATE_GOLDEN'] === '1') return writeFileSync(golden, now)
  assert.equal(now, readFileSync(golden, 'utf8'))
})

/** One call as a reader would see it on a terminal; the version differs from release to release. */
function blockOf({ world, parameters }: Call, { status, out, err }: Ran): string {
  const lines = (text: string, mark: string): string =>
    text
      .replace(/\n$/, '')
      .replace(/^(?=.)/gm, mark)
      .concat('\n')
  const parts = [out === '' ? '' : lines(out, '  '), err === '' ? '' : lines(err, '! ')]
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return `## ${world}\n$ holdfast ${printable(parameters.join(' '))}\n${parts.join('')}=> ${status}\n`.replaceAll(String(version), 'VERSION')
}

test('the reader of the output has seen enough: no complaint', needs('bash'), () => {
  const line = made('bash', ['-c', `set -o pipefail; "${process.execPath}" src/main.ts causes 2>&1 | head -1`], '', root)
  assert.equal(line.toString().split('\n').length, 2)
})

test('colour only decorates', async () => {
  const parameters = ['explain', 'examples/netbackup-pbx/input']
  const plain = await holdfast(parameters)
  const coloured = await holdfast(parameters, { env: { FORCE_COLOR: '1' } })
  assert.ok(!plain.out.includes('\x1b'), 'no terminal, no colour')
  assert.ok(coloured.out.includes('\x1b['), 'forced')
  assert.equal(coloured.out.replace(/\x1b\[\d+m/g, ''), plain.out)
  const refused = await holdfast(parameters, { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })
  assert.equal(refused.out, plain.out)
})

test('without a terminal the text is as wide as COLUMNS says, and a quiet line is never wrapped', async () => {
  const widest = async (columns: string, ...flags: readonly string[]): Promise<number> => {
    const { out } = await holdfast(['explain', ...flags, 'examples/netbackup-pbx/input'], { env: { COLUMNS: columns } })
    const prose = out.split('\n').filter((line) => !/^ +(?:\$ |Undo: |Check: )/.test(line))
    return Math.max(...prose.map((line) => line.length))
  }
  assert.ok((await widest('60')) <= 60)
  const wide = await widest('120')
  assert.ok(wide > 100 && wide <= 120, String(wide))
  assert.equal(await widest('40', '--quiet'), 'Connection requests to PBX 1556 vanish: 10 s lost per connection'.length)
})

test('jsonl: one object a line, the conclusion last', async () => {
  const { out, status } = await holdfast(['explain', '--output', 'jsonl', '--observed', 'firewall-between', 'examples/netbackup-pbx/input'])
  const kinds = out
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line).kind)
  assert.equal(status, 1)
  assert.deepEqual(
    kinds.filter((kind, index) => kinds.indexOf(kind) === index),
    ['source', 'run', 'incident', 'excerpt', 'conclusion'],
  )
  assert.equal(kinds.filter((kind) => kind === 'conclusion').length, 1)
})

test('what the user observed is evidence with a place', async (context) => {
  const path = join(filesIn(temporaryFolder(context), { 'backup.log': bareReset }), 'backup.log')
  const { out } = await holdfast(['explain', '--output', 'json', '--observed', 'always-same-age=5 min', '--observed', 'firewall-between', path])
  const report = JSON.parse(out)
  const said = report.sources.at(-1)
  assert.equal(said.path, 'answers given by the user')
  assert.equal(said.reader, 'observed')
  const [excerpt] = report.excerpts
  assert.deepEqual([excerpt.source, excerpt.firstLine, excerpt.lines.length], [said.id, 1, 2])
  const quotes = report.incidents[0].findings
    .flatMap((finding: { readonly evidence: readonly object[] }) => finding.evidence)
    .filter((item: { readonly at: { readonly source: string } }) => item.at.source === said.id)
  assert.ok(quotes.length > 0, 'some cause quotes it')
  for (const { quote, at } of quotes) assert.equal(quote, excerpt.lines[at.line - 1])
})
