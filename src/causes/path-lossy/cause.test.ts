import assert from 'node:assert/strict'
import test from 'node:test'
import type { Errno, Event } from '../../model/index.ts'
import { answer, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { pathLossy } from './cause.ts'

const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }, rest)
const broken = (errno: Errno, rest = {}) => failure('connection.failed', { errno, operation: 'read', channel: 'network' }, rest)
const setting = (name: string, value: string) => made('setting.seen', { name, value })

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['a third of the pings lost, a timeout', [setting('ping', 'answered 68 of 100'), broken('ETIMEDOUT')], 'strong'],
  ['three of a hundred lost, a timeout', [setting('ping', 'answered 97 of 100'), broken('ETIMEDOUT')], 'weak'],
  ['one of a hundred lost, a timeout', [setting('ping', 'answered 99 of 100'), broken('ETIMEDOUT')], 'cannot-tell'],
  ['one of four lost', [setting('ping', 'answered 3 of 4'), broken('ETIMEDOUT')], 'not-applicable'],
  ['all lost: ping is filtered or the host is down', [setting('ping', 'answered 0 of 100'), broken('ETIMEDOUT')], 'not-applicable'],
  ['none lost', [setting('ping', 'answered 100 of 100'), broken('ETIMEDOUT')], 'not-applicable'],
  ['the path was gone', [setting('ping', 'answered 68 of 100'), broken('EHOSTUNREACH')], 'ruled-out'],
  ['loss, but a reset', [setting('ping', 'answered 68 of 100'), reset()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`path-lossy: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = pathLossy.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100)
    assert.ok(pathLossy.remedies(evidence, outcome).length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
