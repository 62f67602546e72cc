import assert from 'node:assert/strict'
import test from 'node:test'
import type { Errno, Event } from '../../model/index.ts'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { pathLost } from './cause.ts'

const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }, rest)
const broken = (errno: Errno, rest = {}) => failure('connection.failed', { errno, operation: 'read', channel: 'network' }, rest)

const timedOut = 'rsync: [sender] write error: Connection timed out (110)'
const tuple = { from: { address: '192.0.2.10', port: 40_000 }, to: { address: '192.0.2.1', port: 873 } }
const dropped = (second: number) => made('packet.refused', { rule: 'INVALID', tuple, alive: true }, { system: 'path', when: at(second) })

const silent = (more: { readonly state?: string; readonly quietBeforeUs?: number } = {}) =>
  made('socket.sampled', { tuple, state: 'ESTABLISHED', condition: 'unanswered', looks: 9, retransmits: 7, forUs: 55_000_000, ...more }, { system: 'host' })

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['data unanswered in full use until a timer gave up', [silent(), failure('timer.expired', { timer: 'x', limitUs: 60_000_000 })], 'strong'],
  ['data unanswered for a moment of what a timer waits', [silent(), failure('timer.expired', { timer: 'x', limitUs: 600_000_000 })], 'cannot-tell'],
  [
    'closed by its program, and then unanswered',
    [silent({ state: 'FIN_WAIT_1' }), failure('timer.expired', { timer: 'x', limitUs: 60_000_000 })],
    'cannot-tell',
  ],
  ['unanswered after a long quiet', [silent({ quietBeforeUs: 300_000_000 }), failure('timer.expired', { timer: 'x', limitUs: 60_000_000 })], 'cannot-tell'],
  ['an open connection timed out', [broken('ETIMEDOUT')], 'weak'],
  ['the route went away', [broken('EHOSTUNREACH')], 'strong'],
  ['the link went down and the route with it', [made('link.lost', { device: 'eth0' }, { when: at(0) }), broken('EHOSTUNREACH', { when: at(30) })], 'decisive'],
  ['the link went down, then silence', [made('link.lost', { device: 'eth0' }, { when: at(0) }), broken('ETIMEDOUT', { when: at(900) })], 'strong'],
  ['the link went down, the longest that Linux sends in vain', [made('link.lost', {}, { when: at(0) }), broken('ETIMEDOUT', { when: at(1_044) })], 'strong'],
  ['the link went down 21 minutes before', [made('link.lost', {}, { when: at(0) }), broken('ETIMEDOUT', { when: at(1_260) })], 'weak'],
  ['Linux gave up 30 s after the card hung', [made('link.lost', {}, { when: at(0) }), broken('ETIMEDOUT', { when: at(30), quote: timedOut })], 'weak'],
  ['Linux gave up 100 s after the card hung', [made('link.lost', {}, { when: at(0) }), broken('ETIMEDOUT', { when: at(100), quote: timedOut })], 'strong'],
  ['another system gave up 30 s after the card hung', [made('link.lost', {}, { when: at(0) }), broken('ETIMEDOUT', { when: at(30) })], 'strong'],
  [
    'Linux gave up 2 s after the link of another host of the same log, on a clock of its own, went down',
    [made('link.lost', {}, { when: at(898, 'two'), host: 'switch9' }), broken('ETIMEDOUT', { when: at(900), quote: timedOut, host: 'web1' })],
    'weak',
  ],
  [
    'Linux gave up long after the link of another host of the same log went down',
    [made('link.lost', {}, { when: at(0, 'two'), host: 'switch9' }), broken('ETIMEDOUT', { when: at(900), quote: timedOut, host: 'web1' })],
    'strong',
  ],
  ["a guest's link went away", [made('link.lost', { device: 'veth12ab' }, { when: at(0) }), broken('ETIMEDOUT', { when: at(930), quote: timedOut })], 'weak'],
  ['a reset 90 s after the card hung', [made('link.lost', { device: 'eno1' }, { when: at(0) }), reset({ when: at(90) })], 'weak'],
  ['a reset a quarter of an hour after the link went down', [made('link.lost', { device: 'eno1' }, { when: at(0) }), reset({ when: at(900) })], 'weak'],
  ['a reset later than that', [made('link.lost', { device: 'eno1' }, { when: at(0) }), reset({ when: at(901) })], 'not-applicable'],
  ["a reset after a guest's link went away", [made('link.lost', { device: 'docker0' }, { when: at(0) }), reset({ when: at(90) })], 'not-applicable'],
  [
    'a reset, and a link that went down on a clock of its own',
    [made('link.lost', { device: 'eno1' }, { when: at(0, 'two') }), reset({ when: at(90) })],
    'not-applicable',
  ],
  [
    'the disk was full, then a reset after the card hung',
    [made('link.lost', {}, { when: at(0) }), failure('storage.full', {}, { when: at(80) }), reset({ when: at(90) })],
    'not-applicable',
  ],
  ['a firewall dropped the packets until the sender gave up', [dropped(0), broken('ETIMEDOUT', { when: at(930) })], 'ruled-out'],
  ['a firewall dropped a packet an hour before', [dropped(0), broken('ETIMEDOUT', { when: at(3_600) })], 'weak'],
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
