import { testTold, type ToldTable } from '../../../test/support/line-tables.ts'
import { borg } from './borg.ts'
import { proxmox } from './proxmox.ts'
import { restic } from './restic.ts'
import { transfers } from './transfers.ts'
import { wrappers } from './wrappers.ts'
import { zfs } from './zfs.ts'

/** What programs pass on of others: a command's last words, the reason of an attempt, a logger's name in front. */
const lines: ToldTable = [
  // btrbk
  ['ERROR: ... ssh: connect to host vault port 22: Connection refused', ['connect.failed errno=ECONNREFUSED port=22 peer=vault specific']],
  ['WARNING: ... Command execution failed (exitcode=1)', ['program.exited code=1 specific']],
  ["WARNING: ... sh: ssh -i /root/.ssh/k root@vault 'readlink -e /pool'", []],
  ['WARNING: ... nothing that anybody knows', ['run.ended outcome=failed text=nothing that anybody knows echo']],
  [
    'WARNING: Target subvolume "vault:/pool/home.1" exists, but is not a receive target of "/pool/home.1"',
    ['media.failed medium=receiving file system detail=vault:/pool/home.1 is left of an earlier run specific'],
  ],
  // rclone: the reason stands in a line before, or in no further line.
  [
    'DEBUG : a: Received error: read tcp 192.0.2.4:5000->192.0.2.9:443: read: connection reset by peer - low level retry 1/2\nERROR : a: Failed to copy: request send failed',
    [
      'connection.failed errno=ECONNRESET operation=read channel=network tuple={"from":{"address":"192.0.2.4","port":5000},"to":{"address":"192.0.2.9","port":443}} specific',
      'run.ended outcome=failed text=request send failed echo',
    ],
  ],
  [
    "DEBUG : pacer: low level retry 1/10 (error couldn't initialise SFTP: ssh: subsystem request failed)",
    ['program.missing detail=ssh: subsystem request failed specific'],
  ],
  // duplicity, kopia
  [
    'BackendException: Could not initialize backend: No module named boto9',
    ['program.missing detail=Could not initialize backend: No module named boto9 specific'],
  ],
  ['ERROR Found 2 fatal error(s) while snapshotting root@web1:/srv:', ['source.failed reason=other partial=true specific']],
  ['WARN Ignored 2 error(s) while snapshotting root@web1:/srv.', []],
  // zrepl, zfs
  ["invalid option 'w'", ["versions.mismatched detail=zfs: invalid option 'w' specific"]],
  [
    '      pool/mail STEP-ERROR (step 1/2, 4 MiB/9 MiB) server error: zfs exited with error: exit status 1',
    ['run.ended outcome=failed text=server error: zfs exited with error: exit status 1 echo'],
  ],
  [
    '[ERRO][push][rpc.ctrl][a.b]: cannot connect err="dial tcp 192.0.2.9:8888: connect: connection refused"',
    ['connect.failed errno=ECONNREFUSED peer=192.0.2.9 port=8888 specific'],
  ],
  ['[ERRO][sink][transportmux]: accept error err="tls: first record does not look like a TLS handshake"', undefined],
  ['cannot receive: invalid stream (bad magic number)', ['stream.corrupted detail=bad magic number specific']],
  [
    'cannot receive incremental stream: most recent snapshot of vault/mail does not\nmatch incremental source',
    ['media.failed medium=receiving dataset detail=its newest snapshot is not the one the stream builds on specific'],
  ],
  // borg behind vorta; the same words of another program are not borg's.
  ['2026-11-21 05:40:12,003 - vorta.borg.borg_job - ERROR - Connection closed by remote host', ['connection.closed role=client specific']],
  ['Connection closed by remote host', undefined],
  ["Remote: OSError: [Errno 107] Transport endpoint is not connected: '/srv/far/vault'", ['mount.failed path=/srv/far/vault specific']],
  ["OSError: [Errno 39] Directory not empty: '/srv/far/vault/lock.exclusive'", ['media.failed medium=repository detail=lock: Directory not empty specific']],
  [
    '{"error": "Remote: bak@store1: Permission denied (publickey).\\r\\nConnection closed by remote host. Is borg working on the server?\\n"}',
    ['access.refused reason=authentication detail=publickey specific', 'connection.closed role=client specific'],
  ],
  // rclone: the last attempt of those it makes is its last word
  ['2026/11/21 05:40:12 ERROR : Attempt 1/2 failed with 1 errors and: read tcp 192.0.2.4:5->192.0.2.9:443: connection reset by peer', ['run.retried']],
  [
    '2026/11/21 05:40:12 ERROR : Attempt 2/2 failed with 1 errors and: RequestTimeTooSkewed: The difference is too large',
    ['access.refused reason=authentication detail=RequestTimeTooSkewed specific'],
  ],
  // burp
  [
    '2026-11-21 05:40:12 +0100: burp[612] main socket 7: no activity for 3600 seconds.',
    ['timer.expired timer=network_timeout setting=network_timeout limitUs=3600000000 specific'],
  ],
  ['Remote: PermissionError: [Errno 13] Permission denied', ['access.refused reason=permission detail=rights of borg on the server specific']],
  // Velero, which logs what restic printed as one string
  [
    'time="2026-11-21T05:40:12Z" level=error msg="Error backing up item" backup=v/a error="pod volume backup failed: running Restic backup, stderr=unable to create lock in backend: repository is already locked by PID 7 on a by b\\n: exit status 1"',
    ['media.failed medium=repository detail=locked specific'],
  ],
  // btrfs behind btrbk
  ['ERROR: ... send ioctl failed with -5: Input/output error', ['source.failed reason=io-error specific']],
  ['ERROR: ... unexpected EOF in stream', ['run.ended outcome=failed text=unexpected EOF in stream echo']],
  // rclone, duplicacy, rustic, Duplicati
  ['2026/11/21 05:40:12 NOTICE: a.iso: Removing partially written file on error: unexpected EOF', ['connection.closed specific']],
  ['Backup for /srv/a at revision 12 completed', ['run.ended outcome=completed text=Backup for /srv/a at revision 12 completed']],
  [
    'error: `rustic_core` experienced an error in `Backend`: B2Error { status: 503, message: "no tomes available" }',
    ['limit.reached limit=uploads Backblaze takes at the moment specific'],
  ],
  [
    'Operation Put with file d-b1.zip.aes attempt 5 of 5 failed with message: One or more errors occurred. (The remote name could not be resolved)',
    ['access.refused reason=name specific'],
  ],
  // restic, what check finds
  ['Data blobs seem to be missing, aborting prune to prevent further data loss!', ['media.failed medium=repository detail=damaged specific']],
  ['pack 1f2e3d4c: does not exist', ['media.failed medium=repository detail=damaged specific']],
  ['id 1f2e3d4c5b6a79880011223344556677889900aabbccddeeff0011223344aabb not found in repository', ['media.failed medium=repository detail=damaged specific']],
  ['pack 1f2e3d4c: not referenced in any index', undefined],
  // Proxmox, replication
  ['2026-11-21 05:40:12 104-0: end replication job', ['run.ended outcome=completed text=104-0: end replication job']],
  [
    "2026-11-21 05:40:12 104-0: end replication job with error: command 'set' failed: exit code 255",
    ["run.ended outcome=failed text=command 'set' failed: exit code 255 specific"],
  ],
]

testTold([restic, borg, proxmox, zfs, transfers, wrappers], lines)
