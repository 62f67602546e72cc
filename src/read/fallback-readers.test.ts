import assert from 'node:assert/strict'
import test from 'node:test'
import { fallbackReaders } from './fallback-readers.ts'
import { lineReaders } from './index.ts'

test('the readers that take what nobody else claims are asked last', () => {
  const last = lineReaders.slice(-fallbackReaders.length)
  assert.deepEqual(
    last.map(({ id }) => id),
    fallbackReaders,
  )
})
