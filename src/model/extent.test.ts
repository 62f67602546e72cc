import assert from 'node:assert/strict'
import test from 'node:test'
import { extentOf } from './extent.ts'

test('the least and the greatest of some numbers, of however many', () => {
  assert.deepEqual(extentOf([3, -1, 2]), { least: -1, most: 3 })
  assert.deepEqual(extentOf([]), { least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY })
  assert.deepEqual(extentOf(Array.from({ length: 1_000_000 }, (_, index) => index)), { least: 0, most: 999_999 })
})
