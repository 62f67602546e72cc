import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { networkMountFailed } from './cause.ts'

const mount = (rest = {}, fileSystem = 'nfs') => made('mount.failed', { path: 'nas1', fileSystem }, { system: 'host', ...rest })
const file = (rest = {}) =>
  failure('mount.failed', { path: '/mnt/s3/a' }, { quote: 'readlink_stat failed: Transport endpoint is not connected (107)', ...rest })
const timer = (rest = {}) => failure('timer.expired', { timer: 'rsync --timeout' }, rest)
const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' }, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['the backup met the dead mount', [file()], 'strong'],
  ['and then a reset of its own connection', [file(), reset()], 'weak'],
  ['the kernel waits for the server, the backup times out', [mount({ when: at(1) }), timer({ when: at(600) })], 'strong'],
  ['the kernel waits for the server, the backup is reset', [mount({ when: at(1) }), reset({ when: at(600) })], 'weak'],
  ['the server went silent after the failure', [reset({ when: at(1) }), mount({ when: at(600) })], 'ruled-out'],
  ['the kernel complains again and again, and nobody else speaks', [mount({ symptom: 'specific' }), mount()], 'strong'],
  ['the kernel complains of an SMB server, which may have come back', [mount({ symptom: 'specific' }, 'smb'), mount({}, 'smb')], 'weak'],
  ['the kernel complains again and again, the backup is reset', [mount({ when: at(1), symptom: 'specific' }), reset({ when: at(600) })], 'weak'],
  ['told in prose', [file({ reported: true })], 'weak'],
  ['a timeout alone', [timer()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`network-mount-failed: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = networkMountFailed.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100, outcome.headline)
    assert.ok(networkMountFailed.remedies(evidence, outcome).length > 0)
    assert.ok(outcome.strength !== 'weak' || (outcome.next ?? []).length > 0 || outcome.evidence.length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}
