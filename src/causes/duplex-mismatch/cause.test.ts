import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { duplexMismatch } from './cause.ts'

const duplex = (value: string, rest = {}) => made('setting.seen', { name: 'duplex', value }, { system: 'host', ...rest })
const late = (value: string) => made('setting.seen', { name: 'tx_late_collisions', value }, { system: 'host' })
const silent = () => failure('connection.failed', { errno: 'ETIMEDOUT', operation: 'read', channel: 'network' })

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['half with late collisions', [duplex('half'), late('41877'), silent()], 'strong'],
  ['half here, full there', [duplex('half'), duplex('full'), silent()], 'strong'],
  ['half, the other side not seen', [duplex('half'), silent()], 'weak'],
  ['late collisions and no duplex seen', [late('41877'), silent()], 'weak'],
  ['late collisions, and a failure without a broken connection', [late('41877'), failure('timer.expired', { timer: 'dtimeout' })], 'cannot-tell'],
  ['no late collision', [duplex('full'), late('0'), silent()], 'ruled-out'],
  ['a full disk on a half-duplex link', [duplex('half'), late('3'), failure('storage.full', {})], 'not-applicable'],
  ['nothing is known of the link', [silent()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`duplex-mismatch: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = duplexMismatch.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100, outcome.headline)
    assert.ok(duplexMismatch.remedies(evidence, outcome).length > 0)
    assert.ok(outcome.strength !== 'weak' || (outcome.next ?? []).length > 0 || outcome.evidence.length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
