import assert from 'node:assert/strict'
import test from 'node:test'
import type { Errno, Event } from '../../model/index.ts'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { firewallStateLost } from './cause.ts'

const tuple = { from: { address: '192.0.2.10', port: 40_000 }, to: { address: '192.0.2.1', port: 873 } }
const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }, rest)
const broken = (errno: Errno, rest = {}) => failure('connection.failed', { errno, operation: 'read', channel: 'network' }, rest)
const restarted = (second: number) => made('host.restarted', {}, { system: 'path', when: at(second) })
const dropped = (second: number) => made('packet.refused', { rule: 'INVALID', tuple, alive: true }, { system: 'path', when: at(second) })
const unknown = (host: number) =>
  failure(
    'session.ended',
    { reason: 'no-session', device: 'fw1', tuple: { from: { address: `192.0.2.${host}`, port: 40_000 }, to: { address: '192.0.2.100', port: 873 } } },
    { system: 'path', when: at(5) },
  )

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['a bare reset', [reset()], 'cannot-tell'],
  [
    'the firewall restarted during the run',
    [made('run.started', {}, { run: 'r', when: at(0) }), made('host.restarted', {}, { system: 'path', when: at(50) }), reset({ run: 'r', when: at(60) })],
    'strong',
  ],
  [
    'the firewall killed its states during the run',
    [
      made('run.started', {}, { run: 'r', when: at(0) }),
      made('host.restarted', { detail: 'states killed' }, { system: 'path', when: at(50) }),
      reset({ run: 'r', when: at(60) }),
    ],
    'strong',
  ],
  [
    'the firewall restarted before the run',
    [made('host.restarted', {}, { system: 'path', when: at(0) }), made('run.started', {}, { run: 'r', when: at(50) }), reset({ run: 'r', when: at(60) })],
    'cannot-tell',
  ],
  ['the system gave up 16 minutes after the restart', [restarted(0), broken('ETIMEDOUT', { when: at(960) })], 'strong'],
  ['the system gave up 40 minutes after the restart', [restarted(0), broken('ETIMEDOUT', { when: at(2400) })], 'not-applicable'],
  ['a reset 16 minutes after the restart', [restarted(0), reset({ when: at(960) })], 'cannot-tell'],
  ['an unknown session, nothing known of its traffic', [made('session.ended', { reason: 'no-session', tuple }), reset()], 'cannot-tell'],
  [
    'an unknown session that was busy',
    [
      made('stream.active', { stream: 'data' }, { when: at(8) }),
      made('session.ended', { reason: 'no-session', tuple }, { when: at(9) }),
      failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network', stream: 'data' }, { when: at(10) }),
    ],
    'strong',
  ],
  [
    'only the quiet connection died',
    [
      made('stream.active', { stream: 'data' }, { system: 'amanda' }),
      failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network', stream: 'mesg' }, { system: 'amanda' }),
    ],
    'ruled-out',
  ],
  ['three hosts unknown within seconds', [unknown(1), unknown(2), unknown(3), reset()], 'strong'],
  ['one host unknown three times', [unknown(1), unknown(1), unknown(1), reset()], 'cannot-tell'],
  ['the firewall says it was idle', [made('session.ended', { reason: 'idle', tuple }), reset()], 'ruled-out'],
  ['silence', [broken('ETIMEDOUT')], 'not-applicable'],
  ['the system gave up 20 minutes after the restart', [restarted(0), broken('ETIMEDOUT', { when: at(1200) })], 'strong'],
  ['the system gave up 21 minutes after the restart', [restarted(0), broken('ETIMEDOUT', { when: at(1260) })], 'not-applicable'],
  ['packets dropped as invalid until the sender gave up', [dropped(0), dropped(1), broken('ETIMEDOUT', { when: at(925) })], 'weak'],
  ['packets dropped as invalid, the longest that Linux sends in vain', [dropped(0), broken('ETIMEDOUT', { when: at(1044) })], 'weak'],
  ['a packet dropped as invalid an hour before', [dropped(0), broken('ETIMEDOUT', { when: at(3600) })], 'cannot-tell'],
  ['packets dropped as invalid after the end', [broken('ETIMEDOUT', { when: at(0) }), dropped(300)], 'cannot-tell'],
  [
    'packets of a busy connection dropped as invalid until the sender gave up',
    [made('stream.active', { stream: 'files' }, { when: at(0) }), dropped(20), broken('ETIMEDOUT', { when: at(960) })],
    'weak',
  ],
  [
    'packets dropped as invalid after a quiet of two hours',
    [made('stream.active', { stream: 'files' }, { when: at(0) }), dropped(7200), broken('ETIMEDOUT', { when: at(8130) })],
    'weak',
  ],
  ['packets dropped as invalid, and a reset', [dropped(0), reset({ when: at(925) })], 'cannot-tell'],
]

for (const [world, events, expected] of worlds) {
  test(`firewall-state-lost: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = firewallStateLost.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100)
    assert.ok(firewallStateLost.remedies(evidence, outcome).length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
