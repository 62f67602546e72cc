import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { portProbe } from './cause.ts'

const probe = (rest = {}) => made('port.probed', { peer: '198.51.100.7' }, { system: 'ssh', program: 'sshd', pid: '812', ...rest })

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  [
    'only probes',
    [probe(), failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' }, { system: 'ssh', program: 'sshd', pid: '812' })],
    'strong',
  ],
  ["the daemon's own words for it", [failure('port.probed', {}, { pid: '9' }), made('program.exited', { code: 12 }, { pid: '9', symptom: 'echo' })], 'strong'],
  ['a backup failed in the same minute', [probe(), failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' })], 'ruled-out'],
  ['no probe', [failure('connection.closed', { bytesReceived: 0 })], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`port-probe: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = portProbe.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100, outcome.headline)
    assert.ok(portProbe.remedies(evidence, outcome).length > 0)
    assert.ok(outcome.strength !== 'weak' || (outcome.next ?? []).length > 0 || outcome.evidence.length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
