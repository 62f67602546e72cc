import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { printable, shortened } from './printable.ts'

const texts: readonly (readonly [string, string, string])[] = [
  ['plain text stays', 'Connection reset by peer', 'Connection reset by peer'],
  ['a colour escape is spelled out', '\u001b[31mred', '\\x1b[31mred'],
  ['line ends and tabs are blanks', 'a\r\n\tb', 'a b'],
  ['a bidirectional override is spelled out', 'a\u202eb', 'a\\u202eb'],
  ['C1 controls are spelled out', '\u009b2J', '\\x9b2J'],
  ['letters of any script stay', 'Übertragung 失敗 🙂', 'Übertragung 失敗 🙂'],
  ['a lone surrogate is spelled out', 'x\ud800y', 'x\\ud800y'],
]

for (const [world, text, shown] of texts) test(world, () => assert.equal(printable(text), shown))

/** fast-check's own "binary" takes seconds to set up. */
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code))

test('nothing that a terminal acts on survives', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 60 }), (text) =>
      assert.doesNotMatch(printable(text), /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/),
    ),
    { verbose: true },
  )
})

test('a long quote is cut and says so', () => assert.equal(shortened('abcdefghij', 8), 'abcde...'))
