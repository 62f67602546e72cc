import assert from 'node:assert/strict'
import test from 'node:test'
import { generic } from './generic/reader.ts'
import { readText } from './generic/read-text.ts'
import { paste } from './paste/reader.ts'
import { assertEnds } from '../../test/support/processor-time.ts'

const known = { id: 'known', open: () => ({ read: (line: { readonly text: string }) => (line.text.startsWith('known ') ? [] : undefined) }) }
const page = (index: number): string => `[1 0 0 -1 ${index}.109009 61.706001] Tm`

test('a long text that nobody reads: what failed in it is found, wherever it stands', () => {
  const lines = Array.from({ length: 30_000 }, (_, index) => page(index))
  for (const at of [10, 9_000, 29_999]) {
    const text = lines.with(at, '2026-11-21 05:40:12 copyd: read error: Connection reset by peer').join('\n')
    const { events, lines: counted, unread } = readText([known, generic, paste], text)
    assert.deepEqual([events.length, counted, unread.count], [1, 30_000, 29_999], `line ${at}`)
  }
})

test('an error number is kept apart: it is not the one before it', () => {
  const lines = Array.from({ length: 30_000 }, () => 'step done, errno 0')
  assert.equal(readText([known, generic, paste], lines.with(29_000, 'step done, errno 104').join('\n')).events.length, 1)
})

test('a reader whose signs no line holds is offered the first lines, and those after one that it took', () => {
  const offered: number[] = []
  const table = {
    id: 'table',
    signs: ['table of'],
    open: () => ({
      read: ({ text, line }: { readonly text: string; readonly line: number }) => {
        offered.push(line)
        return text.startsWith('table of') ? [] : undefined
      },
    }),
  }
  const lines = Array.from({ length: 5_000 }, (_, index) => page(index))
  readText([table, generic, paste], lines.with(2_999, 'Table Of nothing').with(3_999, 'table of figures').join('\n'))
  const expected = [...Array.from({ length: 500 }, (_, index) => index + 1), 3_000, ...Array.from({ length: 201 }, (_, index) => index + 4_000)]
  assert.deepEqual(offered, expected)
})

test('a reader is told of the lines that it is not offered, if it asks for that', () => {
  const counts = { read: 0, passed: 0 }
  const read = (): undefined => {
    counts.read += 1
  }
  const pass = (): void => {
    counts.passed += 1
  }
  const counting = { id: 'counting', signs: ['never'], open: () => ({ read, pass }) }
  readText([counting, generic, paste], Array.from({ length: 3_000 }, (_, index) => page(index)).join('\n'))
  assert.deepEqual(counts, { read: 500, passed: 2_500 })
})

test('an indented line that no reader takes as it stands is offered again from its first word on', () => {
  const outline = { id: 'outline', open: () => ({ read: ({ text }: { readonly text: string }) => (text.startsWith('  + ') ? [] : undefined) }) }
  const claims = (text: string) => readText([known, outline, generic, paste], text).claimed.map(({ reader, lines }) => `${reader} ${lines}`)
  assert.deepEqual(claims('    known word\n\tknown word\n  + point\n    + point'), ['known 2', 'outline 1'])
  // A program's own reader comes before the readers of any program's words, indented or not.
  assert.deepEqual(claims('    known word: read error: Connection reset by peer'), ['known 1'])
})

test('a long text of short lines takes no time', () => {
  const text = Array.from({ length: 200_000 }, (_, index) => (index % 2 === 0 ? page(index) : '0 0 Td')).join('\n')
  assertEnds(() => void readText([known, generic, paste], text), 10_000)
})
