import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { folded } from './required-words.ts'
import { WordScan } from './word-scan.ts'

const word = fc.stringMatching(/^[a-cA-C0 :]{3,7}$/)

test('a scan finds the words that a text holds, in whatever case, and no others', () => {
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 12, selector: folded }), fc.stringMatching(/^[a-cA-C0 :]{0,60}$/), (words, text) => {
      const scan = new WordScan(new Map(words.map((one, place) => [folded(one), 1 << place])))
      const expected = words.reduce((mask, one, place) => mask | (folded(text).includes(folded(one)) ? 1 << place : 0), 0)
      assert.equal(scan.maskOf(text), expected)
    }),
    { verbose: true },
  )
})

test('a text longer than any line is scanned to its end', () => {
  const scan = new WordScan(new Map([[folded('needle'), 2]]))
  assert.equal(scan.maskOf(`${'x'.repeat(100_000)}Needle`), 2)
  assert.equal(scan.maskOf(`${'\u00e4\u2019\u{1f600}'.repeat(10)}needle`), 2)
})
