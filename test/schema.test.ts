import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { reportOn } from '../src/cli/report.ts'
import { causeIds } from '../src/model/index.ts'
import { completeReport, systems } from './complete-report.ts'

interface Schema {
  readonly $defs: { readonly system: { readonly enum: readonly string[] }; readonly causeId: { readonly enum: readonly string[] } }
}

type Path = readonly (string | number)[]

const root = join(import.meta.dirname, '..')
const schema: Schema = JSON.parse(readFileSync(join(root, 'schema/report.schema.json'), 'utf8'))
const validate = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false, strictTuples: false }).compile(schema)

function complaints(document: unknown): string {
  return validate(document) ? '' : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`).join('\n')
}

test('the schema knows the causes and systems of the model, and no others', () => {
  assert.deepEqual(schema.$defs.causeId.enum, causeIds)
  assert.deepEqual(schema.$defs.system.enum.toSorted(), Object.keys(systems).toSorted())
})

test('a report with every property is valid', () => assert.equal(complaints(completeReport), ''))

test('a property that the model does not have is refused, at every level', () => {
  const accepted = objectsIn(completeReport).filter((path) => complaints(changed(completeReport, [...path, 'surplus'], true)) === '')
  assert.deepEqual(accepted, [])
})

const broken: readonly (readonly [world: string, path: Path, value: unknown])[] = [
  ['a conclusion of incidents without one', ['incidents'], []],
  ['a clean conclusion with an incident', ['conclusion'], 'clean'],
  ['a cause nobody knows', ['incidents', 0, 'findings', 0, 'cause'], 'gremlins'],
  ['an explanation without strength', ['incidents', 0, 'findings', 0, 'strength'], undefined],
  ['an explanation without role', ['incidents', 0, 'findings', 0, 'role'], undefined],
  ['a ruled-out cause with a strength', ['incidents', 0, 'findings', 1, 'outcome'], 'ruled-out'],
  ['two roots', ['incidents', 0, 'findings', 1, 'role'], 'root'],
  ['the root in second place', ['incidents', 0, 'findings'], completeReport.incidents[0]?.findings.toReversed()],
  ['explained by a weak root', ['incidents', 0, 'findings', 0, 'strength'], 'weak'],
  ['explained with something unexplained', ['incidents', 0, 'unexplained'], [0]],
  ['cannot tell, and yet it explains', ['incidents', 0, 'verdict'], 'cannot-tell'],
  ['a place that is both line and frame', ['notices', 0, 'at', 'frame'], 3],
  ['line zero', ['notices', 0, 'at', 'line'], 0],
  ['half a microsecond', ['runs', 0, 'start', 'us'], 1.5],
  ['an incident without meaning', ['incidents', 0, 'meaning'], undefined],
]

for (const [world, path, value] of broken) {
  test(`refused: ${world}`, () => assert.notEqual(complaints(changed(completeReport, path, value)), ''))
}

const evidence = globSync(['examples/*/expect.json', 'src/causes/*/cases/*/expect.json'], { cwd: root })
  .map((path) => dirname(path))
  .toSorted()

for (const folder of evidence) {
  test(`the report on ${folder} is valid`, async () => {
    const report = await reportOn([inputOf(folder)])
    assert.equal(complaints(JSON.parse(JSON.stringify(report))), '')
  })
}

test('the command prints such a report, and its exit status is the conclusion', async () => {
  const folder = evidence[0]
  assert.ok(folder !== undefined, 'there is neither an example nor a case')
  const { status, text } = await explainAsJson(inputOf(folder))
  const report: unknown = JSON.parse(text)
  assert.equal(complaints(report), '')
  assert.equal(status, { clean: 0, incidents: 1, 'nothing-recognised': 2 }[conclusionOf(report)])
})

function inputOf(folder: string): string {
  const input = join(root, folder, 'input')
  return existsSync(input) ? input : join(root, folder)
}

function explainAsJson(path: string): Promise<{ readonly status: number | string | undefined; readonly text: string }> {
  const { promise, resolve } = Promise.withResolvers<{ readonly status: number | string | undefined; readonly text: string }>()
  const parameters = [join(root, 'src/main.ts'), 'explain', '--output', 'json', path]
  execFile(process.execPath, parameters, { maxBuffer: 2 ** 28 }, (error, text) => resolve({ status: error === null ? 0 : (error.code ?? undefined), text }))
  return promise
}

function conclusionOf(report: unknown): 'clean' | 'incidents' | 'nothing-recognised' {
  const { conclusion } = Object(report)
  return conclusion
}

/** A deep copy in which the value at `path` is another; undefined takes the property away. */
function changed(document: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (Array.isArray(document)) return document.map((item: unknown, index) => (index === key ? changed(item, rest, value) : item))
  const inner: Readonly<Record<string, unknown>> = Object(document)
  const { [key]: old, ...others } = inner
  const next = changed(old, rest, value)
  return next === undefined ? others : { ...others, [key]: next }
}

/** Paths of all objects in a document. */
function objectsIn(document: unknown, at: Path = []): readonly Path[] {
  if (typeof document !== 'object' || document === null) return []
  const below = Object.entries(document).flatMap(([key, value]) => objectsIn(value, [...at, Array.isArray(document) ? Number(key) : key]))
  return Array.isArray(document) ? below : [at, ...below]
}
