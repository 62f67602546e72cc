import assert from 'node:assert/strict'
import test from 'node:test'
import { generic } from '../generic/reader.ts'
import { readText } from '../generic/read-text.ts'
import { paste } from '../paste/reader.ts'

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

test('a long text of short lines takes no time', () => {
  const text = Array.from({ length: 200_000 }, (_, index) => (index % 2 === 0 ? page(index) : '0 0 Td')).join('\n')
  const started = performance.now()
  readText([known, generic, paste], text)
  assert.ok(performance.now() - started < 3000, `${performance.now() - started} ms`)
})
