import assert from 'node:assert/strict'
import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import fc from 'fast-check'
import { Dating } from '../dating.ts'
import { lineReaders } from '../index.ts'
import { linesOf, logLine } from '../lines.ts'
import type { LineReader, LogLine, SourceContext } from '../reader.ts'
import { unfolded } from '../records/unfold.ts'
import { readWhole } from '../text.ts'
import { Signs, signsOfAll } from './signs.ts'

const root = join(import.meta.dirname, '..', '..')
const longestSample = 300_000
const files = globSync(['read/**/samples/**/*', 'causes/*/cases/*/input/**/*', 'read/*/format.md'], { cwd: root })
  .filter((path) => {
    const { size } = statSync(join(root, path))
    return statSync(join(root, path)).isFile() && size < longestSample && !/\.(?:pcap\w*|gz|xz|zst|zip|tar|json)$/.test(path)
  })
  .toSorted()
const textIn = (paths: readonly string[]): readonly string[] =>
  paths.map((path) => readFileSync(join(root, path), 'utf8')).filter((text) => !text.includes('\0'))
const texts = textIn(files).map((text) => text.replaceAll(/^\| `(.*?)` \|.*$/gm, '$1'))
const lines = [...new Set(texts.flatMap((text) => linesOf(text).map(({ raw }) => raw)))]

const source = (): SourceContext => ({ id: 's1', path: 'sample', dating: new Dating('s1', {}), note: () => undefined })

/** The readers that take a line though nothing stood before it, or tell of it in the end. */
function takers(line: LogLine, among: readonly LineReader[]): readonly LineReader[] {
  return among.filter((reader) =>
    [false, true].some((whole) => {
      const reading = reader.open(source())
      return reading.read(line, whole) !== undefined || (reading.end?.([]) ?? []).length > 0
    }),
  )
}

const signed = lineReaders.filter(({ signs }) => signs !== undefined)

function assertSigned(raw: string): void {
  const line = logLine({ raw, line: 1 })
  for (const form of [line, ...(unfolded(line) ?? []).flat()]) assertFormSigned(form, raw)
}

function assertFormSigned(line: LogLine, raw: string): void {
  const mask = signsOfAll(lineReaders).of(line)
  const unsigned = signed.filter((reader) => (mask & (1 << lineReaders.indexOf(reader))) === 0)
  const missed = takers(line, unsigned).map(({ id }) => id)
  assert.deepEqual(missed, [], raw)
}

test('every reader but the last, which reads prose, says what its lines hold', () => {
  assert.deepEqual(
    lineReaders.filter(({ signs }) => signs === undefined).map(({ id }) => id),
    ['paste'],
  )
})

test('no line of any sample, case or table of wordings is taken by a reader whose signs it does not hold', () => {
  assert.ok(lines.length > 4_000)
  for (const raw of lines) assertSigned(raw)
})

const anyLine = fc.constantFrom(...lines)
const cut = fc.nat({ max: 120 })
const spoiled = fc.oneof(
  fc.tuple(anyLine, anyLine, cut, cut).map(([a, b, at, from]) => a.slice(0, at) + b.slice(from)),
  fc.tuple(anyLine, cut).map(([line, from]) => line.slice(from)),
  fc.tuple(anyLine, cut, cut).map(([line, from, length]) => line.slice(0, from) + line.slice(from + length)),
  anyLine.map((line) => line.toUpperCase()),
  anyLine.map((line) => line.toLowerCase()),
)

test('a record that its level alone makes a failure is offered to the readers of failures', () => {
  for (const level of ['error', 'fatal', 'info']) assertSigned(`{"level":"${level}","msg":"…","error":"…"}`)
  for (const head of ['ERRO[0012] ', '8:33AM ERR ', 'time=2026-11-21T05:40:12Z level=error msg=']) assertSigned(`${head}"the store gave no answer" store=nas`)
})

test('nor is a line that was cut, joined with another or written in another case', () => {
  fc.assert(fc.property(spoiled, assertSigned), { numRuns: 2_000, verbose: true })
})

/** Lines of nobody, longer on end than any reader's interest lasts. */
function ordinary(count: number, from: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${from + index},order ${(from * 31 + index * 17) % 9_973} of customer,${index % 7},true`)
}

test('a text tells the same with signs and without, wherever in it somebody speaks', () => {
  const without = lineReaders.map(({ signs: _, ...reader }) => reader)
  const stretch = fc.tuple(fc.constantFrom(...texts), fc.nat({ max: 400 }), fc.integer({ min: 0, max: 500 }))
  fc.assert(
    fc.property(fc.array(stretch, { minLength: 1, maxLength: 4 }), (stretches) => {
      const told = stretches.flatMap(([text, from, gap], index) => [...text.split('\n').slice(from, from + 40), ...ordinary(gap, index * 1_000)])
      const text = [...ordinary(600, 50_000), ...told].join('\n')
      assert.deepEqual(readWhole(text, lineReaders, source()).events, readWhole(text, without, source()).events)
    }),
    { numRuns: 25, verbose: true },
  )
})

test('a log reads the same behind many others as alone', () => {
  for (const text of textIn(files.filter((path) => !path.endsWith('format.md')))) {
    assert.deepEqual(readWhole(text, lineReaders, source(), 10_000).events, readWhole(text, lineReaders, source()).events)
  }
})

test('more readers than a set has bits are refused, not misread', () => {
  const readers = (count: number) => Array.from({ length: count }, () => ({ signs: ['reset'] }))
  assert.equal(new Signs(readers(31)).ofText('reset'), 2 ** 31 - 1)
  assert.throws(() => new Signs(readers(32)), RangeError)
})
