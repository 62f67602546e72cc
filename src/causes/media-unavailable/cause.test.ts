import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, at, evidenceOf, failure } from '../../../test/hand-made.ts'
import { mediaUnavailable } from './cause.ts'

const media = (rest = {}) => failure('media.failed', { medium: 'tape' }, { system: 'amanda', quote: 'ERROR taper no-tape error [no tape online]', ...rest })
const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' }, rest)
const closed = (rest = {}) => failure('connection.closed', {}, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['no tape', [media()], 'strong'],
  ['the writer ended because of it', [media(), closed()], 'strong'],
  ['a connection broke first', [reset({ when: at(1) }), media({ when: at(60) })], 'ruled-out'],
  ['the destination took data until it was full', [failure('media.failed', { medium: 'destination' }), failure('storage.full', {})], 'ruled-out'],
  ['a tape and a full disk', [media(), failure('storage.full', {})], 'weak'],
  ['told in prose', [media({ reported: true })], 'weak'],
  ['it does not fit', [media({ quote: 'FATAL planner cannot fit anything on tape, bailing out' })], 'strong'],
  ['a reset alone', [reset()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`media-unavailable: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = mediaUnavailable.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100, outcome.headline)
    assert.ok(mediaUnavailable.remedies(evidence, outcome).length > 0)
    assert.ok(outcome.strength !== 'weak' || (outcome.next ?? []).length > 0 || outcome.evidence.length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
