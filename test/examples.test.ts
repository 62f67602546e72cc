import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { reportOn } from '../src/cli/report.ts'
import type { Report } from '../src/model/index.ts'

interface Expectation {
  readonly root: string
  readonly strength?: readonly string[]
  readonly verdict?: string
  readonly alternatives?: readonly string[]
  readonly consequences?: readonly string[]
}

type Files = ReadonlyMap<string, string>
type Change = (files: Files) => Files

const folder = new URL('../examples/', import.meta.url).pathname
const logLine = /^\d\d:\d\d:\d\d|^rsync|^driver:|^dumper:|^sendbackup|^planner|^amdump|^FAIL |^\w{3} \w{3} [ \d]\d /

/** The same failure as other people would paste it: every one must get the same answer. */
const sameAnswer: readonly (readonly [string, Change])[] = [
  ['as it is', (files) => files],
  ['with CRLF line ends', mapped((text) => text.replaceAll('\n', '\r\n'))],
  ['quoted as a reply', mapped((text) => text.replaceAll(/^/gm, '> '))],
  ['quoted twice', mapped((text) => text.replaceAll(/^/gm, '> > '))],
  ['with a byte order mark', mapped((text) => `\uFEFF${text}`)],
  [
    'with other addresses and ports',
    mapped((text) =>
      text
        .replaceAll(/\b192\.0\.2\.(\d+)/g, '203.0.113.$1')
        .replaceAll('61202', '50877')
        .replaceAll('61215', '50891')
        .replaceAll('4901', '2214'),
    ),
  ],
  ['an hour and a bit later', mapped((text) => text.replaceAll(/^09:(\d\d)/gm, '21:$1'))],
]

/** Evidence torn apart: then it may be undecided, but never confidently something else. */
const poorer: readonly (readonly [string, Change])[] = [
  ...[1, 2, 3, 4, 5].map(
    (seed) =>
      [
        `a fifth of the log lines lost (${seed})`,
        mapped((text) =>
          text
            .split('\n')
            .filter((line, index) => !logLine.test(line) || random(seed * 7919 + index) >= 0.2)
            .join('\n'),
        ),
      ] as const,
  ),
  ['the first half', mapped((text) => text.slice(0, text.length / 2))],
  ['the second half', mapped((text) => text.slice(text.length / 2))],
  [
    'the log lines alone',
    mapped((text) =>
      text
        .split('\n')
        .filter((line) => logLine.test(line))
        .join('\n'),
    ),
  ],
]

for (const name of readdirSync(folder)) {
  const expect: Expectation = JSON.parse(readFileSync(path.join(folder, name, 'expect.json'), 'utf8'))
  const evidence = readAll(path.join(folder, name, 'input'))
  for (const [world, change] of sameAnswer) {
    test(`${name} ${world}`, async () => {
      const report = await explained(change(evidence))
      const findings = report.incidents[0]?.findings ?? []
      const root = findings.find((finding) => finding.role === 'root')
      assert.equal(root?.cause, expect.root)
      if (expect.strength !== undefined) assert.ok(expect.strength.includes(root?.strength ?? ''), `strength ${root?.strength}`)
      if (expect.verdict !== undefined) assert.equal(report.incidents[0]?.verdict, expect.verdict)
      for (const cause of expect.alternatives ?? [])
        assert.ok(
          findings.some((finding) => finding.cause === cause && finding.role === 'alternative'),
          cause,
        )
      for (const cause of expect.consequences ?? [])
        assert.ok(
          findings.some((finding) => finding.cause === cause && finding.role === 'consequence'),
          cause,
        )
    })
  }
  for (const [world, change] of poorer) {
    test(`${name}, ${world}: right or undecided`, async () => {
      const report = await explained(change(evidence))
      const allowed = new Set([expect.root, ...(expect.consequences ?? [])])
      const firm = report.incidents
        .flatMap((incident) => incident.findings)
        .filter((finding) => finding.outcome === 'explains' && finding.role !== 'consequence' && finding.strength !== 'weak')
      assert.deepEqual(
        firm.filter((finding) => !allowed.has(finding.cause)).map((finding) => finding.summary),
        [],
      )
    })
  }
}

function mapped(change: (text: string) => string): Change {
  return (files) => new Map([...files].map(([name, text]) => [name, change(text)]))
}

async function explained(files: Files): Promise<Report> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'holdfast-example-'))
  for (const [name, text] of files) {
    await mkdir(path.join(scratch, path.dirname(name)), { recursive: true })
    await writeFile(path.join(scratch, name), text)
  }
  const report = await reportOn([scratch])
  await rm(scratch, { recursive: true })
  return report
}

function readAll(root: string): Files {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    entries.map((entry) => [path.relative(root, path.join(entry.parentPath, entry.name)), readFileSync(path.join(entry.parentPath, entry.name), 'utf8')]),
  )
}

/** The same number for the same seed, between 0 and 1 (mulberry32). */
function random(seed: number): number {
  let t = (seed + 0x6d2b79f5) | 0
  t = Math.imul(t ^ (t >>> 15), t | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
}
