import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { bitsCorrupted } from './cause.ts'

const mac = (rest = {}) => failure('stream.corrupted', { detail: 'Corrupted MAC on input' }, { quote: 'Corrupted MAC on input.', ...rest })
const lost = (rest = {}) =>
  failure('stream.corrupted', { detail: 'Invalid block index 1718187040' }, { quote: 'Invalid block index 1718187040 (count=0) [receiver]', ...rest })
const stop = (rest = {}) => failure('run.stopped', { signal: 'SIGTERM' }, rest)
const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' }, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['one failed check', [mac()], 'weak'],
  ['a failed check in two runs', [mac({ run: 'a' }), mac({ run: 'b' })], 'strong'],
  ['a failed check and errors of the card', [mac(), made('checksum.failed', { detail: 'hw csum failure' })], 'strong'],
  ['a watchdog of the card', [mac(), made('link.lost', { device: 'eth0' }, { quote: 'NETDEV WATCHDOG: eth0 (e1000e): transmit queue 0 timed out' })], 'strong'],
  ['the receiver was lost in the stream', [lost()], 'weak'],
  [
    'a copy that was compared with its source',
    [failure('stream.corrupted', { detail: 'the copy is not its source: md5 hashes differ' }, { quote: 'corrupted on transfer: md5 hashes differ' })],
    'weak',
  ],
  ['the sender was stopped', [lost(), stop()], 'ruled-out'],
  ['a failed check stays one although somebody stopped the rest', [mac({ run: 'a' }), mac({ run: 'b' }), stop()], 'strong'],
  ['the disk was full', [lost(), failure('storage.full', {})], 'ruled-out'],
  ['text stood in the stream', [lost(), failure('stream.polluted', { text: 'Welc' })], 'ruled-out'],
  ['the connection broke first', [reset({ when: at(1) }), lost({ when: at(30) })], 'ruled-out'],
  ['the card alone, and no symptom of it', [made('checksum.failed', {}), reset()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`bits-corrupted: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = bitsCorrupted.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100, outcome.headline)
    assert.ok(bitsCorrupted.remedies(evidence, outcome).length > 0)
    assert.ok(outcome.strength !== 'weak' || (outcome.next ?? []).length > 0 || outcome.evidence.length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
