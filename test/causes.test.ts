import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { causes } from '../src/causes/index.ts'
import { reportOn } from '../src/cli/report.ts'
import type { Report } from '../src/model/index.ts'

interface Expectation {
  readonly root: string | null
  readonly strength?: readonly string[]
  readonly outcomes?: Readonly<Record<string, string>>
  readonly deciding?: readonly string[]
}

interface Case {
  readonly cause: string
  readonly name: string
  readonly input: string
  readonly expect: Expectation
}

const folder = new URL('../src/causes/', import.meta.url).pathname
const matrixFile = new URL('cross-talk.txt', import.meta.url).pathname

const cases: readonly Case[] = causes.flatMap(({ id }) => {
  const here = path.join(folder, id, 'cases')
  return readdirSync(here).map(
    (name): Case => ({
      cause: id,
      name,
      input: path.join(here, name, 'input'),
      expect: JSON.parse(readFileSync(path.join(here, name, 'expect.json'), 'utf8')),
    }),
  )
})

const matrix: string[] = []

for (const { cause, name, input, expect } of cases) {
  test(`${cause}: ${name}`, async () => {
    const report = await reportOn([input])
    const root = rootOf(report)
    matrix.push(`${cause}/${name}: ${claims(report)}`)
    assert.equal(root?.cause ?? null, expect.root, claims(report))
    if (expect.strength !== undefined) assert.ok(expect.strength.includes(root?.strength ?? ''), `strength ${root?.strength}`)
    for (const [id, outcome] of Object.entries(expect.outcomes ?? {})) assert.equal(outcomeOf(report, id), outcome, id)
    for (const wrong of misquotes(report)) assert.fail(wrong)
  })
  if (expect.root === cause && (expect.deciding ?? []).length > 0) {
    test(`${cause}: ${name}, without its deciding lines, is not claimed`, async () => {
      const twin = await withoutLines(input, expect.deciding ?? [])
      const report = await reportOn([twin])
      await rm(twin, { recursive: true })
      const claimed = report.incidents
        .flatMap((incident) => incident.findings)
        .find((finding) => finding.cause === cause && finding.outcome === 'explains' && finding.role !== 'consequence' && finding.strength !== 'weak')
      assert.equal(claimed?.summary, undefined)
    })
  }
}

test('cross-talk: no cause explains a case that is not its own, except as the reviewed table says', () => {
  const now = `${matrix.toSorted().join('\n')}\n`
  if (process.env['UPDATE_GOLDEN'] === '1') return writeFile(matrixFile, now)
  assert.equal(now, readFileSync(matrixFile, 'utf8'))
})

function rootOf(report: Report): Report['incidents'][number]['findings'][number] | undefined {
  return report.incidents[0]?.findings.find((finding) => finding.role === 'root')
}

function outcomeOf(report: Report, id: string): string {
  return report.incidents[0]?.findings.find((finding) => finding.cause === id)?.outcome ?? 'not-applicable'
}

function claims(report: Report): string {
  const told = report.incidents.map(
    (incident) =>
      incident.findings
        .filter((finding) => finding.outcome === 'explains')
        .map((finding) => `${finding.cause} (${finding.role}, ${finding.strength})`)
        .join(' + ') || 'undecided',
  )
  return told.length === 0 ? report.conclusion : told.join(' | ')
}

/** Every quote stands at the place it names; white space and fold marks count as one blank. */
function misquotes(report: Report): readonly string[] {
  const flat = (text: string): string => text.replace(/[\s\\]+/g, ' ').trim()
  return report.incidents
    .flatMap((incident) => incident.findings.flatMap((finding) => finding.evidence))
    .flatMap(({ at, quote }) => {
      const source = report.sources.find((one) => one.id === at.source)
      if (!('line' in at) || source === undefined || source.member !== undefined || /\.(gz|zst|xz|bz2|tar|zip)$/.test(source.path)) return []
      const lines = readFileSync(source.path, 'utf8')
        .split('\n')
        .slice(at.line - 1, at.lastLine ?? at.line)
        .join('\n')
      return flat(lines).includes(flat(quote)) ? [] : [`${source.path}:${at.line} does not say ${quote}`]
    })
}

async function withoutLines(input: string, deciding: readonly string[]): Promise<string> {
  const twin = await mkdtemp(path.join(tmpdir(), 'holdfast-twin-'))
  const files = readdirSync(input, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const [index, file] of files.entries()) {
    const lines = readFileSync(path.join(file.parentPath, file.name), 'utf8').split('\n')
    await writeFile(path.join(twin, `${index}-${file.name}`), lines.filter((line) => !deciding.some((text) => line.includes(text))).join('\n'))
  }
  return twin
}
