import assert from 'node:assert/strict'
import { join } from 'node:path'
import test from 'node:test'
import { assertQuoted } from '../../../test/support/line-tables.ts'
import { sampleTexts, testSamples } from '../../../test/support/sample-goldens.ts'
import { readSample, summary } from './sample-reading.ts'
import { assertEnds } from '../../../test/support/processor-time.ts'

const folder = join(import.meta.dirname, 'samples')
const texts = sampleTexts(folder, '*/**/*', (file) => /\/(?:log[^/]*|amdump\.1|[^/]+\.(?:txt|debug))$/.test(file))

testSamples(folder, texts, (text) => readSample(text).events.map(summary))

test('a healthy run has no symptom and nothing unread', () => {
  for (const [file, text] of texts) {
    if (!file.startsWith('healthy-')) continue
    const { events, unread } = readSample(text)
    assert.deepEqual(events.filter((event) => event.symptom !== undefined).map(summary), [], file)
    assert.equal(unread.count, 0, file)
  }
})

test('a quote stands verbatim at its place', () => {
  for (const [file, text] of texts) assertQuoted(text, readSample(text).events, file)
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
  assertEnds(() => {
    for (const head of heads) for (const body of bodies) readSample(`${head}${body.repeat(Math.ceil(16_384 / body.length)).slice(0, 16_384)}\nnext`)
  }, 10_000)
})
