import assert from 'node:assert/strict'
import test from 'node:test'
import type { Errno, Event, Moment } from '../../model/index.ts'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { connectionTableFull } from './cause.ts'

const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }, rest)
const broken = (errno: Errno, rest = {}) => failure('connection.failed', { errno, operation: 'read', channel: 'network' }, rest)
const setting = (name: string, value: string) => made('setting.seen', { name, value })
const full = (when: Moment) => made('table.overflowed', { table: 'nf_conntrack' }, { when })

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['the table overflowed at that time', [full(at(5)), broken('ETIMEDOUT', { when: at(10) })], 'strong'],
  [
    'the table overflowed and is full now',
    [
      full(at(5)),
      setting('net.netfilter.nf_conntrack_count', '65536'),
      setting('net.netfilter.nf_conntrack_max', '65536'),
      broken('ETIMEDOUT', { when: at(10) }),
    ],
    'decisive',
  ],
  ['the table overflowed, and the system gave up when Linux does', [full(at(0)), broken('ETIMEDOUT', { when: at(1_044) })], 'strong'],
  ['the table overflowed 21 minutes before', [full(at(0)), broken('ETIMEDOUT', { when: at(1_260) })], 'ruled-out'],
  ['the table overflowed a quarter of an hour before a reset', [full(at(0)), reset({ when: at(900) })], 'strong'],
  ['the table overflowed longer before a reset', [full(at(0)), reset({ when: at(960) })], 'ruled-out'],
  ['the table overflowed yesterday', [full(at(5)), broken('ETIMEDOUT', { when: at(80_000) })], 'ruled-out'],
  [
    'the table is nearly empty',
    [setting('net.netfilter.nf_conntrack_count', '812'), setting('net.netfilter.nf_conntrack_max', '65536'), broken('ETIMEDOUT')],
    'ruled-out',
  ],
  [
    'the table is nearly full',
    [setting('net.netfilter.nf_conntrack_count', '65000'), setting('net.netfilter.nf_conntrack_max', '65536'), broken('ETIMEDOUT')],
    'weak',
  ],
  ['a bare reset', [reset()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`connection-table-full: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = connectionTableFull.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100)
    assert.ok(connectionTableFull.remedies(evidence, outcome).length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
