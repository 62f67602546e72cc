import assert from 'node:assert/strict'
import test from 'node:test'
import { widthOf } from './width.ts'

const texts: readonly (readonly [string, number])[] = [
  ['', 0],
  ['plain', 5],
  ['\u00dcbertragung', 11],
  ['e\u0301', 1],
  ['\u5931\u6557', 4],
  ['\u30d0\u30c3\u30af', 6],
  ['\ud83d\ude42', 2],
  ['a\u200bb', 2],
]

for (const [text, columns] of texts) test(`${JSON.stringify(text)} takes ${columns} columns`, () => assert.equal(widthOf(text), columns))
