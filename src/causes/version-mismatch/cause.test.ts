import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { versionMismatch } from './cause.ts'

const mismatch = (quote: string, rest = {}) => failure('versions.mismatched', {}, { quote, ...rest })
const stop = (rest = {}) => failure('run.stopped', { signal: 'SIGTERM' }, rest)
const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' }, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['the option needs a newer protocol', [mismatch('--acls requires protocol 30 or higher (negotiated 29).')], 'strong'],
  ['no common algorithm', [mismatch('Failed to negotiate a checksum choice.')], 'strong'],
  [
    'ssh finds no common key exchange',
    [mismatch('Unable to negotiate with 192.0.2.3 port 22: no matching key exchange method found', { system: 'ssh' })],
    'strong',
  ],
  ['the server of the database is newer than the dump', [mismatch('pg_dump: error: server version: 17.2; pg_dump version: 15.10')], 'strong'],
  ['another Unison greets', [mismatch('expected "Unison 2.51\\n" but received "Unison 2.40.102\\n"')], 'strong'],
  ['one end did not understand the other', [mismatch('protocol incompatibility')], 'weak'],
  ['the sender was stopped in the middle', [mismatch('protocol incompatibility'), stop()], 'ruled-out'],
  ['text stood in the stream', [mismatch('badly formatted response'), failure('stream.polluted', { text: 'Welc' })], 'ruled-out'],
  ['a reset first', [reset({ when: at(1) }), mismatch('Failed to negotiate', { when: at(20) })], 'ruled-out'],
  ['a reset with it', [mismatch('Failed to negotiate'), reset()], 'weak'],
  ['a reset', [reset()], 'not-applicable'],
  [
    'its own command line is refused',
    [failure('usage.refused', { detail: '--archve: unknown option' }, { quote: 'rsync: --archve: unknown option' })],
    'cannot-tell',
  ],
  [
    'what a script calls beside it is refused',
    [made('usage.refused', { detail: 'invalid option' }, { quote: "mail: invalid option -- 'Q'" }), reset()],
    'not-applicable',
  ],
]

for (const [world, events, expected] of worlds) {
  test(`version-mismatch: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = versionMismatch.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100, outcome.headline)
    assert.ok(versionMismatch.remedies(evidence, outcome).length > 0)
    assert.ok(outcome.strength !== 'weak' || (outcome.next ?? []).length > 0 || outcome.evidence.length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
