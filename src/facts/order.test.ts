import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../model/index.ts'
import { at, evidenceOf, made } from '../../test/hand-made.ts'
import { mayBelongTogether, mayHaveCaused } from './nearness.ts'
import { earliest, order } from './order.ts'

const { timeline } = evidenceOf()
const hour = 3_600_000_000
const one = made('host.restarted', {}, { when: at(10) })
const two = made('host.restarted', {}, { when: at(20) })

test('order: by the clock', () => assert.deepEqual([order(timeline, one, two), order(timeline, two, one)], ['before', 'after']))
test('order: the clock outranks the lines', () => {
  const [late, early] = [made('run.stopped', {}, { when: at(9) }), made('run.stopped', {}, { when: at(3) })]
  assert.equal(order(timeline, late, early), 'after')
})
test('order: by the lines of one source where there is no time', () =>
  assert.equal(order(timeline, made('run.stopped', {}), made('run.stopped', {})), 'before'))
test('order: two sources on two clocks do not tell', () =>
  assert.equal(order(timeline, one, made('run.stopped', {}, { when: at(90, 'other'), source: 's2' })), 'unknown'))
test('earliest: of none is none', () => assert.equal(earliest(timeline, []), undefined))
test('earliest: by time, not by place', () => assert.equal(earliest(timeline, [two, one]), one))

const failed = (seconds: number, rest = {}) => made('run.ended', { outcome: 'failed' }, { when: at(seconds), ...rest })
const dated = 1_700_000_000

const worlds: readonly (readonly [world: string, trouble: Event, failure: Event, all: readonly Event[], may: boolean])[] = [
  ['a minute before', one, failed(70), [], true],
  ['a day before', one, failed(90_000), [], false],
  ['an hour after', made('host.restarted', {}, { when: at(7200) }), failed(3600), [], false],
  ['logged some seconds late', made('host.restarted', {}, { when: at(75) }), failed(70), [], true],
  ['before the run began', one, failed(70, { run: 'r' }), [made('run.started', {}, { run: 'r', when: at(30) })], false],
  ['on another clock of the same day', made('host.restarted', {}, { when: at(dated, 'b'), source: 's2' }), failed(dated + 30), [], true],
  ['on another clock of another week', made('host.restarted', {}, { when: at(dated, 'b'), source: 's2' }), failed(dated + 600_000), [], false],
  ['without any time', made('host.restarted', {}, { source: 's2' }), failed(70), [], true],
]

for (const [world, trouble, failure, all, may] of worlds) {
  test(`may have caused: ${world}`, () => assert.equal(mayHaveCaused(evidenceOf(...all), trouble, failure, hour), may))
}

test('may belong together: whichever came first', () => {
  assert.equal(mayBelongTogether(timeline, two, one, hour), true)
  assert.equal(mayBelongTogether(timeline, one, failed(9000), hour), false)
})
