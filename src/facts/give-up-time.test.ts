import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../model/index.ts'
import { at, evidenceOf, failure, made } from '../../test/hand-made.ts'
import { noticedWithinUs } from './give-up-time.ts'
import { mayHaveCaused } from './nearness.ts'

const timedOut = failure('connection.failed', { errno: 'ETIMEDOUT', operation: 'write', channel: 'network' }, { when: at(10_000) })
const reset = failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }, { when: at(10_000) })
const closed = failure('connection.closed', {}, { when: at(10_000) })
const timer = failure('timer.expired', { timer: 'rsync --timeout', limitUs: 3_600_000_000 }, { when: at(10_000) })
const shortTimer = failure('timer.expired', { timer: 'rsync --timeout', limitUs: 60_000_000 }, { when: at(10_000) })

const rows: readonly (readonly [world: string, failure: Event, secondsBefore: number, near: boolean])[] = [
  ['timed out, the soonest that Linux gives up', timedOut, 924.6, true],
  ['timed out, the latest that Linux gives up', timedOut, 1044.6, true],
  ['timed out, 20 minutes', timedOut, 1200, true],
  ['timed out, longer than any system sends in vain', timedOut, 1201, false],
  ['timed out, the log lags', timedOut, -60, true],
  ['timed out, the trouble came later', timedOut, -61, false],
  ['reset within a quarter of an hour', reset, 900, true],
  ['reset later than that', reset, 901, false],
  ['closed within a quarter of an hour', closed, 900, true],
  ['closed later than that', closed, 901, false],
  ['a timer of an hour ran out', timer, 3600, true],
  ['longer than the timer', timer, 3800, false],
  ['a short timer', shortTimer, 1200, true],
]

for (const [world, broken, seconds, near] of rows) {
  test(`how long before a failure its cause may lie: ${world}`, () => {
    const trouble = made('link.lost', {}, { when: at(10_000 - seconds) })
    assert.equal(mayHaveCaused(evidenceOf(trouble, broken), trouble, broken, noticedWithinUs(broken)), near)
  })
}
