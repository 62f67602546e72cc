import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { portsExhausted } from './cause.ts'

const refused = (more: { readonly port?: number; readonly local?: boolean } = {}, rest = {}) =>
  failure('connect.failed', { errno: 'ECONNREFUSED', port: 873, peer: 'store', ...more }, rest)
const noPort = (peer: string) => failure('connect.failed', { errno: 'EADDRNOTAVAIL', peer })

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['the system says so', [failure('ports.exhausted', {})], 'strong'],
  ['two attempts without a local port', [noPort('192.0.2.1'), noPort('192.0.2.1')], 'strong'],
  ['one attempt without a local port', [noPort('192.0.2.1')], 'weak'],
  ['an IPv6 address this host cannot use', [noPort('2001:db8::1')], 'cannot-tell'],
  ['another attempt got a port', [noPort('192.0.2.1'), refused()], 'ruled-out'],
  [
    'the range is used up, and the attempt says that a port is taken',
    [made('ports.exhausted', {}), failure('connect.failed', { errno: 'EADDRINUSE' })],
    'strong',
  ],
  ['a port is taken, and nothing says more', [failure('connect.failed', { errno: 'EADDRINUSE' })], 'not-applicable'],
  ['a refusal', [refused()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`ports-exhausted: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = portsExhausted.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100)
    assert.ok(portsExhausted.remedies(evidence, outcome).length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
