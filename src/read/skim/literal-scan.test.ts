import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { rarityIn } from './fingerprints.ts'
import { dataAt, LiteralScan } from './literal-scan.ts'

const scan = new LiteralScan(1 << 20)

/** The text in memory, with what stood there before it overwritten. */
function placed(text: string): { readonly from: number; readonly to: number } {
  const bytes = Buffer.from(text)
  scan.bytes.fill(0, dataAt - 64)
  scan.bytes.set(bytes, dataAt)
  return { from: dataAt, to: dataAt + bytes.length }
}

const words = ['failed: ', 'status: 11', '<16>', 'EXIT STATUS', 'Timer expired', 'ed: 11', '0000', 'sta', 'Ünïcode', 'us: 1']
const word = fc.constantFrom(...words, ' ', ':', '[', 'x', '10:00:00.000 [', 'status', '1', '23:59:59.999 [7] ')
const line = fc.array(word, { maxLength: 30 }).map((parts) => parts.join(''))
const literals = fc.uniqueArray(fc.constantFrom(...words.filter((one) => one.length >= 4)), { minLength: 1 })

test('it finds the lines that plain search finds, whatever literals, whatever text', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), literals, (lines, wanted) => {
      const text = lines.map((one) => `${one}\n`).join('')
      scan.want({ literals: wanted, shape: '00:00:00.000 [' }, rarityIn(Buffer.from(text)))
      const { from, to } = placed(text)
      const { found, lines: count } = scan.lines(from, to)
      assert.equal(count, lines.length)
      const expected = lines.flatMap((one, number) => {
        const holdsLiteral = wanted.some((literal) => one.includes(literal))
        const foreign = !/^\d\d:\d\d:\d\d\.\d{3} \[/.test(one)
        return one !== '' && (holdsLiteral || foreign) ? [{ number, holdsLiteral, foreign, text: one }] : []
      })
      const told = found.filter((one) => one.holdsLiteral || one.foreign)
      assert.deepEqual(
        told.map(({ number, holdsLiteral, foreign, start, end }) => ({
          number,
          holdsLiteral,
          foreign,
          text: Buffer.from(scan.bytes.subarray(start, end)).toString(),
        })),
        expected,
      )
    }),
    { numRuns: 500, verbose: true },
  )
})

for (const others of [0, 40, 200]) {
  test(`it finds names where they begin a word, among ${others} others`, () => namesAmong(others))
}

function namesAmong(others: number): void {
  const name = fc.constantFrom('[4100.', '[52] ', 'ledger_1394183500', 'ipc_string: 61202', '10.1.2.3.4000 TO 10.1.2.4.13724', 'a05be1c0d2e3f4a5', ' 61202;')
  const part = fc.oneof(name, fc.constantFrom(' ', 'x', '4100', ';', '61202', ': '))
  fc.assert(
    fc.property(fc.array(fc.array(part, { maxLength: 8 }).map((parts) => parts.join(' '))), fc.uniqueArray(name, { minLength: 1 }), (lines, names) => {
      const { from, to } = placed(lines.map((one) => `${one}\n`).join(''))
      scan.wantNames([...names, ...Array.from({ length: others }, (_, index) => `unseen${10_000 + index}`)])
      const expected = lines.flatMap((one, number) => (names.some((wanted) => one.includes(wanted)) ? [number] : []))
      assert.deepEqual(
        scan.linesNaming(from, to).map(({ number }) => number),
        expected,
      )
    }),
    { numRuns: 500, verbose: true },
  )
}

test('the first line of a day is told', () => {
  const { from, to } = placed(
    '22:00:00.000 [1] a\n23:59:59.999 [1] b\n00:00:00.001 [1] c\n01:00:00.000 [1] d\n00:59:59.999 [1] e\n13:00:00.000 [1] f\n01:00:00.000 [1] g\n',
  )
  scan.want({ literals: ['none'], shape: '00:00:00.000 [' }, rarityIn(Buffer.from('x'.repeat(100))))
  const { found } = scan.lines(from, to)
  assert.deepEqual(
    found.map(({ number, afterMidnight }) => [number, afterMidnight]),
    [
      [2, true],
      [6, true],
    ],
  )
})

test('what was set is set again', () => {
  const { from, to } = placed('10:00:00.000 [1] it failed: 11\n')
  scan.want({ literals: ['failed: '] }, rarityIn(Buffer.from('x')))
  const saved = scan.saved()
  scan.wantNames(['other99'])
  scan.restore(saved)
  assert.equal(scan.lines(from, to).found.length, 1)
})
