import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { resetInjected } from './cause.ts'

const tuple = { from: { address: '192.0.2.10', port: 40_000 }, to: { address: '192.0.2.1', port: 873 } }
const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['a bare reset', [reset()], 'cannot-tell'],
  ['an end of file', [failure('connection.closed', {})], 'not-applicable'],
  ['a device refused the session by a rule', [made('session.ended', { reason: 'denied', text: 'IPS block', tuple, device: 'fw1' }), reset()], 'strong'],
  ['a rule dropped what tracking calls invalid', [made('session.ended', { reason: 'denied', text: 'INVALID:', tuple, device: 'fw1' }), reset()], 'cannot-tell'],
  [
    'a device refused somebody else',
    [made('session.ended', { reason: 'denied', text: 'scan', tuple: { ...tuple, to: { address: '192.0.2.9', port: 445 } } }), reset()],
    'cannot-tell',
  ],
  ['the firewall passed a reset on', [made('session.ended', { reason: 'reset', tuple, device: 'fw1' }), reset()], 'cannot-tell'],
  ['the firewall says it was idle', [made('session.ended', { reason: 'idle', tuple, device: 'fw1' }), reset()], 'ruled-out'],
  ['the disk was full first', [failure('storage.full', {}), reset()], 'ruled-out'],
  ["the program's own timer first", [failure('timer.expired', { timer: 'rsync --timeout' }), reset()], 'ruled-out'],
  ['somebody stopped it afterwards', [reset(), made('run.stopped', { signal: 'SIGINT' })], 'cannot-tell'],
]

for (const [world, events, expected] of worlds) {
  test(`reset-injected: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = resetInjected.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100)
    assert.ok(resetInjected.remedies(evidence, outcome).length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
