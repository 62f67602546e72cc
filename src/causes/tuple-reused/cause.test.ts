import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { tupleReused } from './cause.ts'

const tuple = { from: { address: '192.0.2.10', port: 40_000 }, to: { address: '192.0.2.1', port: 873 } }
const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }, rest)
const opened = (seconds: number, source = 's1') => made('connection.opened', { tuple }, { when: at(seconds), source })

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['the same ports twice, failing at once', [opened(0), opened(30), reset({ when: at(31) })], 'weak'],
  ['the same ports twice, failing an hour later', [opened(0), opened(30), reset({ when: at(3600) })], 'ruled-out'],
  ['the same ports an hour apart', [opened(0), opened(3600), reset({ when: at(3601) })], 'not-applicable'],
  ['one opening told by both ends', [opened(0), opened(2, 's2'), reset({ when: at(3) })], 'not-applicable'],
  ['the local port was taken', [failure('connect.failed', { errno: 'EADDRINUSE' })], 'cannot-tell'],
  ['a bare reset', [reset()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`tuple-reused: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = tupleReused.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100)
    assert.ok(tupleReused.remedies(evidence, outcome).length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
