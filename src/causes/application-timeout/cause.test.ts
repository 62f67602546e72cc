import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { applicationTimeout } from './cause.ts'

const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }, rest)
const timer = (rest = {}) => failure('timer.expired', { timer: 'rsync --timeout', limitUs: 10_000_000 }, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['the timer and nothing else', [timer()], 'strong'],
  ['a probe shows a narrow path', [timer(), made('setting.seen', { name: 'path mtu', value: '1412' })], 'weak'],
  ['a probe shows a path as wide as Ethernet', [timer(), made('setting.seen', { name: 'path mtu', value: '1500' })], 'strong'],
  ['the code alone', [failure('program.exited', { code: 30 })], 'strong'],
  ["NetBackup's status alone", [failure('status.reported', { code: 41 }, { system: 'netbackup' })], 'weak'],
  ['a transport error came first', [reset({ when: at(1) }), timer({ when: at(9) })], 'ruled-out'],
  [
    'the other end then saw the close',
    [timer({ side: 'client', when: at(10) }), failure('connection.closed', {}, { side: 'server', when: at(11) })],
    'decisive',
  ],
  ['the disk was full first', [failure('storage.full', {}, { when: at(1) }), timer({ when: at(9) })], 'ruled-out'],
  [
    'the client had finished long before',
    [
      made('run.ended', { outcome: 'completed' }, { side: 'client', system: 'amanda', when: at(1) }),
      failure('timer.expired', { timer: 'dtimeout' }, { system: 'amanda', when: at(1800) }),
    ],
    'weak',
  ],
  ['somebody had stopped the run before', [failure('run.stopped', { signal: 'SIGTERM' }, { when: at(1) }), timer({ when: at(9) })], 'weak'],
  [
    "ssh's own question went unanswered",
    [failure('timer.expired', { timer: 'ServerAliveInterval', setting: 'ServerAliveInterval' }, { system: 'ssh' })],
    'weak',
  ],
  ['a program of no known name gave up, by words alone', [failure('timer.expired', { timer: 'read timed out' }, { system: 'other' })], 'weak'],
  ['the store gave up, in words that restic passes on', [failure('timer.expired', { timer: 'within the timeout period' }, { system: 'restic' })], 'weak'],
  ['a reset', [reset()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`application-timeout: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = applicationTimeout.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100)
    assert.ok(applicationTimeout.remedies(evidence, outcome).length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}

test('application-timeout: a store that gave up on requests of restic gets fewer of them', () => {
  const evidence = evidenceOf(failure('timer.expired', { timer: 'within the timeout period' }, { system: 'restic' }))
  const outcome = applicationTimeout.weigh(evidence)
  assert.ok(outcome.outcome === 'explains')
  assert.match(applicationTimeout.remedies(evidence, outcome)[0]?.commands.join('\n') ?? '', /s3\.connections/)
})

test('application-timeout: a window that stayed closed says why the other side was silent', () => {
  const tuple = { from: { address: '192.0.2.10', port: 40_000 }, to: { address: '192.0.2.1', port: 873 } }
  const closed = (forUs: number) => made('socket.sampled', { tuple, state: 'ESTABLISHED', condition: 'window-closed', looks: 9, forUs }, { system: 'host' })
  const summaryWith = (forUs: number) => {
    const outcome = applicationTimeout.weigh(evidenceOf(closed(forUs), timer()))
    return outcome.outcome === 'explains' ? outcome.summary : ''
  }
  assert.match(summaryWith(9_000_000), /kept its window closed/)
  assert.doesNotMatch(summaryWith(4_000_000), /kept its window closed/)
})
