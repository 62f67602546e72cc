import assert from 'node:assert/strict'
import { join } from 'node:path'
import test from 'node:test'
import { assertQuoted } from '../../../test/support/line-tables.ts'
import { sampleTexts, testSamples } from '../../../test/support/sample-goldens.ts'
import { readSample, summary } from './sample-reading.ts'
import { assertEnds } from '../../../test/support/processor-time.ts'

const folder = join(import.meta.dirname, 'samples')
const texts = sampleTexts(folder, '*/*.{log,txt}')

testSamples(folder, texts, (text, file) => readSample(text, file).events.map(summary))

test('a healthy run has no symptom, and ends', () => {
  for (const [file, text] of texts) {
    if (!/^(?:healthy-|versions-shown)/.test(file)) continue
    const { events } = readSample(text)
    assert.deepEqual(events.filter((event) => event.symptom !== undefined).map(summary), [], file)
    assert.ok(
      events.some((event) => event.kind === 'run.ended' && event.outcome === 'completed'),
      file,
    )
  }
})

test('every failed run has exactly one kind of specific symptom', () => {
  for (const [file, text] of texts) {
    const specific = readSample(text, file).events.filter((event) => event.symptom === 'specific')
    const byRun = new Map<string, Set<string>>()
    for (const event of specific) byRun.set(event.run ?? '', (byRun.get(event.run ?? '') ?? new Set()).add(event.kind))
    // A remote shell that died is told beside the pipe that broke for it.
    for (const kinds of byRun.values()) assert.ok(kinds.size === 1 || file.startsWith('written-3.2-ssh-dies/'), `${file}: ${[...kinds].join(', ')}`)
  }
})

test('a quote stands verbatim at its place', () => {
  for (const [file, text] of texts) assertQuoted(text, readSample(text).events, file)
})

test('a number cut at any digit is never taken for a whole one', () => {
  const codes = new Set([5, 10, 11, 12, 20, 23, 24, 30, 35, 127, 255, 1, 2])
  for (const [file, text] of texts) {
    const lines = text.split('\n')
    for (const [index, line] of lines.entries()) {
      if (!/\d\d/.test(line) || !line.includes('code')) continue
      // All cuts of one line share what stands before it; a few lines of context carry the state that matters.
      const before = lines.slice(Math.max(0, index - 3), index).join('\n')
      for (let end = 0; end <= line.length; end += 1) {
        const { events } = readSample(`${before}\n${line.slice(0, end)}`)
        for (const event of events) assert.ok(event.kind !== 'program.exited' || codes.has(event.code), `${file}:${index + 1} cut at ${end}`)
      }
    }
  }
})

test('lines of 16 kB of one character or token are read quickly', () => {
  const heads = [
    '',
    'rsync: ',
    'rsync: [sender] ',
    'rsync error: ',
    '@ERROR: ',
    '2026/11/21 06:21:18 [4523] ',
    'rsync: writefd_unbuffered failed to write 4096 bytes',
    'rsync to ',
    'file has vanished: "',
    'rsync: server sent "',
  ]
  const bodies = ['a', ' ', '"', '[', ']', '(', ')', ': ', '": ', 'failed: ', '(1)', ' at ', ' from ', 'rsync: ', '9', '1,']
  assertEnds(() => {
    for (const head of heads) for (const body of bodies) readSample(`${head}${body.repeat(Math.ceil(16_384 / body.length)).slice(0, 16_384)}\nnext`)
  }, 10_000)
})
