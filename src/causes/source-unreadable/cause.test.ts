import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, at, evidenceOf, failure, made } from '../../../test/hand-made.ts'
import { sourceUnreadable } from './cause.ts'

const unread = (rest = {}) => failure('source.failed', { reason: 'permission', path: '/etc/shadow', partial: true }, rest)
const archiver = (rest = {}) => failure('source.failed', { reason: 'archiver' }, { system: 'amanda', quote: 'FAILED [/bin/tar exited with status 2]', ...rest })
const machine = (mode: string) =>
  failure(
    'source.failed',
    { reason: 'other' },
    { quote: `from client vm7: FTL - Error opening the snapshot disks using given transport mode: ${mode} Status 23` },
  )
const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' }, rest)
const closed = (rest = {}) => failure('connection.closed', {}, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['a file that may not be read', [unread()], 'strong'],
  ['the archiver failed', [archiver()], 'strong'],
  ['the archiver failed and its stream ended', [archiver(), closed()], 'strong'],
  ['a warning beside a reset', [unread(), reset()], 'ruled-out'],
  ['a warning that is no symptom beside a reset', [made('source.failed', { reason: 'vanished', partial: true }), reset()], 'ruled-out'],
  ['the archiver lost its connection first', [reset({ when: at(1) }), archiver({ when: at(30) })], 'ruled-out'],
  ['the archiver and a reset, order unknown', [archiver(), reset()], 'weak'],
  ['the destination is full', [unread(), failure('storage.full', {})], 'ruled-out'],
  [
    "Amanda's compressor counts as an archiver",
    [failure('source.failed', { reason: 'archiver' }, { system: 'amanda', quote: 'FAILED [compress (216) /usr/bin/gzip returned 1]' })],
    'not-applicable',
  ],
  ['files are missing and nothing says why', [failure('program.exited', { code: 23 })], 'cannot-tell'],
  ['the destination refuses', [failure('media.failed', { medium: 'destination' })], 'ruled-out'],
  ['nothing of the kind', [reset()], 'not-applicable'],
  ["a virtual machine's disks, read from the storage network", [machine('san')], 'strong'],
  ["a virtual machine's disks, read through its host", [machine('nbd')], 'weak'],
  ['the server of the share did not answer smbclient', [archiver(), failure('connect.failed', { errno: 'ETIMEDOUT' }, { program: 'smbclient' })], 'ruled-out'],
  ['the server of the share refused smbclient', [archiver(), failure('access.refused', { reason: 'authentication' }, { program: 'smbclient' })], 'ruled-out'],
]

for (const [world, events, expected] of worlds) {
  test(`source-unreadable: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = sourceUnreadable.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100, outcome.headline)
    assert.ok(sourceUnreadable.remedies(evidence, outcome).length > 0)
    assert.ok(outcome.strength !== 'weak' || (outcome.next ?? []).length > 0 || outcome.evidence.length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}

const advice: readonly (readonly [world: string, event: Event, headline: RegExp, advice: RegExp])[] = [
  [
    'a file that somebody writes to',
    failure(
      'source.failed',
      { reason: 'other', path: '/srv/mail.db' },
      { system: 'tsm', quote: "ANS4037E Object '/srv/mail.db' changed during processing.  Object skipped." },
    ),
    /changed while it was read/,
    /SHRDYNAMIC/,
  ],
  [
    'the checkpoint of a machine',
    failure(
      'source.failed',
      { reason: 'other' },
      { quote: "Failed to create VM recovery checkpoint Details: Job failed ('Checkpoint operation for 'db1' failed.'). Error code: '32768'." },
    ),
    /the checkpoint of "db1" failed/,
    /vssadmin list writers/,
  ],
]

for (const [world, event, headline, expected] of advice) {
  test(`source-unreadable says what to do: ${world}`, () => {
    const evidence = evidenceOf(event)
    const outcome = sourceUnreadable.weigh(evidence)
    assert.ok(outcome.outcome === 'explains')
    assert.match(outcome.headline, headline)
    const commands = sourceUnreadable.remedies(evidence, outcome).flatMap((remedy) => remedy.commands)
    assert.match(commands.join('\n'), expected)
  })
}

test('source-unreadable: a notify script is told as what it is', () => {
  const evidence = evidenceOf(failure('source.failed', { reason: 'other' }, { system: 'netbackup', quote: 'bpstart_notify failed(73)' }))
  const outcome = sourceUnreadable.weigh(evidence)
  assert.ok(outcome.outcome === 'explains')
  assert.equal(outcome.headline, "The site's own script bpstart_notify ended the job")
  assert.match(sourceUnreadable.remedies(evidence, outcome)[0]?.commands.join(' ') ?? '', /sh -x .*bpstart_notify/)
})
