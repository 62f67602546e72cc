import { type KindTable, testKinds } from '../../../test/support/line-tables.ts'
import { transfers } from './transfers.ts'
import { wrappers } from './wrappers.ts'
import { zfs } from './zfs.ts'

const table: KindTable = [
  // lsyncd
  ['Fri Nov 20 21:10:45 2026 Error: Critical exitcode.', '~run.ended'],
  ['Fri Nov 20 21:10:45 2026 Error: Temporary or permanent failure on startup of "/srv/". Terminating since "insist" is not set.', '~run.ended'],
  ['Fri Nov 20 21:10:45 2026 Error: Unknown exitcode Move /srv/a.log: 1', '~program.exited'],
  ['Fri Nov 20 21:10:45 2026 Normal: Failure Delete /srv/a.log: 255', '*program.exited'],
  ['Fri Nov 20 21:10:45 2026 Normal: recursive startup rsync: /srv/ -> web2:/srv/', ''],
  // Unison
  ['Fatal error: Lost connection with the server', '*connection.closed'],
  ['Unison failed: Uncaught exception Failure("input_value: ill-formed message")', '*versions.mismatched'],
  ['Fatal error: Fatal error during unmarshaling (input_value: ill-formed message),', '*versions.mismatched'],
  [' expected "Unison 2.51\\n" but received "Unison 2.40.102\\n\\000",', '*versions.mismatched'],
  [' expected "Unison 2.51\\n" but received "Last login: Fri No",', '*stream.polluted'],
  ['Fatal error: Warning: the archives are locked.', '*limit.reached'],
  ['Nothing to do: replicas have not changed since last sync.', 'run.ended'],
  ['Synchronization complete at 21:14:03  (1 item transferred, 0 skipped, 0 failed)', 'run.ended'],
  ['Contacting server...', ''],
  // kopia
  ["kopia: error: can't connect to storage: unable to getHostKey: vault: no hostkey found for vault, try --help", '*access.refused'],
  ['ERROR flush error: access denied', '*access.refused'],
  ['ERROR flush error: error waiting for async writes: EOF: EOF', '*connection.closed'],
  ['ERROR unable to write blobcfg blob: unable to complete PutBlob(kopia.blobcfg) despite 10 retries: Write kopia.blobcfg.f-1: 405', '*access.refused'],
  ['ERROR unable to complete PutBlob(p1) despite 10 retries: dial tcp 192.0.2.7:22: connect: connection refused', '*connect.failed'],
  ['kopia: error: unable to open repository: invalid repository password', '*access.refused'],
  // rclone
  ['2026/11/20 02:11:09 ERROR : a.img: Failed to copy: corrupted on transfer: md5 hashes differ src(sftp://u@h/) "aa" vs dst(Local) "bb"', '*stream.corrupted'],
  ['2026/11/20 02:11:09 DEBUG : a.img: Reopening on read failure after 131072 bytes: retry 1/10: sftp: "" (SSH_FX_FAILURE)', '*source.failed'],
  // rsnapshot, btrfs send
  ['ERROR: /bin/cp -al /b/daily.0 /b/daily.1 failed (result 256, exit status 1).', '*media.failed'],
  ['ERROR: Error! cp_al("/b/daily.0/", "/b/daily.1/")', '~run.ended'],
  ['ERROR: send ioctl failed with -2: No such file or directory', '*source.failed'],
  ['WARNING: ... [ERROR] Unrecognized command, bailing out!', '*access.refused'],
  ['ERROR: ... ssh_filter_btrbk.sh: ERROR: SSH command rejected: disallowed command: btrfs subvolume delete', '*access.refused'],
  ['tar (child): /mnt/nas/a.tar.gz: Cannot open: Software caused connection abort', '*mount.failed'],
  // Beginnings that say nothing
  ['[Fri Nov 20 20:53:08 2026] [info] znapzend (PID=12904) starting up ...', ''],
  ['** Message: 10:34:46.084: Started dump at: 2026-11-20 10:34:46', ''],
  ['** Message: 10:58:01.001: Finished dump at: 2026-11-20 10:58:01', 'run.ended'],
]

testKinds([zfs, transfers, wrappers], table)
