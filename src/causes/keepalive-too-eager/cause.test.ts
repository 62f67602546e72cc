import assert from 'node:assert/strict'
import test from 'node:test'
import type { Errno, Event } from '../../model/index.ts'
import { answer, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { keepaliveTooEager } from './cause.ts'

const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }, rest)
const broken = (errno: Errno, rest = {}) => failure('connection.failed', { errno, operation: 'read', channel: 'network' }, rest)
const setting = (name: string, value: string) => made('setting.seen', { name, value })

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['a read timed out, settings unknown', [broken('ETIMEDOUT')], 'cannot-tell'],
  ['three probes at three seconds', [setting('net.ipv4.tcp_keepalive_intvl', '3'), setting('net.ipv4.tcp_keepalive_probes', '3'), broken('ETIMEDOUT')], 'weak'],
  ["the system's defaults", [setting('net.ipv4.tcp_keepalive_intvl', '75'), setting('net.ipv4.tcp_keepalive_probes', '9'), broken('ETIMEDOUT')], 'ruled-out'],
  ['ssh gave up after 15 s', [failure('timer.expired', { timer: 'ServerAliveInterval', limitUs: 15_000_000 }, { system: 'ssh' })], 'weak'],
  ['ssh gave up after five minutes', [failure('timer.expired', { timer: 'ServerAliveInterval', limitUs: 300_000_000 }, { system: 'ssh' })], 'ruled-out'],
  ['ssh gave up, settings unknown', [failure('timer.expired', { timer: 'ServerAliveInterval' }, { system: 'ssh' })], 'not-applicable'],
  ['a write timed out', [failure('connection.failed', { errno: 'ETIMEDOUT', operation: 'write', channel: 'network' })], 'not-applicable'],
  ['a reset', [reset()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`keepalive-too-eager: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = keepaliveTooEager.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100)
    assert.ok(keepaliveTooEager.remedies(evidence, outcome).length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
