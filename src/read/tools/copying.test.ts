import { type KindTable, testKinds } from '../../../test/support/line-tables.ts'
import { transfers } from './transfers.ts'
import { wrappers } from './wrappers.ts'
import { zfs } from './zfs.ts'

const table: KindTable = [
  ['cannot receive new filesystem stream: permission denied', '*access.refused'],
  ['cannot receive: stream has unsupported feature, feature flags = 24', '*versions.mismatched'],
  ["warning: cannot send 'tank/a@x': Input/output error", '*source.failed'],
  ["cannot open 'tank/b': pool I/O is currently suspended", '*media.failed'],
  ["cannot open 'tank/a@x': dataset does not exist", '*source.failed'],
  ["cannot open 'tank/b': dataset does not exist", '~run.ended'],
  ["cannot resume send: 'tank/a@x' is no longer the same snapshot used in the initial send", '*media.failed'],
  ['CRITICAL: tank/a and store1:tank/b have no snapshots matching', '*media.failed'],
  ['CRITICAL ERROR: ssh connection echo test failed for root@store1 with exit code 255 at /usr/sbin/syncoid line 1500.', '*program.exited'],
  ['^C^CCRITICAL ERROR: sudo zfs send tank/a@x | zfs receive tank/b failed: 2 at /usr/sbin/syncoid line 464.', '*run.stopped'],
  [' failed: 65280 at /usr/sbin/syncoid line 1415.', '~program.exited'],
  ['mbuffer: warning: error during output to <stdout>: canceled', '*run.stopped'],
  ['FATAL: I should be the only copy of sanoid running. at /usr/sbin/sanoid', '*limit.reached'],
  ['sudo: zfs: command not found', '*program.missing'],
  ["ERROR: cannot execute zfs on 'root@store1'", '~run.ended'],
  ['[2026-11-21T05:40:12] /usr/bin/rsnapshot daily: ERROR: Lockfile /var/run/rsnapshot.pid exists and so does its process, can not continue', '*media.failed'],
  ['ERROR: rsnapshot was sent TERM signal... cleaning up', '*run.stopped'],
  ['ERROR: cmd_preexec "/usr/local/bin/mount-nas" returned 1', '*run.ended'],
  ['ERROR: chown o629958-4676371-0 failed: No such file or directory', '*media.failed'],
  ['ERROR: Command execution failed (child died with signal 9): `btrfs send /s/a`', '*program.killed'],
  ['! [Target] Command "ssh store1 \'zfs list tank/b\'" returned exit code 255 (valid codes: [0, 1])', '~program.exited'],
  ['2026/11/21 05:40:12 Failed to create file system for "gd:": couldn\'t fetch token: invalid_grant: maybe token expired?', '*access.refused'],
  ['2026/11/21 05:40:12 Failed to sync: max transfer limit reached as set by --max-transfer', '*run.stopped'],
  ['2026/11/21 05:40:12 Failed to sync: directory not found', '~run.ended'],
  ["2026/11/21 05:40:12 ERROR : a.db: Failed to copy: googleapi: Error 429: Quota exceeded for quota metric 'Queries', rateLimitExceeded", '*limit.reached'],
  ['Another duplicity process is already running with this archive directory', '*limit.reached'],
  ['Temp space has 812 available, backup needs approx 1020', '*storage.full'],
  ['Found 3 files that are missing from the remote storage, please run repair', '*media.failed'],
  ['tar: /mnt/nas/x: Cannot open: Transport endpoint is not connected', '*mount.failed'],
  ['tar: /srv/a.db: Cannot open: Permission denied', '*source.failed'],
  ['tar: /srv/a.log: file changed as we read it', ''],
]

testKinds([zfs, wrappers, transfers], table)
