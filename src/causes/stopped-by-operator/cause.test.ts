import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { stoppedByOperator } from './cause.ts'

const stop = (rest = {}) => failure('run.stopped', { signal: 'SIGTERM' }, rest)
const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' }, rest)
const progress = (seconds: number) => made('stream.active', { stream: 'data' }, { when: at(seconds) })

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['a signal and nothing else', [stop()], 'weak'],
  ['Ctrl-C at the terminal', [stop({ quote: '^Crsync error: received SIGINT, SIGTERM, or SIGHUP (code 20)' })], 'strong'],
  ['the administrator', [failure('run.stopped', { by: 'administrator' })], 'strong'],
  ['a service manager', [failure('run.stopped', { by: 'systemd' })], 'strong'],
  ['data moved until the stop', [progress(10), stop({ when: at(12) })], 'strong'],
  ['nothing had moved for ten minutes', [progress(10), stop({ when: at(610) })], 'weak'],
  ['the administrator, but nothing had moved for ten minutes', [progress(10), failure('run.stopped', { by: 'administrator' }, { when: at(610) })], 'weak'],
  ['started 20 minutes ago, no word since', [made('run.started', {}, { when: at(0) }), stop({ when: at(1200) })], 'weak'],
  ['a limit on the running time', [stop(), failure('program.exited', { code: 124 })], 'weak'],
  ['a unit ran out of time', [failure('run.stopped', { by: 'systemd' }, { quote: 'backup.service: Start operation timed out. Terminating.' })], 'weak'],
  ['the disk was full, in whatever order the lines came', [stop(), failure('storage.full', {})], 'ruled-out'],
  ['the connection had broken before', [reset({ when: at(1) }), stop({ when: at(30) })], 'ruled-out'],
  ['its timer had ended it before', [failure('timer.expired', { timer: 'rsync --timeout' }, { when: at(1) }), stop({ when: at(30) })], 'ruled-out'],
  ['the other end met the reset of the stop', [stop({ when: at(1), quote: '^C' }), reset({ when: at(2) })], 'strong'],
  ['a stop that nothing ties to the failure', [made('run.stopped', { by: 'systemd' }), failure('access.refused', { reason: 'name' })], 'ruled-out'],
  ['a reset', [reset()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`stopped-by-operator: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = stoppedByOperator.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100, outcome.headline)
    assert.ok(stoppedByOperator.remedies(evidence, outcome).length > 0)
    assert.ok(outcome.strength !== 'weak' || (outcome.next ?? []).length > 0 || outcome.evidence.length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
