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
  ['a share that could not be mounted', [file({ quote: 'mount error(112): Host is down' })], 'strong'],
  ['the kernel could not mount a share', [mount({ symptom: 'specific', quote: 'CIFS VFS: cifs_mount failed w/return code = -115' }, 'smb')], 'weak'],
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

test('network-mount-failed: a mount that failed is brought up after the words of mount', () => {
  for (const [words, advice] of [
    ['mount.nfs: rpc.statd is not running but is required for remote locking.', /lock service/],
    ['mount.nfs: requested NFS version or transport protocol is not supported', /version of NFS/],
    ['mount.nfs: No such device', /modprobe nfs/],
    ['mount.nfs4: mounting nas2:/x failed, reason given by server: No such file or directory', /exportfs -v/],
    ['mount.nfs: Connection timed out', /FILESERVER 2049/],
    ['mount error(112): Host is down', /vers=3\.0/],
    ['error mounting NFS share nas:/bk: exit status 32', /showmount -e/],
    ['mount error(113): No route to host', /FILESERVER 445/],
  ] as const) {
    const evidence = evidenceOf(file({ quote: words }))
    const outcome = networkMountFailed.weigh(evidence)
    assert.ok(outcome.outcome === 'explains')
    const [first, ...others] = networkMountFailed.remedies(evidence, outcome)
    assert.match(`${first?.text ?? ''} ${first?.commands.join(' ') ?? ''}`, advice)
    assert.equal(others.length, 0)
  }
})

test('a share of Windows is named by what the line shows of it, and helped on Windows', () => {
  for (const [path, quote, headline] of [
    [
      'D:\\db\\a.mdf',
      '2026/11/21 02:00:00 ERROR 59 (0x0000003B) Copying File D:\\db\\a.mdf',
      /^The share that robocopy copies from or to lost its server \(ERROR 59\)$/,
    ],
    [
      '\\\\nas1\\bk\\a.mdf',
      '2026/11/21 02:00:00 ERROR 64 (0x00000040) Copying File \\\\nas1\\bk\\a.mdf',
      /^The share \\\\nas1\\bk lost its server \(ERROR 64\)$/,
    ],
  ] as const) {
    const evidence = evidenceOf(failure('mount.failed', { path }, { program: 'robocopy', quote }))
    const outcome = networkMountFailed.weigh(evidence)
    assert.ok(outcome.outcome === 'explains')
    assert.match(outcome.headline, headline)
    assert.match(networkMountFailed.remedies(evidence, outcome)[0]?.commands.join('\n') ?? '', /Get-SmbConnection/)
  }
})
