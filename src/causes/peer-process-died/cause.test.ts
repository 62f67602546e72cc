import assert from 'node:assert/strict'
import test from 'node:test'
import type { Errno, Event } from '../../model/index.ts'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { peerProcessDied } from './cause.ts'

const refused = (more: { readonly port?: number; readonly local?: boolean } = {}, rest = {}) =>
  failure('connect.failed', { errno: 'ECONNREFUSED', port: 873, peer: 'store', ...more }, rest)
const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }, rest)
const broken = (errno: Errno, rest = {}) => failure('connection.failed', { errno, operation: 'read', channel: 'network' }, rest)
const kill = (rest = {}) => failure('program.killed', { by: 'oom-killer', signal: 'SIGKILL', victim: 'rsync' }, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['a bare reset', [reset()], 'cannot-tell'],
  ['the kernel killed it', [kill()], 'strong'],
  ['the kernel killed it, and the other end saw it', [kill({ side: 'server', when: at(10) }), reset({ side: 'client', when: at(11) })], 'decisive'],
  [
    'somebody says that the kernel killed it',
    [reset({ when: at(9) }), made('program.killed', { by: 'oom-killer', victim: 'borg' }, { reported: true })],
    'weak',
  ],
  ['the kernel killed something else', [made('program.killed', { by: 'oom-killer', victim: 'mysqld' }), reset()], 'cannot-tell'],
  [
    'the kernel killed the database that the dump reads',
    [
      made('program.killed', { by: 'oom-killer', victim: 'postgres' }),
      failure('connection.closed', {}, { quote: 'pg_dump: error: Error message from server: server closed the connection unexpectedly' }),
    ],
    'strong',
  ],
  [
    'the kernel killed another database than the dump reads',
    [
      made('program.killed', { by: 'oom-killer', victim: 'mysqld' }),
      failure('connection.closed', {}, { quote: 'pg_dump: error: Error message from server: server closed the connection unexpectedly' }),
    ],
    'cannot-tell',
  ],
  ['the kernel killed it yesterday', [kill({ when: at(0) }), reset({ when: at(80_000) })], 'cannot-tell'],
  [
    'the process of this very run',
    [
      made('run.started', {}, { pid: '4523', run: 'r' }),
      made('program.killed', { by: 'signal', signal: 'SIGKILL', victim: 'sh' }, { quote: 'x.sh: line 9: 4523 Killed  sh' }),
      reset({ run: 'r' }),
    ],
    'strong',
  ],
  [
    'the listening process',
    [
      made('setting.seen', { name: 'rsyncd listening', value: '' }, { pid: '4389' }),
      made('program.killed', { by: 'signal', signal: 'SIGKILL', victim: 'sh' }, { quote: 'x.sh: line 9: 4389 Killed  sh' }),
      reset(),
    ],
    'weak',
  ],
  ['a stop in order', [failure('program.killed', { by: 'signal', signal: 'SIGTERM', victim: 'rsync' }), reset()], 'cannot-tell'],
  ['a sibling of rsync crashed', [failure('program.exited', { code: 15 }), failure('connection.closed', {})], 'strong'],
  ['broken, then nothing listened there', [reset({ when: at(1) }), refused({}, { when: at(5) })], 'weak'],
  ['both ends logged the failure', [reset({ side: 'client' }), failure('connection.closed', {}, { side: 'server' })], 'ruled-out'],
  ["the program's own timer first", [failure('timer.expired', { timer: 'rsync --timeout' }), failure('connection.closed', {})], 'ruled-out'],
  ['silence', [broken('ETIMEDOUT')], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`peer-process-died: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = peerProcessDied.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100)
    assert.ok(peerProcessDied.remedies(evidence, outcome).length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
