import assert from 'node:assert/strict'
import test from 'node:test'
import { generic } from '../generic/reader.ts'
import { readText, told } from '../generic/read-text.ts'
import { netbackup } from '../netbackup/reader.ts'
import { rsync } from '../rsync/rsync.ts'
import { paste } from './reader.ts'
import { toldStatus } from './told-status.ts'

const statuses: readonly (readonly [sentence: string, status: string | undefined])[] = [
  ["last night's backup of web01 failed with status 24 after 2 hours, NetBackup says socket write failed", 'netbackup 24'],
  ['rsync exits with code 12 every night', 'rsync 12'],
  ['we get RC 25 from bpbrm', 'netbackup 25'],
  ['RC 41 from bpbrm on the weekly full', 'netbackup 41'],
  ['Since Tuesday the rsync job to the vault dies with exit status 30', 'rsync 30'],
  ['rsync returned 12 after about an hour', 'rsync 12'],
  ['rsync code 10 on fileserver, always at the same file', 'rsync 10'],
  ['NetBackup error 58 on client app7 since the firewall was replaced', 'netbackup 58'],
  ['Both restic jobs ended with exit code 1', 'restic 1'],
  ['borg returned rc 2', 'borg 2'],
  ['The policy finishes with status code (13) on Sundays', 'other 13'],
  ['rsync ran for 40 min and borg then failed with code 2', 'borg 2'],
  // Not met, or not a status.
  ['What does NetBackup status 24 mean?', undefined],
  ['Status 24 means that the client could not write to the socket', undefined],
  ['If rsync exits with code 12, raise the timeout', undefined],
  ['rsync no longer fails with code 12', undefined],
  ['The job used to end with status 13', undefined],
  ["It doesn't exit with code 23 here", undefined],
  ['NetBackup failed with status 24 until we set the keepalive', undefined],
  ['rsync code 24 is harmless', undefined],
  ['rsync finished with exit code 0', undefined],
  ['The backup failed after 12 minutes', undefined],
  ['The proxy returned HTTP status 502', undefined],
  ['NetBackup 8.1.2 fails to copy 24 files', undefined],
  ['rsync exited after error rate 12%', undefined],
  ['You should treat exit code 24 of rsync as a success', undefined],
]

for (const [sentence, expected] of statuses) {
  test(`status told in prose: ${sentence}`, () => {
    const status = toldStatus(sentence)
    assert.equal(status === undefined ? undefined : `${status.system} ${status.code}`, expected)
  })
}

const readers = [rsync, netbackup, generic, paste]

const texts: readonly (readonly [world: string, text: string, told: readonly string[]])[] = [
  [
    'the product is named in another sentence',
    'We run NetBackup 10.\nThe job of db03 ends with status 25 each Sunday.',
    ['status.reported code=25 meaning=cannot connect on socket specific'],
  ],
  ['the number is none of the product', 'We run rsync from cron.\nThe job ends with status 7 each Sunday.', []],
  ['no product is named', 'Last Sunday the job of db03 ended with status 25 again.', []],
  [
    'a status that names its kind of failure',
    'Hi all, since Monday NetBackup ends with status 24 on web01.',
    [
      'connection.failed errno=EPIPE operation=write channel=network stream=DATA role=client specific',
      'status.reported code=24 meaning=socket write failed echo',
    ],
  ],
  [
    'an error is told beside it',
    'Each night rsync exits with code 12 and we see Connection reset by peer.',
    ['connection.failed errno=ECONNRESET operation=unknown channel=network specific', 'program.exited code=12 echo'],
  ],
]

for (const [world, text, expected] of texts) {
  test(`a report in prose: ${world}`, () => {
    const { events } = readText(readers, text)
    assert.ok(events.every(({ reported }) => reported === true))
    const shown = told(events).map((line) => line.replace(/ meaning=[A-Z].*(?= \w+$)/, ''))
    assert.deepEqual(shown, expected)
  })
}

test('what a program itself says of the end is not told again by a sentence about it', () => {
  const line = 'rsync error: error in rsync protocol data stream (code 12) at io.c(226) [sender=3.1.3]'
  const { events } = readText(readers, `Every night rsync exits with code 12 here.\n\n${line}\n`)
  assert.deepEqual(
    events.filter(({ symptom }) => symptom !== undefined).map(({ reported }) => reported),
    [undefined],
  )
})
