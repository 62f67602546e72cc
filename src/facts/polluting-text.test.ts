import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { evidenceOf, failure } from '../../test/hand-made.ts'
import { decodeWord, polluterOf, pollution } from './polluting-text.ts'

const worlds: readonly (readonly [world: string, text: string | undefined, shown: string | undefined, writer: RegExp | undefined])[] = [
  ['rsync read a sudo prompt as a version', '1685418843', '[sud', /sudo/],
  ['rsync read a greeting as a version', '1668048215', 'Welc', /greeting/],
  ['rsync read a cleared screen as a version', '457726747', '\\e[H\\e', /terminal control/],
  ['Amanda read an ssh greeting as a size', '1397966893', 'SSH-', /SSH server/],
  ['a text', 'HTTP/1.1 400 Bad Request', 'HTTP/1.1 400 Bad Request', /web server/],
  ['a shell complains', 'bash: warning: setlocale: LC_ALL', 'bash: warning: setlocale: LC_ALL', /shell itself/],
  ['a TLS hello', '\u0016\u0003\u0001', '\\x16\\x03\\x01', /TLS/],
  ['nobody knows it', 'Qxyz', 'Qxyz', undefined],
  ['a number that is no text', '4026531840', undefined, undefined],
  ['a short number is a number', '31', '31', undefined],
  ['nothing', '', undefined, undefined],
  ['not told', undefined, undefined, undefined],
]

for (const [world, text, shown, writer] of worlds) {
  test(`polluting text: ${world}`, () => {
    const found = pollution(text)
    assert.equal(found?.text, shown)
    if (writer === undefined) assert.equal(found?.writer, undefined)
    else assert.match(found?.writer ?? '', writer)
  })
}

test('four characters are decoded in either order, and only what is text', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0x20, max: 0x7e }), { minLength: 4, maxLength: 4 }), (codes) => {
      const value = codes.reduce((sum, code, index) => sum + code * 256 ** index, 0)
      assert.equal(decodeWord(value, 'little'), String.fromCharCode(...codes))
      assert.equal(decodeWord(value, 'big'), String.fromCharCode(...codes.toReversed()))
    }),
    { verbose: true },
  )
  for (const value of [-1, 1.5, 2 ** 32, 0]) assert.equal(decodeWord(value, 'little'), undefined)
})

test("Amanda quotes what it took for a packet's size", () => {
  const polluted = failure('stream.polluted', { text: 'tcpm_recv_token: invalid size: "Welc"' }, { system: 'amanda' })
  assert.match(polluterOf(evidenceOf(polluted))?.writer ?? '', /greeting/)
  assert.equal(polluterOf(evidenceOf(failure('stream.polluted', { text: 'tcpm_recv_token: invalid size' }, { system: 'amanda' }))), undefined)
})
