import assert from 'node:assert/strict'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { readSample, summary } from './sample-reading.ts'

const folder = join(import.meta.dirname, 'samples')
const files = globSync('*/**/*', { cwd: folder })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => /\/(?:log[^/]*|amdump\.1|[^/]+\.(?:txt|debug))$/.test(file) && !/expected/.test(file))
  .toSorted()
const texts = new Map(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]))
const samples = [...new Set(files.map((file) => file.split('/')[0] ?? ''))]

for (const sample of samples) {
  test(`sample ${sample}: events are the expected ones (UPDATE_GOLDEN=1 rewrites them)`, () => {
    const lines = files
      .filter((file) => file.startsWith(`${sample}/`))
      .flatMap((file) => [`== ${file.slice(sample.length + 1)}`, ...readSample(texts.get(file) ?? '').events.map(summary)])
    const golden = join(folder, sample, 'expected-events.txt')
    const found = `${lines.join('\n')}\n`
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, found)
    assert.equal(found, readFileSync(golden, 'utf8'))
  })
}

test('a healthy run has no symptom and nothing unread', () => {
  for (const [file, text] of texts) {
    if (!file.startsWith('healthy-')) continue
    const { events, unread } = readSample(text)
    assert.deepEqual(events.filter((event) => event.symptom !== undefined).map(summary), [], file)
    assert.equal(unread.count, 0, file)
  }
})

test('a quote stands verbatim at its place', () => {
  for (const [file, text] of texts) {
    const lines = text.split('\n')
    for (const event of readSample(text).events) {
      assert.ok('line' in event.at)
      const standing = lines.slice(event.at.line - 1, event.at.lastLine ?? event.at.line).join('\n')
      assert.ok(standing.includes(event.quote), `${file}:${event.at.line} ${event.quote}`)
    }
  }
})

test('lines of 16 kB of one character or token are read quickly', () => {
  const heads = [
    '',
    'driver: result time 1.000 from dumper0: FAILED 00-00001 ',
    'FAIL dumper a /b 20200101 0 ',
    'sendbackup: time 1.000: ',
    'sendbackup: ',
    '  /-- ',
    'ERROR: ',
    'taper: ERROR ',
    '/bin/tar: ',
  ]
  const bodies = ['a', ' ', '"', '[', ']', '\\', '"\\', 'a ', ' "', '/bin/tar: x: ', 'Cannot open', 'to x failed ', '> ', "couldn't exec ", '0:', 'connect ']
  const began = performance.now()
  for (const head of heads) for (const body of bodies) readSample(`${head}${body.repeat(Math.ceil(16_384 / body.length)).slice(0, 16_384)}\nnext`)
  assert.ok(performance.now() - began < 5_000, `${Math.round(performance.now() - began)} ms`)
})
