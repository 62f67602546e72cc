import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../../model/index.ts'
import { answer, at, evidenceOf, failure } from '../../../test/hand-made.ts'
import { mediaUnavailable } from './cause.ts'

const media = (rest = {}) => failure('media.failed', { medium: 'tape' }, { system: 'amanda', quote: 'ERROR taper no-tape error [no tape online]', ...rest })
const attributes = (detail: string) =>
  failure('media.failed', { medium: 'file attributes', detail }, { quote: `rsync: [receiver] rsync_xal_set: lsetxattr("a","user.x") failed: ${detail} (28)` })
const reset = (rest = {}) => failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' }, rest)
const closed = (rest = {}) => failure('connection.closed', {}, rest)

const worlds: readonly (readonly [world: string, events: readonly Event[], answer: string])[] = [
  ['no tape', [media()], 'strong'],
  ['the writer ended because of it', [media(), closed()], 'strong'],
  ['a connection broke first', [reset({ when: at(1) }), media({ when: at(60) })], 'ruled-out'],
  ['the destination took data until it was full', [failure('media.failed', { medium: 'destination' }), failure('storage.full', {})], 'ruled-out'],
  ['a tape and a full disk', [media(), failure('storage.full', {})], 'weak'],
  ['told in prose', [media({ reported: true })], 'weak'],
  ['it does not fit', [media({ quote: 'FATAL planner cannot fit anything on tape, bailing out' })], 'strong'],
  ['no room for attributes', [attributes('No space left on device')], 'strong'],
  ['no room for attributes on a full disk', [attributes('No space left on device'), failure('storage.full', {})], 'ruled-out'],
  ['a quota met while attributes were set', [attributes('Disk quota exceeded')], 'weak'],
  ["a module's folder, of which end nobody says", [media({ medium: 'path of the module', system: 'rsync', quote: '@ERROR: chdir failed' })], 'weak'],
  ['a folder that somebody looked at', [media({ medium: '/mnt/nas', system: 'other', quote: "ls: cannot access '/mnt/nas': Input/output error" })], 'weak'],
  [
    'a step of the rotation ended without its reason',
    [
      media({
        medium: 'snapshot_root',
        detail: '/bin/cp -al ended with 1',
        system: 'other',
        quote: 'ERROR: /bin/cp -al /b/daily.0 /b/daily.1 failed (result 256, exit status 1).',
      }),
    ],
    'weak',
  ],
  ['a locked repository', [media({ medium: 'repository', detail: 'locked', system: 'restic' })], 'strong'],
  ['a restore without an index', [media({ medium: 'index', program: 'amrecover', quote: 'No index records for disk for specified date' })], 'weak'],
  ['a reset alone', [reset()], 'not-applicable'],
]

for (const [world, events, expected] of worlds) {
  test(`media-unavailable: ${world}`, () => {
    const evidence = evidenceOf(...events)
    const outcome = mediaUnavailable.weigh(evidence)
    assert.equal(answer(outcome), expected)
    if (outcome.outcome !== 'explains') return
    assert.ok(outcome.headline.length <= 100, outcome.headline)
    assert.ok(mediaUnavailable.remedies(evidence, outcome).length > 0)
    assert.ok(outcome.strength !== 'weak' || (outcome.next ?? []).length > 0 || outcome.evidence.length > 0)
    for (const event of outcome.accountsFor) assert.ok(evidence.symptoms.includes(event))
  })
}

const remedied: readonly (readonly [world: string, event: Event, command: RegExp])[] = [
  ['a stale lock of restic', media({ medium: 'repository', detail: 'locked', system: 'restic' }), /restic unlock/],
  ['a stale lock of borg', media({ medium: 'repository', detail: 'locked', system: 'borg' }), /borg break-lock/],
  ['a damaged repository of restic', media({ medium: 'repository', detail: 'damaged', system: 'restic' }), /restic check/],
  ['a damaged repository of borg', media({ medium: 'repository', detail: 'Segment entry checksum mismatch: integrity', system: 'borg' }), /borg check/],
  ['a repository that is not there', media({ medium: 'repository', detail: 'does not exist', system: 'restic' }), /findmnt/],
  ['a damaged cache', media({ medium: 'cache', detail: 'a file failed its integrity check', system: 'borg' }), /--cache-only/],
  ['a locked guest', media({ medium: 'guest', detail: 'locked', system: 'proxmox' }), /qm unlock/],
  [
    'a folder that is not there',
    media({ medium: 'destination', system: 'rsync', quote: 'rsync: mkdir "/mnt/b/x" failed: No such file or directory (2)' }),
    /mount FOLDER/,
  ],
  ['a read-only file system', media({ medium: 'destination', system: 'rsync', quote: 'mkstemp "/b/x" failed: Read-only file system (30)' }), /remount/],
  ['a dying disk', media({ medium: 'destination', system: 'rsync', quote: 'write failed on "/b/x": Input/output error (5)' }), /smartctl/],
  ['attributes', attributes('No space left on device'), /ea_inode/],
  ['nobody may write there', media({ medium: 'destination', system: 'rsync', quote: 'mkstemp "/b/x" failed: Permission denied (13)' }), /chown/],
]

for (const [world, event, command] of remedied) {
  test(`what helps against ${world}`, () => {
    const evidence = evidenceOf(event)
    const outcome = mediaUnavailable.weigh(evidence)
    assert.ok(outcome.outcome === 'explains')
    const commands = mediaUnavailable.remedies(evidence, outcome).flatMap((remedy) => remedy.commands)
    assert.match(commands.join('\n'), command)
  })
}
