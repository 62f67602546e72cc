import assert from 'node:assert/strict'
import test from 'node:test'
import type { Errno, Event } from '../../model/index.ts'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { pathLost } from './cause.ts'

const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }, rest)
const broken = (errno: Errno, rest = {}) => failure('connection.failed', { errno, operation: 'read', channel: 'network' }, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['an open connection timed out', [broken('ETIMEDOUT')], 'weak'],
  ['the route went away', [broken('EHOSTUNREACH')], 'strong'],
  ['the link went down and the route with it', [made('link.lost', { device: 'eth0' }, { when: at(0) }), broken('EHOSTUNREACH', { when: at(30) })], 'decisive'],
  ['the link went down, then silence', [made('link.lost', { device: 'eth0' }, { when: at(0) }), broken('ETIMEDOUT', { when: at(900) })], 'strong'],
  ['the link went down yesterday', [made('link.lost', { device: 'eth0' }, { when: at(0) }), broken('ETIMEDOUT', { when: at(80_000) })], 'weak'],
  [
    'the link went down, a timer ran out',
    [made('link.lost', { device: 'eth0' }, { when: at(0) }), failure('timer.expired', { timer: 'rsync --timeout' }, { when: at(300) })],
    'strong',
  ],
  [
    'the card hung, then ssh ended with its own error',
    [made('link.lost', { device: 'eth0' }, { when: at(0) }), failure('program.exited', { code: 255, role: 'ssh' }, { when: at(30) })],
    'weak',
  ],
  ['only a timer ran out', [failure('timer.expired', { timer: 'rsync --timeout' })], 'cannot-tell'],
  ['the disk was full first', [failure('storage.full', {}), broken('ETIMEDOUT')], 'ruled-out'],
  [
    'a quiet connection timed out, data went on',
    [
      made('stream.active', { stream: 'data' }, { system: 'amanda' }),
      failure('connection.failed', { errno: 'ETIMEDOUT', operation: 'read', channel: 'network', stream: 'mesg' }, { system: 'amanda' }),
    ],
    'ruled-out',
  ],
  [
    'one of two addresses has no route',
    [failure('connect.failed', { errno: 'ETIMEDOUT', port: 873 }), failure('connect.failed', { errno: 'ENETUNREACH', peer: '2001:db8::1' })],
    'ruled-out',
  ],
  ['no route at all', [failure('connect.failed', { errno: 'ENETUNREACH', peer: '192.0.2.1' })], 'strong'],
  ['no route to host at connect', [failure('connect.failed', { errno: 'EHOSTUNREACH', peer: '192.0.2.1' })], 'weak'],
  ['a reset', [reset()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`path-lost: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = pathLost.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100)
    assert.ok(pathLost.remedies(evidence, outcome).length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
