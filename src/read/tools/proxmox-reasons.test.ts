import assert from 'node:assert/strict'
import test from 'node:test'
import { readText } from '../generic/read-text.ts'
import { proxmox } from './proxmox.ts'

/** What each line says: the kind of its events, with a star where it is the failure itself and a tilde where it repeats one. */
const table: readonly (readonly [line: string, says: string])[] = [
  ["ERROR: can't lock file '/var/run/vzdump.lock' - got timeout", '*limit.reached'],
  ["ERROR: Backup of VM 101 failed - storage 'nas' is not online", '*media.failed'],
  ["ERROR: Backup of VM 101 failed - unable to create temporary directory '/mnt/pve/nas/dump/x.tmp' - Stale file handle", '*mount.failed'],
  ['ERROR: Backup of VM 101 failed - job failed with err -28 - No space left on device', '*storage.full'],
  [
    "ERROR: Backup of VM 102 failed - lvcreate snapshot 'pve/snap_vm-102-disk-0_vzdump' error:   Cannot create new thin volume, free space in thin pool pve/data reached threshold.",
    '*storage.full',
  ],
  ["ERROR: Backup of VM 101 failed - no such volume 'local-lvm:vm-101-disk-0'", '*source.failed'],
  ['ERROR: VM 101 not running', '*program.killed'],
  ['ERROR: received signal - broadcast', '*run.stopped'],
  ['TASK ERROR: interrupted by signal', '*run.stopped'],
  ["TASK ERROR: datastore 'ds' is not mounted", '*media.failed'],
  ['2026-11-21T05:40:12+01:00: backup ended but finish failed: backup ended but finished flag is not set.', '*run.ended'],
  ['2026-11-21T05:40:12+01:00: GET /previous: 400 Bad Request: no valid previous backup', ''],
  ['2026-11-21T05:40:12+01:00: POST /fixed_chunk: 400 Bad Request: inserting chunk failed: No space left on device (os error 28)', '*storage.full'],
]

const mark = { specific: '*', echo: '~' } as const

for (const [line, says] of table) {
  test(`Proxmox: ${line.slice(0, 90)}`, () => {
    const told = readText([proxmox], line).events.map(({ kind, symptom }) => `${symptom === undefined ? '' : mark[symptom]}${kind}`)
    assert.equal(told.join(' '), says)
  })
}
