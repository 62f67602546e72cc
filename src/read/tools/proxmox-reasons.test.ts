import { type KindTable, testKinds } from '../../../test/support/line-tables.ts'
import { proxmox } from './proxmox.ts'

const table: KindTable = [
  ['certificate validation failed - Certificate fingerprint was not confirmed.', '*tls.failed'],
  ['Nov 21 02:00:05 pve agent[7]: login: Error: permission check failed.', '*access.refused'],
  ["ERROR: can't lock file '/var/run/vzdump.lock' - got timeout", '*limit.reached'],
  ["starting the job shows: can't lock file '/var/lock/pve-manager/vzdump.lock' - can't open file - No such file or directory (500)", '*run.ended'],
  ["ERROR: Backup of VM 101 failed - storage 'nas' is not online", '*media.failed'],
  ["ERROR: Backup of VM 101 failed - unable to create temporary directory '/mnt/pve/nas/dump/x.tmp' - Stale file handle", '*mount.failed'],
  ['ERROR: Backup of VM 101 failed - job failed with err -28 - No space left on device', '*storage.full'],
  [
    "ERROR: Backup of VM 102 failed - lvcreate snapshot 'pve/snap_vm-102-disk-0_vzdump' error:   Cannot create new thin volume, free space in thin pool pve/data reached threshold.",
    '*storage.full',
  ],
  ["ERROR: Backup of VM 101 failed - no such volume 'local-lvm:vm-101-disk-0'", '*source.failed'],
  ['1020: 2026-11-21 05:40:12 ERROR: Backup of VM 1020 failed - interrupted by signal', '*run.stopped'],
  ['101: Nov 21 05:40:12 ERROR: Backup of VM 101 failed - interrupted by signal', '*run.stopped'],
  ['101: 05:40:12 INFO: Finished Backup of VM 101 (00:00:42)', 'run.ended'],
  ["101    web1    FAILED  00:21:08  no such volume 'local-lvm:vm-101-disk-0'", '*source.failed'],
  ['101    web1    OK      00:21:08   12.10GB  /mnt/pve/nas/dump/vzdump-qemu-101.vma.zst', ''],
  ["Nov 21 05:40:12 pbs proxmox-backup-proxy[7]: can't verify chunk, load failed - error reading a body from connection", '*connection.closed'],
  ['2026-11-21T05:40:12+01:00: TASK ERROR: sync failed - failed to fetch chunk: error reading a body from connection', '*connection.closed'],
  ['ERROR: VM 101 not running', '*program.killed'],
  ['ERROR: received signal - broadcast', '*run.stopped'],
  ['TASK ERROR: interrupted by signal', '*run.stopped'],
  ["TASK ERROR: datastore 'ds' is not mounted", '*media.failed'],
  ['2026-11-21T05:40:12+01:00: backup ended but finish failed: backup ended but finished flag is not set.', '*run.ended'],
  ['2026-11-21T05:40:12+01:00: GET /previous: 400 Bad Request: no valid previous backup', ''],
  [
    'ERROR: backup write data failed: command error: write_data upload error: pipelined request failed: update atime failed for chunk/file "/srv/ds/.chunks/00ff/00ff12" - EPERM: Operation not permitted',
    '*media.failed',
  ],
  ['2026-11-21T05:40:12+01:00: POST /fixed_chunk: 400 Bad Request: inserting chunk failed: No space left on device (os error 28)', '*storage.full'],
]

testKinds([proxmox], table)
