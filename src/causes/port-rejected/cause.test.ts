import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { portRejected } from './cause.ts'

const tuple = { from: { address: '192.0.2.10', port: 40_000 }, to: { address: '192.0.2.1', port: 873 } }
const refused = (more: { readonly port?: number; readonly local?: boolean } = {}, rest = {}) =>
  failure('connect.failed', { errno: 'ECONNREFUSED', port: 873, peer: 'store', ...more }, rest)
const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['refused at once', [refused()], 'cannot-tell'],
  ['refused on this very host', [refused({ local: true })], 'ruled-out'],
  ['refused, and reported as blocked', [refused(), made('statement.made', { claim: 'port-blocked' }, { reported: true })], 'weak'],
  ['a firewall logged that it refused it', [refused(), made('session.ended', { reason: 'denied', text: 'REJECT backup', tuple })], 'strong'],
  [
    'a firewall refused another port',
    [refused(), made('session.ended', { reason: 'denied', text: 'REJECT', tuple: { ...tuple, to: { address: '192.0.2.9', port: 445 } } })],
    'cannot-tell',
  ],
  [
    'refused after somebody was banned',
    [made('session.ended', { reason: 'denied', text: 'fail2ban ban of 192.0.2.10' }, { when: at(0) }), refused({}, { when: at(5) })],
    'weak',
  ],
  [
    'refused long before somebody was banned',
    [refused({}, { when: at(5) }), made('session.ended', { reason: 'denied', text: 'fail2ban ban of 192.0.2.10' }, { when: at(90) })],
    'cannot-tell',
  ],
  ['a message of ICMP was seen with it', [refused(), made('setting.seen', { name: 'prohibited by ICMP', value: '198.51.100.9' })], 'strong'],
  [
    'a message of ICMP about another host',
    [
      failure('connect.failed', { errno: 'EHOSTUNREACH', port: 873, peer: '198.51.100.7' }),
      made('setting.seen', { name: 'prohibited by ICMP', value: '198.51.100.9' }),
    ],
    'weak',
  ],
  ['no route to host', [failure('connect.failed', { errno: 'EHOSTUNREACH', port: 873 })], 'weak'],
  [
    'the service was started afterwards',
    [
      refused({}, { when: at(5) }),
      made('setting.seen', { name: 'rsyncd listening', value: '' }, { when: at(60), quote: 'rsyncd version 3.2.7 starting, listening on port 873' }),
    ],
    'ruled-out',
  ],
  [
    'the daemon had started long before',
    [
      made('setting.seen', { name: 'rsyncd listening', value: '' }, { when: at(0), quote: 'rsyncd version 3.2.7 starting, listening on port 873' }),
      refused({}, { when: at(5) }),
    ],
    'cannot-tell',
  ],
  ['a reset of an open connection', [reset()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`port-rejected: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = portRejected.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100)
    assert.ok(portRejected.remedies(evidence, outcome).length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
