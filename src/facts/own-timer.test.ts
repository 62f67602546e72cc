import assert from 'node:assert/strict'
import test from 'node:test'
import { at, evidenceOf, failure, made } from '../../test/hand-made.ts'
import { deviceSessions } from './device-sessions.ts'
import { kills } from './killed-programs.ts'
import { ownTimer, timerInWords } from './own-timer.ts'

const tuple = { from: { address: '192.0.2.10', port: 40_000 }, to: { address: '192.0.2.1', port: 873 } }
const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }, rest)

test('own timer: named with its limit', () => {
  const timer = ownTimer(evidenceOf(failure('timer.expired', { timer: 'dtimeout', limitUs: 1_800_000_000 })))
  assert.equal(timer?.name, 'dtimeout')
  assert.equal(timer === undefined ? '' : timerInWords(timer), '30 min without data')
})
test('own timer: data came, and too slowly', () => {
  const timer = ownTimer(evidenceOf(failure('timer.expired', { timer: 'curl --speed-limit 1000', limitUs: 25_000_000 })))
  assert.equal(timer === undefined ? '' : timerInWords(timer), '25 s below that many bytes a second')
})
test('own timer: the code tells it too', () => assert.equal(ownTimer(evidenceOf(failure('program.exited', { code: 30 })))?.name, 'rsync --timeout'))
test('own timer: the earliest of two', () => {
  const early = failure('timer.expired', { timer: 'a' }, { when: at(1) })
  assert.equal(ownTimer(evidenceOf(failure('timer.expired', { timer: 'b' }, { when: at(9) }), early))?.event, early)
})
test('own timer: context is none', () => assert.equal(ownTimer(evidenceOf(made('timer.expired', { timer: 'LoginGraceTime' }))), undefined))
test('own timer: a reset came first', () => assert.notEqual(ownTimer(evidenceOf(reset(), failure('timer.expired', { timer: 'a' })))?.preceded, undefined))

test('device sessions: of this backup and of nobody else', () => {
  const mine = made('session.ended', { reason: 'idle', tuple })
  const foreign = made('session.ended', { reason: 'denied', tuple: { ...tuple, to: { address: '192.0.2.1', port: 445 } } })
  assert.deepEqual(
    deviceSessions(evidenceOf(mine, foreign, reset())).map(({ event }) => event),
    [mine],
  )
})
test('device sessions: a rule for invalid packets refuses what is unknown', () => {
  const [session] = deviceSessions(evidenceOf(made('session.ended', { reason: 'denied', text: 'fw INVALID:', tuple }), reset()))
  assert.equal(session?.meaning, 'unknown')
})
test('device sessions: yesterday is not now', () => {
  assert.deepEqual(deviceSessions(evidenceOf(made('session.ended', { reason: 'idle', tuple }, { when: at(0) }), reset({ when: at(80_000) }))), [])
})

test('kills: closest tie first', () => {
  const ties = kills(
    evidenceOf(
      made('program.killed', { by: 'oom-killer', victim: 'mysqld' }),
      failure('program.killed', { by: 'oom-killer', victim: 'rsync' }),
      reset({ when: at(9) }),
    ),
  )
  assert.deepEqual(
    ties.map(({ tie }) => tie),
    ['program', 'unknown'],
  )
})
test('kills: a trace names its process', () => {
  const [kill] = kills(
    evidenceOf(
      made('run.started', {}, { pid: '4242', run: 'r' }),
      made('program.killed', { by: 'signal', signal: 'SIGKILL' }, { pid: '4242', quote: '4242  03:00:01.120331 +++ killed by SIGKILL +++' }),
    ),
  )
  assert.equal(kill?.tie, 'process')
})
test('kills: an orderly stop is none', () =>
  assert.deepEqual(kills(evidenceOf(failure('program.killed', { by: 'signal', signal: 'SIGTERM', victim: 'rsync' }))), []))
