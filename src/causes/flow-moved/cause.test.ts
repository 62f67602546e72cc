import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { flowMoved } from './cause.ts'

const tuple = { from: { address: '192.0.2.10', port: 40_000 }, to: { address: '192.0.2.1', port: 873 } }
const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['a bare reset', [reset()], 'not-applicable'],
  [
    'one firewall knew the session, another did not',
    [
      made('session.ended', { reason: 'other', tuple, device: 'fw1' }),
      made('session.ended', { reason: 'no-session', tuple: { from: tuple.to, to: tuple.from }, device: 'fw2' }),
      reset(),
    ],
    'strong',
  ],
  [
    'the same firewall lost it',
    [made('session.ended', { reason: 'other', tuple, device: 'fw1' }), made('session.ended', { reason: 'no-session', tuple, device: 'fw1' }), reset()],
    'not-applicable',
  ],
  ['a failover is mentioned', [made('status.reported', { code: 0 }, { quote: 'Keepalived_vrrp: Entering BACKUP STATE' }), reset()], 'cannot-tell'],
  ['a failover is mentioned, the disk was full', [made('status.reported', { code: 0 }, { quote: 'vrrp' }), failure('storage.full', {}), reset()], 'ruled-out'],
]

for (const [world, events, expected] of worlds) {
  test(`flow-moved: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = flowMoved.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100)
    assert.ok(flowMoved.remedies(evidence, outcome).length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
