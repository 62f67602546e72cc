import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { at, evidenceOf, failure, made } from '../../test/hand-made.ts'
import { commonWords, headline, lastWords, namedFailure, quoteSome } from './named-failure.ts'

const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' }, rest)
const full = (rest = {}) => failure('storage.full', {}, rest)

test('what came clearly before is not a consequence, what came after or at an unknown time is', () => {
  const early = reset({ when: at(1), side: 'client' })
  const late = reset({ when: at(61), side: 'server' })
  const undated = reset({ side: 'server' })
  const evidence = evidenceOf(early, full({ when: at(60) }), late, undated)
  const found = namedFailure(evidence, evidence.of('storage.full'))
  assert.equal(found?.preceded?.event, early)
  assert.deepEqual(
    found?.followed.map(({ event }) => event),
    [late, undated],
  )
})

test('two seconds are no order: an error text may travel through the dying connection', () => {
  const evidence = evidenceOf(reset({ when: at(59) }), full({ when: at(60) }))
  assert.equal(namedFailure(evidence, evidence.of('storage.full'))?.preceded, undefined)
})

test('it accounts for the echoes, the broken pipe, the archiver behind it and the hand that stopped the rest', () => {
  const events = [
    full(),
    failure('run.stopped', {}),
    failure('connection.failed', { errno: 'EPIPE', operation: 'write', channel: 'pipe' }),
    failure('source.failed', { reason: 'archiver' }),
    failure('program.exited', { code: 12 }),
    failure('access.refused', { reason: 'name' }),
  ]
  const evidence = evidenceOf(...events)
  assert.deepEqual(namedFailure(evidence, evidence.of('storage.full'))?.accountsFor, events.slice(0, 5))
})

test('what a program logged outranks what people say', () => {
  const logged = full()
  const evidence = evidenceOf(full({ reported: true }), logged)
  assert.deepEqual(namedFailure(evidence, evidence.of('storage.full'))?.all, [logged])
  const told = evidenceOf(full({ reported: true }))
  assert.equal(namedFailure(told, told.of('storage.full'))?.hearsay, true)
})

const wordings: readonly (readonly [quote: string, words: string])[] = [
  ['rsync: [receiver] write failed on "a" (in b): No space left on device (28)', 'No space left on device (28)'],
  ['FAIL dumper h /d 20260302 0 [/bin/tar exited with status 2: see /var/log/amanda/x.debug]', '/bin/tar exited with status 2'],
  ['h /d lev 0  FAILED ["[/usr/sbin/tar returned error]"]', '/usr/sbin/tar returned error'],
  ['sendbackup: 119: strange(?): runtar: error [runtar invalid option: -]', 'runtar invalid option: -'],
  ['2026-03-02 02:10:21 Corrupted MAC on input.', 'Corrupted MAC on input'],
  ['', ''],
]
for (const [quote, words] of wordings) test(`the telling end of ${quote || 'an empty line'}`, () => assert.equal(lastWords(quote), words))

test('the wording that most share is the one for a headline', () => {
  assert.equal(commonWords(['a: Operation not permitted', 'b: Permission denied', 'c: Permission denied']), 'Permission denied')
  assert.equal(commonWords([]), '')
})

test('a headline has at most 100 characters, and quotes are never repeated', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400 }), (text) => headline(text).length <= 100),
    { verbose: true },
  )
  const same = [made('storage.full', {}, { quote: 'x' }), made('storage.full', {}, { quote: 'x' })]
  assert.equal(quoteSome(same, 'full').length, 1)
})

test('the reason in brackets behind a path is the last word', () => {
  const quote =
    "11/18/2026 11:12:51 PM - Warning bpbrm(pid=7) from client c: WRN - can't open file: C:\\T\\x.tmp (WIN32 32: The file is in use by another process. )"
  assert.equal(lastWords(quote), 'The file is in use by another process')
})
