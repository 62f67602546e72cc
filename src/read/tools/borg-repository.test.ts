import { type KindTable, testKinds } from '../../../test/support/line-tables.ts'
import { borg } from './borg.ts'

const table: KindTable = [
  ['/backup/repo is not a valid repository. Check repo config.', '*media.failed'],
  ['Repository path not allowed: /backup/other', '*access.refused'],
  ['passphrase supplied in BORG_PASSPHRASE, by BORG_PASSCOMMAND or via BORG_PASSPHRASE_FD is incorrect.', '*access.refused'],
  ['The storage quota (10.00 GB) has been exceeded (10.10 GB). Try deleting some archives.', '*storage.full'],
  ['borg.repository.StorageQuotaExceeded: The storage quota (10.00 GB) has been exceeded (10.10 GB).', '*storage.full'],
  ['borg.helpers.IntegrityError: Data integrity error: Segment entry checksum mismatch [segment 12, offset 8]', '*media.failed'],
  ['Inconsistency detected. Please run "borg check /backup/repo".', '*media.failed'],
  ['Archive nightly-2026-11-21 already exists', '*media.failed'],
  ['Cache initialization aborted', '*media.failed'],
  ['Borg server is too old for create --append. Required version 1.1.0', '*versions.mismatched'],
  ['borg.remote.InvalidRPCMethod: RPC method get_free_nonce is not valid', '*versions.mismatched'],
  ['Unsupported Manifest envelope. A newer version is required to access this repository.', '*versions.mismatched'],
  ['borg.remote.ConnectionBrokenWithHint: Connection to remote host is broken. Is borg working on the server?', '*connection.closed'],
  ['borg.locking.NotMyLock', '*media.failed'],
  [
    "borg.locking.LockFailed: Failed to create/acquire the lock /backup/repo/lock.exclusive ([Errno 69] Disc quota exceeded: '/backup/repo/lock.exclusive.tmp').",
    '*storage.full',
  ],
  ['Failed to create/acquire the lock /backup/repo/lock.exclusive (timeout).', '*media.failed'],
  ['Received SIGTERM.', '*run.stopped'],
  ['Cancelled by user.', '*run.stopped'],
  ['terminating with error status, rc 137', '*program.killed'],
  ['Remote: /usr/bin/borg: No such file or directory', '*program.missing'],
  ['Remote: fish: Unknown command: borg', '*program.missing'],
  ['2026-11-21 02:11:09 Remote: Timeout, server vault not responding.', '*timer.expired'],
  ['Remote: This account is currently not available.', '*access.refused'],
]

testKinds([borg], table)
