import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { nobodyListening } from './cause.ts'

const tuple = { from: { address: '192.0.2.10', port: 40_000 }, to: { address: '192.0.2.1', port: 873 } }
const refused = (more: { readonly port?: number; readonly local?: boolean } = {}, rest = {}) =>
  failure('connect.failed', { errno: 'ECONNREFUSED', port: 873, peer: 'store', ...more }, rest)
const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['refused at once', [refused()], 'strong'],
  ['refused on this very host', [refused({ local: true })], 'strong'],
  [
    'refused, then the daemon was started',
    [refused(), made('setting.seen', { name: 'rsyncd listening', value: 'port 873' }, { quote: 'rsyncd version 3.2.7 starting, listening on port 873' })],
    'strong',
  ],
  ['the listener had expired', [made('listener.expired', { key: 'ipc 57276' }), refused({ port: 57276 })], 'ruled-out'],
  ['others were waited for in vain before', [made('connect.abandoned', { waitedUs: 10_000_000, port: 1556 }), refused({ port: 57276 })], 'cannot-tell'],
  ['a firewall logged that it refused it', [refused(), made('session.ended', { reason: 'denied', text: 'REJECT backup', tuple })], 'ruled-out'],
  ['an open connection broke first', [reset(), refused()], 'weak'],
  [
    'an open connection was reset, which the program meant to repeat',
    [made('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }), refused()],
    'weak',
  ],
  ['a message of ICMP rejected it', [refused(), made('setting.seen', { name: 'prohibited by ICMP', value: '198.51.100.9' })], 'ruled-out'],
  [
    "a virtual machine's host, by the number of the disk library",
    [refused({ port: 902 }, { quote: 'VixDiskLib_Open error: 14009 The server refused connection' })],
    'weak',
  ],
  ['a timeout, not a refusal', [failure('connect.failed', { errno: 'ETIMEDOUT', port: 873 })], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`nobody-listening: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = nobodyListening.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100)
    assert.ok(nobodyListening.remedies(evidence, outcome).length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
