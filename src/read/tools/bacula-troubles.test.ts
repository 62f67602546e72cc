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
  // A month in figures, what failed on the next line, and the causes that the message lists
  ['19-5月 15:52 bk-dir JobId 0: Fatal error: Authorization key rejected by File Daemon web-fd.', 'access.refused specific'],
  ['19-11月 20:36 bk-dir JobId 0: Fatal error: \nFailed to connect to client "web-fd".', 'run.ended specific'],
  [
    `${dir}Fatal error: Unable to authenticate with File daemon at "web:9102". Possible causes:\nPasswords or names not the same or\nTLS negotiation failed or\nMaximum Concurrent Jobs exceeded on the FD or\nFD networking messed up (restart daemon).`,
    'access.refused specific',
  ],
  // The catalog's long list of messages, and as a comment
  [
    '#    Time: 2026-11-21 05:40:12\n# LogText: bk-dir JobId 15: Fatal error: Unable to connect to Storage daemon on st1:9103. ERR=Connection refused',
    'connect.failed specific',
  ],
  // What a tape drive says of itself
  [`${dir}Fatal error: Alert: Volume="A21" alert=5: ERR=The tape is damaged or the drive is faulty.`, 'media.failed specific'],
  [`${dir}Alert: Volume="A21" alert=21: ERR=The tape drive is due for routine cleaning.`, '-'],
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
  [`${dir}Fatal error: Query failed: SELECT VersionId FROM Version: ERR=ERROR:  permission denied for relation version`, 'media.failed specific'],
  [' 66633 Increme  Desktop.2026-11-21_05.00.00_36 has a fatal error', 'run.ended echo'],
  [`${dir}Error: Bacula bk-dir 13.0.3 (02May23):\nTermination: *** Backup Error ***`, 'run.ended specific'],
  // BackupPC
  ['XferErr NT_STATUS_NETWORK_SESSION_EXPIRED listing \\\\data\\sub\\*', 'access.refused specific'],
  ['XferErr NT_STATUS_ACCESS_DENIED listing \\\\data\\sub\\*', '-'],
  [
    'tar:78  do_list failed on Users\\Jo Doe (NT_STATUS_INVALID_PARAMETER)\nreadOutput: sysread returns 0 and got EOF (exit ok = , )\nGot fatal error during xfer (Non-zero exit status from smbclient)',
    'source.failed specific, run.ended echo',
  ],
  ["xfer start failed: $Conf{RsyncBackupPCPath} is set to /opt/x, which isn't a valid executable", 'program.missing specific'],
  ["Can't exec /usr/bin/rsync_bpc, No such file", 'program.missing specific'],
  ['bpc_attrib_dirRead: got unreasonable file name length 1048962', 'run.ended echo'],
  ['directory_create_or_exist: lstat failed on directory /var/lib/samba/private/msg.sock: Permission denied', '-'],
  ['2026-11-21 05:40:12 Got fatal error during xfer (auth failed on module backup)', 'access.refused specific'],
  ['2026-11-21 05:40:12 Backup failed on web (auth required, but service backup is open/insecure)', 'access.refused specific'],
  ["2026-11-21 05:40:12 Can't find host web via netbios", 'access.refused specific'],
  ['timeout connecting to 10.0.0.5:445', 'connect.failed specific'],
  ['2026-11-21 05:40:12 xfer start failed: inet connect: Connection refused', 'connect.failed specific'],
  ["2026-11-21 05:40:12 xfer start failed: /usr/bin/rsync_bpc isn't a valid executable", 'run.ended echo'],
  ['2026-11-21 05:40:12 DumpPreUserCmd returned error status 256... exiting', 'run.ended echo'],
  ['Exec of /usr/bin/ssh -q root@web /usr/local/bin/freeze failed', 'program.missing specific'],
  ['2026-11-21 05:40:12 web: mkdir /srv/backuppc/pc/web/refCnt: Permission denied at /usr/share/BackupPC/bin/BackupPC_dump line 489.', 'media.failed specific'],
  ["Can't create /srv/backuppc/pc/web/new: No space left on device at /usr/share/BackupPC/lib/BackupPC/Lib.pm line 12.", 'storage.full specific'],
  ['2026-11-21 05:40:12 Disk too full (usage 96%; limit 95%); skipped 5 hosts', 'storage.full specific'],
  ['2026-11-21 05:40:12 Backup canceled on web (ClientTimeout)', 'timer.expired specific'],
  ['SMBecho failed. Maybe server has closed the socket', 'connection.closed specific'],
  [
    [
      '21-Nov 01:35 web-fd JobId 7: Warning: bsockcore.c:258 Could not connect to Storage daemon on 192.0.2.5:9103. ERR=Connection timed out',
      '21-Nov 01:35 web-fd JobId 7: Fatal error: job.c:2456 Failed to connect to Storage daemon: 192.0.2.5:9103',
    ].join('\n'),
    'connect.failed specific',
  ],
  ['21-Nov 01:35 web-fd JobId 7: Fatal error: job.c:2456 Failed to connect to Storage daemon: 192.0.2.5:9103', 'run.ended specific'],
  ['2026-11-21 01:00:00 Next wakeup is 2026-11-21 02:00:00', '-'],
]

test('wordings of Bacula and BackupPC without an errno', async (t) => {
  for (const [text, told] of texts) await t.test(text, () => assert.equal(symptoms(text), told))
})
