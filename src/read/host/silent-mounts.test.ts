import assert from 'node:assert/strict'
import test from 'node:test'
import { readText, told } from '../generic/read-text.ts'
import { host } from './reader.ts'

const silent = 'nfs: server nas1 not responding, still trying'
const lost = 'mount.failed path=nas1 fileSystem=nfs'

const again = 'setting.seen name=file server answers again value=nas1'

const cannotMount = 'CIFS VFS: cifs_mount failed w/return code = -115'
const iscsi = ['connection6:0: ping timeout of 5 secs expired, recv timeout 5, last rx 1, last ping 2, now 3', 'connection6:0: detected conn error (1022)']

const worlds: readonly (readonly [world: string, lines: readonly string[], events: readonly string[]])[] = [
  ['one complaint, and the log ends', [silent], [lost]],
  ['complaint after complaint, and no good word', [silent, silent], [`${lost} specific`, lost]],
  ['it came back each time', [silent, 'nfs: server nas1 OK', silent, 'nfs: server nas1 OK'], [lost, again, lost, again]],
  ['a good word about a server that nobody complained of', ['nfs: server nas1 OK'], []],
  ['a share that cannot be mounted', [cannotMount, cannotMount], ['mount.failed fileSystem=smb specific', 'mount.failed fileSystem=smb']],
  ['an iSCSI connection that broke', iscsi, ['mount.failed path=connection6:0 fileSystem=iscsi specific', 'mount.failed path=connection6:0 fileSystem=iscsi']],
  [
    'an iSCSI connection that was restored',
    [...iscsi, 'connection6:0 is operational after recovery (1 attempts)'],
    [
      'mount.failed path=connection6:0 fileSystem=iscsi',
      'mount.failed path=connection6:0 fileSystem=iscsi',
      'setting.seen name=file server answers again value=connection6:0',
    ],
  ],
  ['another server came back', [silent, silent, 'nfs: server nas2 OK'], [`${lost} specific`, lost]],
]

test('a file server that stays silent is a failure, one that comes back is none', async (t) => {
  for (const [world, lines, events] of worlds) {
    await t.test(world, () => {
      const text = lines.map((line, index) => `Nov 21 05:4${index}:12 bk kernel: ${line}`).join('\n')
      assert.deepEqual(told(readText([host], text).events), events)
    })
  }
})
