import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { toned, wrapped } from './layout.ts'
import { widthOf } from './width.ts'

const paper = { width: 40, colour: false }

test('words wrap under their lead', () => {
  assert.deepEqual(wrapped(paper, '  1. ', 'one two three four five six seven eight nine'), ['  1. one two three four five six seven', '     eight nine'])
})

test('no line is wider than the paper unless one word is', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((word) => !/\s/.test(word)),
        { maxLength: 40 },
      ),
      (words) => {
        for (const line of wrapped(paper, '  - ', words.join(' '))) assert.ok(widthOf(line) <= 40 || line.trim().split(' ').length <= 2, line)
      },
    ),
    { verbose: true },
  )
})

test('without colour a tone changes nothing', () => assert.equal(toned(paper, 'bad', 'text'), 'text'))
test('with colour the text itself stays whole', () => assert.match(toned({ width: 40, colour: true }, 'bad', 'text'), /text/))
