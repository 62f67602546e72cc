import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { diskFull } from './cause.ts'

const full = (rest = {}) => failure('storage.full', { role: 'receiver', path: '/backup/a.img' }, rest)
const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' }, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['the disk and nothing else', [full()], 'strong'],
  ['the other end is reset because of it', [full({ side: 'server', when: at(1) }), reset({ side: 'client', when: at(2) })], 'decisive'],
  ['the order of lines without times says nothing', [reset(), full()], 'decisive'],
  ['a connection broke long before', [reset({ when: at(1) }), full({ when: at(60) })], 'weak'],
  ['some other program met a full disk', [made('storage.full', {}), reset()], 'weak'],
  ['told in prose', [full({ reported: true })], 'weak'],
  ['a quota', [failure('storage.full', { quota: true, path: '/home/backup' })], 'strong'],
  ["rsync's file error without its reason", [failure('program.exited', { code: 11 })], 'cannot-tell'],
  ["rsync's file error with another reason", [failure('source.failed', { reason: 'io-error' }), failure('program.exited', { code: 11 })], 'ruled-out'],
  ['a reset alone', [reset()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`disk-full: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = diskFull.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100, outcome.headline)
    assert.ok(diskFull.remedies(evidence, outcome).length > 0)
    assert.ok(outcome.strength !== 'weak' || (outcome.next ?? []).length > 0 || outcome.evidence.length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}

test("disk-full: the headline holds the system's words, whatever stands around them", () => {
  for (const [quote, words] of [
    ['cannot write image to disk, There is not enough space in the file system.', 'not enough space in the file system'],
    ['pdvfs_write: No space left on device (28). See the logs of the engine. V-454-12', 'No space left on device'],
  ] as const) {
    const outcome = diskFull.weigh(evidenceOf(failure('storage.full', { role: 'server' }, { system: 'netbackup', quote })))
    assert.ok(outcome.outcome === 'explains')
    assert.ok(outcome.headline.includes(`(${words})`), outcome.headline)
  }
})
