import assert from 'node:assert/strict'
import test from 'node:test'
import type { Errno, Event } from '../../model/index.ts'
import { answer, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { pathMtuBlackholed } from './cause.ts'

const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }, rest)
const broken = (errno: Errno, rest = {}) => failure('connection.failed', { errno, operation: 'read', channel: 'network' }, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['an open connection timed out', [broken('ETIMEDOUT')], 'cannot-tell'],
  [
    'much had arrived at the other end',
    [broken('ETIMEDOUT', { side: 'client' }), failure('connection.closed', { bytesReceived: 225_823 }, { side: 'server' })],
    'ruled-out',
  ],
  [
    'little had arrived at the other end',
    [broken('ETIMEDOUT', { side: 'client' }), failure('connection.closed', { bytesReceived: 168 }, { side: 'server' })],
    'cannot-tell',
  ],
  ['a smaller MTU cured it', [broken('ETIMEDOUT'), made('statement.made', { claim: 'cured-by-smaller-mtu' }, { reported: true })], 'strong'],
  ['only large transfers fail', [broken('ETIMEDOUT'), made('statement.made', { claim: 'large-transfers-only' }, { reported: true })], 'weak'],
  ['the disk was full first', [failure('storage.full', {}), broken('ETIMEDOUT')], 'ruled-out'],
  ['a probe shows a narrow path', [broken('ETIMEDOUT'), made('setting.seen', { name: 'path mtu', value: '1412' })], 'weak'],
  ['a program gave up on a narrow path', [failure('timer.expired', { timer: 'x' }), made('setting.seen', { name: 'path mtu', value: '1412' })], 'weak'],
  [
    'small pings pass, large ones vanish, and a timer ran out',
    [failure('timer.expired', { timer: 'x' }), made('setting.seen', { name: 'large packets lost', value: '1400' })],
    'strong',
  ],
  ['small pings pass, large ones vanish, and a connection was reset', [reset(), made('setting.seen', { name: 'large packets lost', value: '1400' })], 'weak'],
  [
    'small pings pass, large ones vanish, and the disk was full',
    [failure('storage.full', {}), made('setting.seen', { name: 'large packets lost', value: '1400' })],
    'not-applicable',
  ],
  ['a path as wide as Ethernet', [failure('timer.expired', { timer: 'x' }), made('setting.seen', { name: 'path mtu', value: '1500' })], 'not-applicable'],
  [
    'a narrow path and a full disk',
    [failure('storage.full', {}), failure('timer.expired', { timer: 'x' }), made('setting.seen', { name: 'path mtu', value: '1412' })],
    'not-applicable',
  ],
  [
    'ssh stopped at the exchange of keys',
    [failure('run.ended', { outcome: 'failed' }), made('setting.seen', { name: 'ssh handshake stalled', value: 'x' })],
    'weak',
  ],
  ['a reset', [reset()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`path-mtu-blackholed: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = pathMtuBlackholed.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100)
    assert.ok(pathMtuBlackholed.remedies(evidence, outcome).length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
