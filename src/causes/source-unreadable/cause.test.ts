import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { sourceUnreadable } from './cause.ts'

const unread = (rest = {}) => failure('source.failed', { reason: 'permission', path: '/etc/shadow', partial: true }, rest)
const archiver = (rest = {}) => failure('source.failed', { reason: 'archiver' }, { system: 'amanda', quote: 'FAILED [/bin/tar exited with status 2]', ...rest })
const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' }, rest)
const closed = (rest = {}) => failure('connection.closed', {}, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['a file that may not be read', [unread()], 'strong'],
  ['the archiver failed', [archiver()], 'strong'],
  ['the archiver failed and its stream ended', [archiver(), closed()], 'strong'],
  ['a warning beside a reset', [unread(), reset()], 'ruled-out'],
  ['a warning that is no symptom beside a reset', [made('source.failed', { reason: 'vanished', partial: true }), reset()], 'ruled-out'],
  ['the archiver lost its connection first', [reset({ when: at(1) }), archiver({ when: at(30) })], 'ruled-out'],
  ['the archiver and a reset, order unknown', [archiver(), reset()], 'weak'],
  ['the destination is full', [unread(), failure('storage.full', {})], 'ruled-out'],
  [
    "Amanda's compressor counts as an archiver",
    [failure('source.failed', { reason: 'archiver' }, { system: 'amanda', quote: 'FAILED [compress (216) /usr/bin/gzip returned 1]' })],
    'not-applicable',
  ],
  ['files are missing and nothing says why', [failure('program.exited', { code: 23 })], 'cannot-tell'],
  ['the destination refuses', [failure('media.failed', { medium: 'destination' })], 'ruled-out'],
  ['nothing of the kind', [reset()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`source-unreadable: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = sourceUnreadable.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100, outcome.headline)
    assert.ok(sourceUnreadable.remedies(evidence, outcome).length > 0)
    assert.ok(outcome.strength !== 'weak' || (outcome.next ?? []).length > 0 || outcome.evidence.length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
