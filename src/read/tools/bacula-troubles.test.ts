import assert from 'node:assert/strict'
import test from 'node:test'
import { readText } from '../generic/read-text.ts'
import { backuppc } from './backuppc.ts'
import { bacula } from './bacula.ts'

/** What the symptoms of a text are; a dash for none. */
function symptoms(text: string): string {
  const found = readText([bacula, backuppc], text).events.filter((event) => event.symptom !== undefined)
  return found.length === 0 ? '-' : found.map((event) => `${event.kind} ${event.symptom ?? ''}`).join(', ')
}

const dir = '21-Nov 05:40 bk-dir JobId 12: '
const good = '21-Nov 05:44 bk-dir JobId 12: Bacula bk-dir 13.0.3 (02May23):\n  Termination:            Backup OK -- with warnings\n'

const texts: readonly (readonly [text: string, told: string])[] = [
  [`${dir}Fatal error: File daemon at "web:9102" rejected Hello command`, 'access.refused specific'],
  [`${dir}Fatal error: Incorrect password given by Director.`, 'access.refused specific'],
  ['21-Nov 05:40 bk-sd: Connection from unknown Director bk-dir at 10.0.0.1 rejected.', 'access.refused specific'],
  ['Director authorization problem.', 'access.refused specific'],
  [`${dir}Error: lib/bsock_tcp.cc:150 BnetHost2IpAddrs() for host "web" failed: ERR=x`, 'access.refused specific'],
  [`${dir}Fatal error: Authorization problem: FD "web:9102" did not advertise required TLS support.`, 'tls.failed specific'],
  [`${dir}Error: Watchdog sending kill after 600 secs to thread stalled reading Storage daemon.`, 'timer.expired specific'],
  [`${dir}Error: Director's connection to SD for this Job was lost.`, 'connection.closed specific'],
  [`${dir}Fatal error: Job canceled because max run sched time exceeded.`, 'run.stopped specific'],
  [`${dir}Fatal error: Job canceled by user.`, 'run.stopped specific'],
  [`${dir}Fatal error: Despooling zero bytes. Your disk is probably FULL!`, 'storage.full specific'],
  [`${dir}Fatal error: Could not ready device "File" (/backup) for append.`, 'media.failed specific'],
  [`${dir}Fatal error: 3992 Bad autochanger "load slot 3, drive 0": ERR=Child exited with code 1.`, 'media.failed specific'],
  [`${dir}Please mount append Volume "Vol-1" or label a new one for:`, 'media.failed specific'],
  [`${dir}Please mount append Volume "Vol-1" or label a new one for:\n${dir}Labeled new Volume "Vol-1" on device "File".`, '-'],
  ['615\t2026-11-21 05:40:12\tbk-sd JobId 12: Warning: Open device "File" (/backup) Volume "V" failed: ERR=No such file or directory', 'media.failed specific'],
  [`${dir}Fatal error: VSS API failure calling "BackupComplete". ERR=Unexpected error.`, 'source.failed specific'],
  [`${dir}Error: the mirror of the catalog is late by an hour`, 'run.ended echo'],
  [`${dir}Error: the mirror of the catalog is late by an hour\n${good}`, '-'],
  [`${dir}Error: Read error on file /run/x. ERR=Input/output error\n${good}`, '-'],
  // BackupPC
  ['2026-11-21 05:40:12 Got fatal error during xfer (auth failed on module backup)', 'access.refused specific'],
  ['2026-11-21 05:40:12 Backup failed on web (auth required, but service backup is open/insecure)', 'access.refused specific'],
  ["2026-11-21 05:40:12 Can't find host web via netbios", 'access.refused specific'],
  ['timeout connecting to 10.0.0.5:445', 'connect.failed specific'],
  ['2026-11-21 05:40:12 xfer start failed: inet connect: Connection refused', 'connect.failed specific'],
  ["2026-11-21 05:40:12 xfer start failed: /usr/bin/rsync_bpc isn't a valid executable", 'run.ended echo'],
  ['2026-11-21 05:40:12 DumpPreUserCmd returned error status 256... exiting', 'run.ended echo'],
  ['2026-11-21 05:40:12 Disk too full (usage 96%; limit 95%); skipped 5 hosts', 'storage.full specific'],
  ['2026-11-21 05:40:12 Backup canceled on web (ClientTimeout)', 'timer.expired specific'],
  ['SMBecho failed. Maybe server has closed the socket', 'connection.closed specific'],
  ['2026-11-21 01:00:00 Next wakeup is 2026-11-21 02:00:00', '-'],
]

test('wordings of Bacula and BackupPC without an errno', async (t) => {
  for (const [text, told] of texts) await t.test(text, () => assert.equal(symptoms(text), told))
})
