import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../model/index.ts'
import { at, evidenceOf, failure, made } from '../../test/hand-made.ts'
import { stoppedRun } from './stopped-run.ts'

const stop = (rest = {}) => failure('run.stopped', { signal: 'SIGTERM' }, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], stopper: string | undefined, quietSeconds?: number])[] = [
  ['nothing was stopped', [failure('connection.closed', {})], undefined],
  ['a bare signal', [stop()], 'unknown'],
  ['typed at the terminal', [stop({ quote: '^Crsync error: received SIGINT' })], 'person'],
  ['an administrator', [failure('run.stopped', { by: 'administrator' })], 'person'],
  ['systemd', [failure('run.stopped', { by: 'systemd' })], 'service'],
  ["timeout(1)'s exit code", [stop(), failure('program.exited', { code: 124 })], 'time-limit'],
  ['a unit that ran out of time', [failure('run.stopped', { by: 'systemd' }, { quote: 'a.service: Start operation timed out.' })], 'time-limit'],
  [
    'the last progress counts',
    [made('run.started', {}, { when: at(0) }), made('stream.active', { stream: 'data' }, { when: at(90) }), stop({ when: at(100) })],
    'unknown',
    10,
  ],
  ['progress after the stop is none', [stop({ when: at(100) }), made('stream.active', { stream: 'data' }, { when: at(130) })], 'unknown'],
  ['clocks that were never related', [made('run.started', {}, { when: at(0, 'two') }), stop({ when: at(100) })], 'unknown'],
  ['only told in prose', [stop({ reported: true })], undefined],
]

for (const [world, events, stopper, quietSeconds] of worlds) {
  test(`stopped run: ${world}`, () => {
    const found = stoppedRun(evidenceOf(...events))
    assert.equal(found?.stopper, stopper)
    assert.equal(found?.quietUs, quietSeconds === undefined ? undefined : quietSeconds * 1_000_000)
  })
}
