import { testTold, type ToldTable } from '../../../test/support/line-tables.ts'
import { borg } from './borg.ts'
import { restic } from './restic.ts'

/** `undefined`: neither reader claims it. */
const lines: ToldTable = [
  // borg
  ['Connection closed by remote host. Is borg working on the server?', ['connection.closed role=client specific']],
  ['Remote: client_loop: send disconnect: Broken pipe', ['connection.failed errno=EPIPE operation=write channel=network role=client specific']],
  ['Remote: Host key verification failed.', ['access.refused reason=authentication detail=host key specific']],
  ['Failed to create/acquire the lock /repo/lock.exclusive (timeout).', ['media.failed medium=repository detail=locked specific']],
  ['Got unexpected RPC data format from server:', ['stream.polluted detail=Got unexpected RPC data format from server specific']],
  [
    'Remote: Borg 0.29.0: Got unexpected RPC data format from client.',
    ['versions.mismatched detail=Borg 0.29.0: Got unexpected RPC data format from client specific'],
  ],
  ['Remote: zsh:1: command not found: borg', ['program.missing specific']],
  ['    os.fdatasync(self.fd)\nConnectionResetError: [Errno 104] Connection reset by peer', ['mount.failed specific']],
  ['    self.sock.recv(n)\nConnectionResetError: [Errno 104] Connection reset by peer', undefined],
  [
    '  File "/usr/lib/python3/dist-packages/borg/repository.py", line 822, in close_segment\n    fd = os.open(path, os.O_RDONLY)\nFileNotFoundError: [Errno 2] No such file or directory: \'/media/b/data/1\'',
    ["media.failed medium=repository detail=No such file or directory: '/media/b/data/1' specific"],
  ],
  ['File failed integrity check: /root/.cache/borg/8c20/chunks', ['media.failed medium=cache detail=a file failed its integrity check specific']],
  [
    'Aug 17 14:10:57 h borg[15]: Remote Exception (see remote log for the traceback)',
    ['run.ended outcome=failed text=Remote Exception (see remote log for the traceback) specific'],
  ],
  ['2026-05-19 00:53:55,084 INFO Time (end):   Tue, 2026-05-19 00:52:57', ['run.ended outcome=completed text=Time (end):   Tue, 2026-05-19 00:52:57']],
  ['Utilization of max. archive size: 0%', []],
  ['Keyboard interrupt', ['run.stopped signal=SIGINT by=user specific']],
  ['terminating with success status, rc 0', ['run.ended outcome=completed text=terminating with success status, rc 0']],
  ['terminating with error status, rc 2', ['run.ended outcome=failed text=terminating with error status, rc 2 echo']],
  // restic
  [
    'subprocess ssh: client_loop: send disconnect: Connection reset by peer',
    ['connection.failed errno=ECONNRESET operation=write channel=network role=client specific'],
  ],
  ['subprocess ssh: ssh: connect to host bk port 22: Connection timed out', ['connect.failed errno=ETIMEDOUT port=22 peer=bk specific']],
  [
    'Save(<data/ab12cd34ef>) returned error, retrying after 1.2s: write tcp 10.0.0.5:4000->10.0.0.9:443: write: connection reset by peer',
    ['connection.failed errno=ECONNRESET operation=unknown channel=network', 'run.retried'],
  ],
  ['Save(<data/ab12cd34ef>) operation successful after 1 retries', ['run.retried succeeded=true']],
  [
    'Fatal: unable to save snapshot: write tcp 10.0.0.5:4000->10.0.0.9:443: write: broken pipe',
    ['connection.failed errno=EPIPE operation=unknown channel=unknown specific'],
  ],
  ['Fatal: unable to open repository at rest:http://bk:8000/: dial tcp 10.0.0.9:8000: i/o timeout', ['connect.failed errno=ETIMEDOUT specific']],
  ['Fatal: wrong password or no key found', ['access.refused reason=authentication specific']],
  ['snapshot 1a2b3c4d saved', ['run.ended outcome=completed text=snapshot 1a2b3c4d saved']],
  ['load index files', []],
  [
    '[restic] unable to create lock in backend: repository is already locked by PID 7 on h by root (UID 0, GID 0)',
    ['media.failed medium=repository detail=locked specific'],
  ],
  ...['2', '3'].map((attempts): readonly [string, readonly string[]] => [
    'Save(<lock/ab12cd34ef>) returned error, retrying after 1.2s: ssh command exited: exit status 255\n'.repeat(Number(attempts)).trim(),
    [...Array.from({ length: Number(attempts) }, () => 'run.retried'), ...(attempts === '3' ? ['program.exited code=255 role=ssh specific'] : [])],
  ]),
  [
    'Save(<data/ab12cd34ef>) returned error, retrying after 1.2s: Close: upload_url: 403: Cannot upload files, storage cap exceeded.',
    ['storage.full quota=true', 'run.retried', 'storage.full quota=true specific'],
  ],
  [
    'Load(<lock/ab>, 0, 0) returned error, retrying after 1s: The specified key does not exist.\n'.repeat(4).trim(),
    Array.from({ length: 4 }, () => 'run.retried'),
  ],
  [
    'Killed 86.85%  4.056 MiB/s  1.936 GiB / 2.229 GiB  120100 / 123958 items  0 errors  ETA 1:15',
    ['program.killed by=unknown signal=SIGKILL victim=restic specific'],
  ],
  [
    'panic: Close: failed to send packet header: write |1: broken pipe325557 items  0 errors  ETA 58:46',
    ['connection.failed errno=EPIPE operation=unknown channel=unknown specific'],
  ],
  [
    'subprocess ssh: Write failed: Broken pipe / 145.489 GiB  8346 / 30262 items  0 errors  ETA 17:39:47',
    ['connection.failed errno=EPIPE operation=write channel=network role=client specific'],
  ],
]

testTold([restic, borg], lines)
