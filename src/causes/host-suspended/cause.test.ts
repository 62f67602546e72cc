import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event, Moment } from '../../model/index.ts'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { hostSuspended } from './cause.ts'

const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'write', channel: 'network' }, rest)
const slept = (when: Moment) => made('host.suspended', {}, { when })

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['slept within the run', [made('run.started', {}, { run: 'r', when: at(0) }), slept(at(100)), reset({ run: 'r', when: at(9000) })], 'decisive'],
  ['slept on a clock of its own', [slept(at(100, 'other')), reset({ when: at(9000) })], 'strong'],
  ['somebody says that it slept', [reset({ when: at(9000) }), made('host.suspended', {}, { reported: true })], 'weak'],
  ['slept before the run', [slept(at(0)), made('run.started', {}, { run: 'r', when: at(100) }), reset({ run: 'r', when: at(200) })], 'ruled-out'],
  ['slept after the failure', [reset({ when: at(0) }), slept(at(4000))], 'ruled-out'],
  ['a bare reset', [reset()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`host-suspended: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = hostSuspended.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100)
    assert.ok(hostSuspended.remedies(evidence, outcome).length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
