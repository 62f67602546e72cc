import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { localPipeBroken } from './cause.ts'

const pipe = (rest = {}) =>
  failure('connection.failed', { errno: 'EPIPE', operation: 'write', channel: 'pipe' }, { quote: 'write to compression program failed: Broken pipe', ...rest })
const filter = (rest = {}) => failure('filter.failed', { filter: 'compression' }, { quote: 'data compress: out of memory', ...rest })
const echo = (rest = {}) => made('connection.failed', { errno: 'EPIPE', operation: 'write', channel: 'pipe' }, { symptom: 'echo', ...rest })
const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' }, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['the filter says why and the pipe broke', [filter(), pipe()], 'decisive'],
  ['the filter says why', [filter()], 'strong'],
  ['a broken pipe and no word', [pipe()], 'weak'],
  ['the filter was killed', [filter(), pipe(), failure('program.killed', { by: 'oom-killer', victim: 'gzip' })], 'weak'],
  ['the pipe broke behind a dead connection', [reset(), echo()], 'ruled-out'],
  ['a dead connection, then the filter', [reset({ when: at(1) }), filter({ when: at(30) }), pipe({ when: at(30) })], 'ruled-out'],
  ['the filter, then the connection', [filter({ when: at(1) }), pipe({ when: at(1) }), reset({ when: at(30) })], 'decisive'],
  ['the pipe broke because the archiver failed', [pipe(), failure('source.failed', { reason: 'archiver' })], 'ruled-out'],
  ['only the echo is there', [echo()], 'cannot-tell'],
  [
    "Amanda's client names its compressor",
    [failure('source.failed', { reason: 'archiver' }, { system: 'amanda', quote: 'sendbackup: error [compress (216) /usr/bin/gzip returned 1]' })],
    'strong',
  ],
  ['a reset alone', [reset()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`local-pipe-broken: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = localPipeBroken.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100, outcome.headline)
    assert.ok(localPipeBroken.remedies(evidence, outcome).length > 0)
    assert.ok(outcome.strength !== 'weak' || (outcome.next ?? []).length > 0 || outcome.evidence.length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
