import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { peerHostRestarted } from './cause.ts'

const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['a bare reset', [reset()], 'cannot-tell'],
  [
    'a restart within the run',
    [made('run.started', {}, { run: 'r', when: at(0) }), made('host.restarted', {}, { host: 'store', when: at(50) }), reset({ run: 'r', when: at(60) })],
    'decisive',
  ],
  ['a restart on a clock of its own', [made('host.restarted', {}, { host: 'store', when: at(50, 'other'), source: 's2' }), reset({ when: at(60) })], 'strong'],
  [
    'a restart before the run',
    [made('host.restarted', {}, { host: 'store', when: at(0) }), made('run.started', {}, { run: 'r', when: at(50) }), reset({ run: 'r', when: at(60) })],
    'cannot-tell',
  ],
  [
    'a restart, and a status that says no more than that a connection broke',
    [
      made('host.restarted', {}, { host: 'store', when: at(50, 'other'), source: 's2' }),
      failure('status.reported', { code: 40 }, { system: 'netbackup', when: at(60) }),
    ],
    'strong',
  ],
  [
    'a restart, and a status of the storage',
    [
      made('host.restarted', {}, { host: 'store', when: at(50, 'other'), source: 's2' }),
      failure('status.reported', { code: 84 }, { system: 'netbackup', when: at(60) }),
    ],
    'not-applicable',
  ],
  ['both ends logged the failure', [reset({ side: 'client' }), failure('connection.closed', {}, { side: 'server' })], 'ruled-out'],
  ['the program was killed', [failure('program.killed', { by: 'oom-killer', victim: 'rsync' }), reset()], 'ruled-out'],
  ['an end of file', [failure('connection.closed', {})], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`peer-host-restarted: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = peerHostRestarted.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100)
    assert.ok(peerHostRestarted.remedies(evidence, outcome).length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
