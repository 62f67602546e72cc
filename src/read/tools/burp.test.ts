import { testTold } from '../../../test/support/line-tables.ts'
import { suites } from './suites.ts'

const at = (minute: number, text: string) => `2026-11-21 05:${String(minute).padStart(2, '0')}:12: burp[4021] ${text}`

testTold(
  [suites],
  [
    // Burp
    [
      [at(1, 'Begin phase1 (file system scan)'), at(2, 'Begin phase2 (receive file data)'), at(9, 'Backup completed.')].join('\n'),
      ['run.started', 'run.ended outcome=completed text=Backup completed.'],
    ],
    [
      [at(9, 'main socket: Got SSL_ERROR_SYSCALL'), at(9, 'main socket: SSL read problem in asfd_do_read_ssl: 5 - 104=Connection reset by peer')].join('\n'),
      ['connection.failed errno=ECONNRESET operation=read channel=network specific'],
    ],
    [
      'ffddff2026-11-21 05:40:12: burp[4021] main socket: SSL write problem in asfd_do_write_ssl: 5 - 32=Broken pipe',
      ['connection.failed errno=EPIPE operation=write channel=network specific'],
    ],
    [
      '2026-11-21 05:40:12 +0100: C:\\Burp\\bin\\burp.exe[77] main socket: SSL read problem in asfd_do_read_ssl: 5 - 0=No error',
      ['connection.closed specific'],
    ],
    [at(40, 'main socket 9: no activity for 7200 seconds.'), ['timer.expired timer=network_timeout setting=network_timeout limitUs=7200000000 specific']],
    [
      [at(1, 'Too many child processes.'), at(1, 'SSL connect error')].join('\n'),
      ['limit.reached limit=connections the server serves at a time (max_children) specific', 'tls.failed reason=SSL connect error echo'],
    ],
    [at(1, 'SSL connect error: 1'), ['tls.failed reason=SSL connect error specific']],
    [at(1, 'Got SSL_ERROR_SYSCALL in write, errno=1 (Operation not permitted)'), ['access.refused reason=permission detail=Operation not permitted specific']],
    [at(1, 'error in backup phase 2'), ['run.ended outcome=failed text=error in backup phase 2 echo']],
    ['we looked at burp[4021] with strace', undefined],
    // UrBackup
    [
      '2026-11-21 05:40:12: WARNING: Getting complete file "a.pst" from ana1 failed. Errorcode: TIMEOUT (4)',
      ["timer.expired timer=UrBackup's wait for the client specific"],
    ],
    [
      '2026-11-21 05:40:12: ERROR: Backup failed because of CLIENT network problems',
      ['run.ended outcome=failed text=Backup failed because of CLIENT network problems echo'],
    ],
    ['2026-11-21 05:40:12: Backup succeeded', ['run.ended outcome=completed text=Backup succeeded']],
    ['The backup succeeded, more or less', undefined],
    // virtnbdbackup
    [
      '[2026-11-21 05:40:12] INFO nbd client - connect [vda]: Waiting until NBD server at [nbd://hv3:10809/vda] is up.\n[2026-11-21 05:40:13] INFO nbd client - connect [vda]: Waiting for NBD Server, Retry: 0 [Unable to connect nbd server: nbd_connect_uri: recv: Connection refused (ECONNREFUSED)]',
      ['connect.failed errno=ECONNREFUSED peer=hv3 port=10809 specific'],
    ],
    [
      '[2026-11-21 05:40:12] INFO nbd client - connect [vda]: Waiting until NBD server at [nbd+unix:///vda?socket=/var/tmp/x.1] is up.\n[2026-11-21 05:40:13] INFO nbd client - connect [vda]: Waiting for NBD Server, Retry: 0 [Unable to connect nbd server: nbd_connect_uri: connect: Connection refused (ECONNREFUSED)]',
      ['connect.failed errno=ECONNREFUSED local=true specific'],
    ],
    [
      '[2026-11-21 05:40:13] INFO nbd client - connect [vda]: Waiting for NBD Server, Retry: 0 [Unable to connect nbd server: nbd_connect_uri: connect: Connection refused (ECONNREFUSED)]\n[2026-11-21 05:40:14] INFO nbd client - connect [vda]: Connection to NBD backend succeeded.',
      [],
    ],
    // Veeam Agent for Linux
    [
      'Daily  Backup  {3b3d6f19-11b8-4b6c-8a25-8ef0a8f0e2ad}  Success  2026-11-20 22:00  2026-11-20 22:41',
      ['run.ended outcome=completed text=Daily  Backup  {3b3d6f19-11b8-4b6c-8a25-8ef0a8f0e2ad}  Success  2026-11-20 22:00'],
    ],
    [
      '2026-11-20 22:41:04 UTC [info] Processing finished at 2026-11-20 22:41:04 UTC',
      ['run.ended outcome=completed text=Processing finished at 2026-11-20 22:41:04 UTC'],
    ],
    ['2026-11-20 22:41:04 [info] the cat was fed', undefined],
  ],
)
