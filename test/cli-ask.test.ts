import assert from 'node:assert/strict'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { interview } from '../src/cli/ask.ts'
import { questions } from '../src/cli/questions.ts'
import { diagnosed, gather } from '../src/cli/report.ts'
import type { Report } from '../src/model/index.ts'
import { observable, type Observed, readObserved, secondsOf, valueProblem } from '../src/read/observed.ts'
import { root } from './support/command.ts'
import { filesIn, temporaryFolder } from './support/evidence.ts'

const bareReset = 'rsync: [sender] read error: Connection reset by peer (104)\nrsync error: error in socket IO (code 10) at io.c(806) [sender=3.2.7]\n'

interface Told {
  readonly report: Report
  readonly answers: readonly Observed[]
  readonly asked: readonly string[]
}

/** Interviews about a log; each answer belongs to the first question that holds its key, other questions get Enter. */
async function told(path: string, answers: Readonly<Record<string, string>>): Promise<Told> {
  const gathered = await gather([path], {}, (sources) => sources)
  const asked: string[] = []
  const ask = async (prompt: string): Promise<string | undefined> => {
    asked.push(prompt)
    return Object.entries(answers).find(([key]) => prompt.includes(key))?.[1] ?? ''
  }
  return { ...(await interview(gathered, diagnosed(gathered), [], ask)), asked }
}

function logOf(context: TestContext, text: string): string {
  return join(filesIn(temporaryFolder(context), { 'backup.log': text }), 'backup.log')
}

test('a regular age turns a bare reset towards an idle limit', async (context) => {
  const { report, answers, asked } = await told(logOf(context, bareReset), { 'same time': '5 min' })
  assert.deepEqual(
    answers.map(({ name, value }) => [name, value]),
    [['always-same-age', '5 min']],
  )
  const [incident] = report.incidents
  const root = incident?.findings.find((finding) => finding.role === 'root')
  assert.equal(root?.cause, 'idle-flow-dropped')
  assert.equal(root?.strength, 'weak', 'what is only reported never makes it strong')
  assert.ok(root?.evidence.some(({ quote }) => quote.startsWith('always-same-age=5 min: ')))
  assert.ok(asked.length <= 5, `${asked.length} questions`)
})

test('Enter to everything changes nothing', async (context) => {
  const { report, answers, asked } = await told(logOf(context, bareReset), {})
  assert.deepEqual(answers, [])
  assert.equal(report.sources.length, 1)
  assert.equal(new Set(asked).size, asked.length, 'no question twice')
})

test('q ends it at once', async (context) => assert.equal((await told(logOf(context, bareReset), { '?': 'q' })).asked.length, 1))

test('nonsense is asked again, twice', async (context) => {
  const { asked } = await told(logOf(context, bareReset), { '?': 'perhaps' })
  assert.equal(asked[0], asked[2])
  assert.notEqual(asked[0], asked[3])
})

test('what the evidence explains is not asked about', async () => {
  const { asked } = await told(join(root, 'src/causes/idle-flow-dropped/cases'), {})
  const { asked: healthy } = await told(join(root, 'src/read/amanda/samples/healthy-bsdtcp'), {})
  assert.deepEqual(healthy, [])
  assert.ok(asked.length <= 5)
})

test('every question is about something that can be observed', () => {
  for (const { yes, no } of questions) for (const answer of no === undefined ? [yes] : [yes, no]) assert.equal(valueProblem(answer), undefined, answer.name)
  assert.equal(new Set(questions.map(({ yes }) => yes.name)).size, questions.length)
})

test('an answer stands verbatim on its line', () => {
  const observed: readonly Observed[] = [{ name: 'same-subnet' }, { name: 'port-blocked', value: '1556' }, { name: 'ping-answered', run: 'rsync 1' }]
  const { lines, events, source } = readObserved(observed, 's7')
  assert.deepEqual(
    events.map(({ at, quote, run, reported }) => [at, quote, run, reported]),
    lines.map((line, index) => [{ source: 's7', line: index + 1 }, line, index === 2 ? 'rsync 1' : undefined, true]),
  )
  assert.equal(source.read.lines, 3)
})

const values: readonly (readonly [world: string, observed: Observed, fine: boolean])[] = [
  ['seconds', { name: 'always-same-age', value: '300' }, true],
  ['a duration in words', { name: 'always-same-age', value: '2 hours 30 minutes' }, true],
  ['no duration', { name: 'always-same-age', value: 'often' }, false],
  ['nothing given', { name: 'always-same-age' }, true],
  ['zero', { name: 'always-same-age', value: '0' }, false],
  ['a port', { name: 'port-blocked', value: '1556' }, true],
  ['a port by name', { name: 'port-blocked', value: 'pbx' }, false],
  ['a value too many', { name: 'same-subnet', value: 'yes' }, false],
  ['a line end', { name: 'always-same-age', value: '300\nsame-subnet' }, false],
  ['an escape sequence', { name: 'always-same-age', value: '300 s\x1b[2J' }, false],
  ['a book', { name: 'always-same-age', value: `300 s${' '.repeat(100)}` }, false],
]

for (const [world, observed, fine] of values) test(`the value of an observation: ${world}`, () => assert.equal(valueProblem(observed) === undefined, fine))

test('durations are in seconds', () => assert.deepEqual(['300', '1.5', '5 min', '2 h', '-3', 'x'].map(secondsOf), [300, 1.5, 300, 7200, undefined, undefined]))

test('everything that can be observed is told in words that follow "I observed that"', () => {
  for (const { says } of Object.values(observable)) assert.match(says, /^[a-z].*[^.]$/)
})
