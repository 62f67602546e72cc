import assert from 'node:assert/strict'
import test from 'node:test'
import { testTold, type ToldTable } from '../../../test/support/line-tables.ts'
import { readText, told } from '../generic/read-text.ts'
import { backuppc } from './backuppc.ts'
import { bacula } from './bacula.ts'
import { borg } from './borg.ts'
import { proxmox } from './proxmox.ts'
import { restic } from './restic.ts'
import { transfers } from './transfers.ts'
import { tsm } from './tsm.ts'
import { zfs } from './zfs.ts'
import { wrappers } from './wrappers.ts'

const readers = [restic, borg, bacula, backuppc, proxmox, tsm, zfs, transfers, wrappers]

/** `undefined`: no reader claims it. */
const lines: ToldTable = [
  // Bacula, Bareos
  ['21-Nov 05:40 host-dir JobId 202: Start Backup JobId 202, Job=web.2026-11-21_05.40.00_03', ['run.started']],
  [
    '21-Nov 05:40 host-dir JobId 202: Fatal error: Network error with FD during Backup: ERR=Connection reset by peer',
    ['connection.failed errno=ECONNRESET operation=unknown channel=network stream=Director-FD separate=true specific'],
  ],
  [
    'host-fd JobId 202: Fatal error: filed/backup.cc:1405 Network send error to SD. ERR=Broken pipe',
    ['connection.failed errno=EPIPE operation=write channel=unknown stream=to SD specific'],
  ],
  [
    'host-fd JobId 202: Error: lib/bsock_tcp.cc:603 Write error sending 65540 bytes to Storage daemon:bk:9103: ERR=Connection timed out',
    ['connection.failed errno=ETIMEDOUT operation=write channel=network stream=to Storage daemon:bk:9103 specific'],
  ],
  [
    'host-sd JobId 202: Error: lib/bsock_tcp.cc:417 Read error from client:10.0.0.5:36643: ERR=Connection reset by peer',
    ['connection.failed errno=ECONNRESET operation=read channel=network stream=from client:10.0.0.5:36643 specific'],
  ],
  [
    'host-dir JobId 202: Fatal error: bsockcore.c:209 Unable to connect to Client: web-fd on web:9102. ERR=Connection refused',
    ['connect.failed errno=ECONNREFUSED peer=web port=9102 specific'],
  ],
  [
    'host-dir JobId 202: Warning: bsockcore.c:203 Could not connect to Client: web-fd on web:9102. ERR=Connection refused',
    ['connect.failed errno=ECONNREFUSED peer=web port=9102'],
  ],
  [
    'host-fd JobId 202: Error: bsockcore.c:341 gethostbyname() for host "store" failed: ERR=Name or service not known',
    ['access.refused reason=name detail=store specific'],
  ],
  [
    'host-fd JobId 202: Fatal error: job.c:2720 Failed to connect to Storage daemon: store:9103',
    ['run.ended outcome=failed text=Failed to connect to Storage daemon: store:9103 specific'],
  ],
  ['2026-11-21 05:40:12 host-dir JobId 202: Using Device "dev" to write.', []],
  [
    'host-dir JobId 202: Fatal error: bsockcore.c:208 Unable to connect to Client: pc-fd on pc:9102. ERR=Interrupted system call',
    ['connect.failed errno=ETIMEDOUT peer=pc port=9102 specific'],
  ],
  [
    'host-dir JobId 202: Fatal error: Unable to authenticate with File daemon at "pc:9102". Possible causes:',
    ['access.refused reason=authentication specific'],
  ],
  [
    'host-dir JobId 202: Fatal error: Connect failure: ERR=error:0A000086:SSL routines::certificate verify failed',
    ['tls.failed reason=SSL routines::certificate verify failed specific'],
  ],
  ['host-sd JobId 202: Error: block.c:291 Write error at 3:77 on device "disk" (/vol). ERR=No space left on device.', ['storage.full quota=false specific']],
  [
    'host-sd JobId 202: Error: block.c:291 Write error at 3:77 on device "tape" (/dev/nst0). ERR=Input/output error.',
    ['media.failed medium=storage detail=Input/output error. specific'],
  ],
  ['host-fd JobId 202: Fatal error: bpipe-fd: Pipe write error: ERR=Broken pipe', ['filter.failed filter=bpipe detail=Broken pipe specific']],
  [
    'host-sd JobId 202: Fatal error: append.c:162 Error reading data header from FD. ERR=Connection reset by peer',
    ['connection.failed errno=ECONNRESET operation=read channel=network stream=from FD specific'],
  ],
  ['host-sd JobId 202: Job web is waiting. Cannot find any appendable volumes.', ['media.failed medium=volume detail=no appendable volume specific']],
  [
    'host-sd JobId 202: Fatal error: device.c:300 Could not open device "Drive-0" (/dev/nst0): ERR=Device or resource busy',
    ['media.failed medium=device Drive-0 detail=Device or resource busy specific'],
  ],
  ...['Input/output error', 'No data available', 'Success'].map((text): readonly [string, readonly string[]] => [
    `host-fd JobId 202: Fatal error: filed/backup.cc:1418 Network send error to SD. ERR=${text}`,
    ['connection.closed stream=to SD specific'],
  ]),
  // BackupPC
  ['2026-11-21 02:00:00 full backup started for directory /srv', ['run.started']],
  ['2026-11-21 02:40:00 Aborting backup up after signal PIPE', ['connection.failed errno=EPIPE operation=write channel=unknown specific']],
  ['2026-11-21 02:40:00 Got fatal error during xfer (aborted by signal=ALRM)', ['timer.expired timer=ClientTimeout setting=ClientTimeout specific']],
  ['rsync_bpc: read error: Connection reset by peer (104)', undefined],
  ['session setup failed: NT_STATUS_LOGON_FAILURE', ['access.refused reason=authentication detail=NT_STATUS_LOGON_FAILURE specific']],
  ['2026-11-21 02:00:00 no ping response', ['connect.failed errno=ETIMEDOUT specific']],
  ['2026-11-21 02:40:00 full backup 12 complete, 300 files, 9000 bytes, 0 xferErrs', ['run.ended outcome=completed text=full backup 12 complete']],
  ['Done: 0 errors, 0 filesExist, 0 sizeExist', []],
  [
    'An error occurred (AccessDenied) when calling the PutObject operation: Access Denied',
    ['access.refused reason=authentication detail=AccessDenied specific'],
  ],
  [
    'botocore.exceptions.ClientError: An error occurred (RequestTimeTooSkewed) when calling the UploadPart operation: The difference is too large.',
    ['access.refused reason=authentication detail=RequestTimeTooSkewed specific'],
  ],
  [
    'An error occurred (SlowDown) when calling the PutObject operation: Please reduce your request rate.',
    ['limit.reached limit=requests the service accepts specific'],
  ],
  ['tar: /srv/log: file changed as we read it', []],
  ['-- Dump completed on 2026-11-21  1:04:31', ['run.ended outcome=completed text=-- Dump completed on 2026-11-21  1:04:31']],
  // Proxmox
  ["ERROR: VM 101 qmp command 'guest-fsfreeze-freeze' failed - got timeout", []],
  ['INFO: Starting Backup of VM 101 (qemu)', ['run.started']],
  ['INFO:  12% (2.0 GiB of 20.0 GiB) in 1m 4s, read: 10 MiB/s, write: 10 MiB/s', ['stream.active stream=image bytes=2147483648']],
  [
    'ERROR: backup write data failed: command error: write_data upload error: pipelined request failed: connection reset',
    ['connection.failed errno=ECONNRESET operation=write channel=network specific'],
  ],
  ['ERROR: Backup of VM 101 failed - connection lost somewhere', ['run.ended outcome=failed text=connection lost somewhere specific']],
  ['INFO: Finished Backup of VM 101 (00:01:10)', ['run.ended outcome=completed text=INFO: Finished Backup of VM 101 (00:01:10) durationUs=70000000']],
  ['INFO: Backup job finished successfully', ['run.ended outcome=completed text=INFO: Backup job finished successfully']],
  // Spectrum Protect
  ['11/21/2026 05:40:12 ANR0480W Session 12 for node WEB (Linux) terminated - connection with client severed.', ['connection.closed role=server specific']],
  [
    'ANR0481W Session 12 for node WEB (Linux) terminated - client did not respond within 60 seconds.',
    ['timer.expired timer=COMMTIMEOUT setting=COMMTIMEOUT role=server limitUs=60000000 specific'],
  ],
  [
    'ANR0482W Session 12 for node WEB (Linux) terminated - idle for more than 15 minutes.',
    ['timer.expired timer=IDLETIMEOUT setting=IDLETIMEOUT role=server limitUs=900000000 specific'],
  ],
  [
    "ANS5216E Could not establish a TCP/IP connection with address 'tsm:1500'. The TCP/IP error is 'Connection refused' (errno = 111).",
    ['connect.failed errno=ECONNREFUSED peer=tsm port=1500 specific'],
  ],
  ['ANS1351E Session rejected: All server sessions are currently in use', ['limit.reached limit=sessions of the server (MAXSESSIONS) specific']],
  ['ANS1025E Session rejected: Authentication failure', ['access.refused reason=authentication detail=Authentication failure specific']],
  ['ANR0522W Transaction failed for session 7 for node WEB (Linux) - no space available in storage pool DISK.', ['storage.full role=server specific']],
  [
    'ANR1401W Mount request denied for volume A00012 - mount canceled.',
    ['media.failed medium=volume of the storage pool detail=Mount request denied for volume A00012 - mount canceled. specific'],
  ],
  ['ANS1592E Failed to initialize SSL protocol.', ['tls.failed reason=Failed to initialize SSL protocol. specific']],
  ['ANS1030E The operating system refused a request for memory allocation.', ['program.killed by=allocation victim=dsmc specific']],
  ['ANR0483W Session 12 for node WEB (Linux) terminated - forced by administrator.', ['run.stopped by=administrator specific']],
  ["ANS4007E Error processing '/srv/key': access to the object is denied", ['source.failed reason=permission path=/srv/key partial=true specific']],
  ["ANS4037E Object '/srv/log' changed during processing.  Object skipped.", ['source.failed reason=other path=/srv/log partial=true']],
  ["ANS1512E Scheduled event 'NIGHT' failed.  Return code = 12.", ["run.ended outcome=failed text=Scheduled event 'NIGHT' failed.  Return code = 12. echo"]],
  [
    'ANR0482W Session 12 for node WEB terminated\n- idle for more than 15 minutes.',
    ['timer.expired timer=IDLETIMEOUT setting=IDLETIMEOUT role=server limitUs=900000000 specific'],
  ],
  [
    'ANS1005E TCP/IP read error on socket = 4, errno = 104, reason : Connection reset by peer',
    ['connection.failed errno=ECONNRESET operation=read channel=network role=client specific'],
  ],
  // Programs around a transport
  ['Nov 21 05:40:12 v btrbk[7]: ERROR: ... SSH command failed (exitcode=255)', ['program.exited code=255 role=ssh specific']],
  ['!!! Target "bk:/mnt/b" aborted: Failed to send/receive subvolume', ['run.ended outcome=failed text=Failed to send/receive subvolume echo']],
  ['WARNING: Skipping target "bk:/mnt/b": Failed to fetch subvolume detail', ['run.ended outcome=failed text=Failed to fetch subvolume detail echo']],
  [
    'ERROR: failed to open a/b.journal. No such file or directory',
    ['media.failed medium=receiving file system detail=a/b.journal No such file or directory specific'],
  ],
  ['[2026-11-21T02:00:01] /usr/bin/rsnapshot daily: started', ['run.started']],
  [
    '[2026-11-21T02:01:12] /usr/bin/rsnapshot daily: completed successfully',
    ['run.ended outcome=completed text=/usr/bin/rsnapshot daily: completed successfully'],
  ],
  ['ERROR: ... Command execution failed (exitcode=1)', ['program.exited code=1 specific']],
  [
    'ERROR: Failed to send/receive subvolume: pro:/snap/root.2 -> /mnt/b/root.2',
    ['run.ended outcome=failed text=ERROR: Failed to send/receive subvolume echo'],
  ],
  ['*** bk:/mnt/b/home.20261121T0300', ['stream.active stream=subvolume']],
  ['    +++  created subvolume (source snapshot)', []],
  [
    '2026-11-21 05:40:12: burp[7] unexpected command in authorise_client(): e:unable to authorise on server',
    ['access.refused reason=authentication detail=unable to authorise on server specific'],
  ],
  ['Fatal Error: Source directory /srv/web does not exist', ['source.failed reason=vanished path=/srv/web specific']],
  ['ERROR: Failed to take lock (another btrbk instance is running): /run/btrbk.lock', ['limit.reached limit=one btrbk run at a time specific']],
  ['2026-11-21T03:00:04+0100 send-receive starting ssh://bk/b/home.1 /snap/home.1 - -', []],
  [
    '2026-11-21T03:01:31+0100 send-receive ERROR ssh://bk/b/home.1 /snap/home.1 - -',
    ['run.ended outcome=failed text=send-receive ERROR ssh://bk/b/home.1 /snap/home.1 - echo'],
  ],
  ['2026-11-21T03:01:32+0100 finished success - - - -', ['run.ended outcome=completed text=finished success']],
  // zfs send and receive
  ['WARN: Cannot sync now: b/data is already target of a zfs receive process.', ['limit.reached limit=one zfs receive at a time into b/data specific']],
  ['Ambiguous output redirect.', ['program.missing detail=Ambiguous output redirect. specific']],
  ["warning: cannot send 'tank/home@a': signal received", ['run.ended outcome=failed text=signal received echo']],
  ['cannot receive incremental stream: out of space', ['storage.full role=receiver specific']],
  ['cannot receive: failed to read from stream', ['run.ended outcome=failed text=cannot receive: failed to read from stream echo']],
  ['mbuffer: error: watchdog timeout: output stalled; sending SIGINT', ['timer.expired timer=mbuffer watchdog setting=mbuffer -W specific']],
  [
    'mbuffer: error: outputThread: error writing to <stdout> at offset 0x10000: Broken pipe',
    ['connection.failed errno=EPIPE operation=write channel=pipe echo'],
  ],
  ["CRITICAL ERROR:  zfs send 'a'@'b' | ssh root@bk ' zfs receive x' failed: 65280 at /usr/sbin/syncoid line 1.", ['program.exited code=255 role=ssh echo']],
  ["CRITICAL ERROR:  zfs send 'a'@'b' | ssh root@bk ' zfs receive x' failed: 256 at /usr/sbin/syncoid line 1.", ['program.exited code=1 echo']],
  ['Nov 21 05:40:12 v znapzend[7]: done with backupset tank in 4 seconds', ['run.ended outcome=completed text=done with backupset tank in ']],
  // Copying programs
  [
    '2026/11/21 05:40:12 ERROR : a/b: Failed to copy: Post "https://h/": write tcp 10.0.0.5:4000->10.0.0.9:443: write: broken pipe',
    [
      'connection.failed errno=EPIPE operation=write channel=network tuple={"from":{"address":"10.0.0.5","port":4000},"to":{"address":"10.0.0.9","port":443}} specific',
    ],
  ],
  ['Transferred:           12 / 12, 100%', ['run.ended outcome=completed text=all transferred']],
  ['Transferred:           11 / 12, 91%', []],
  ['Attempt 1 failed. BackendException: sftp put failed: Socket is closed', ['connection.closed']],
  [
    'Attempt 1 failed. BackendException: ssh connection to b@bk:22 failed: Authentication failed.',
    ['access.refused reason=authentication detail=failed: Authentication failed specific'],
  ],
  ['Giving up after 5 attempts. BackendException: sftp put failed: Socket is closed', ['connection.closed specific']],
  [
    '2026-11-21 05:40:12 +01 - [Retry-BackendManager-RetryPut]: Operation Put with file d-b1.zip.aes attempt 2 of 5 failed with message: Connection reset by peer',
    ['connection.failed errno=ECONNRESET operation=unknown channel=network', 'run.retried'],
  ],
  [
    'Operation Put with file d-b1.zip.aes attempt 5 of 5 failed with message: Connection reset by peer',
    ['connection.failed errno=ECONNRESET operation=unknown channel=network specific'],
  ],
  ['Operation Get with file d-b1.zip attempt 1 of 5 failed with message: MAC error', ['stream.corrupted detail=MAC error specific']],
  // Proxmox
  [
    "ERROR: VM 104 qmp command 'backup' failed - backup connect failed: command error: error trying to connect: tcp connect error: Connection refused (os error 111)",
    ['connect.failed errno=ECONNREFUSED specific'],
  ],
  ["ERROR: VM 104 qmp command 'backup' failed - got timeout", ['timer.expired timer=The wait for QEMU (qmp backup) setting=qmp backup specific']],
  ['ERROR: vma_queue_write: write error - Broken pipe', ['connection.failed errno=EPIPE operation=write channel=pipe specific']],
  [
    "TASK ERROR: could not activate storage 'nas': storage 'nas' is not online",
    ["media.failed medium=storage nas detail=storage 'nas' is not online specific"],
  ],
  [
    'TASK ERROR: error trying to connect: error:0A000086:SSL routines:x:certificate verify failed',
    ['tls.failed reason=error trying to connect: error:0A000086:SSL routines:x:certificate verify failed specific'],
  ],
  [
    '2026-11-21T02:34:11+01:00: backup failed: connection error: connection reset by peer (os error 104)',
    ['connection.failed errno=ECONNRESET operation=unknown channel=network side=server specific'],
  ],
  ['2026-11-21T02:34:12+01:00: TASK OK', ['run.ended outcome=completed text=TASK OK']],
  // Nobody's
  ['INFO: something else entirely', undefined],
  ['ERROR: something else entirely', undefined],
  ['rsync: connection unexpectedly closed (0 bytes received so far)', undefined],
  ['driver: result time 12.5 from dumper0: FAILED 00-00001 "[mesg read: Connection reset by peer]"', undefined],
  ['The job was aborted, and the repository is fine.', undefined],
]

testTold(readers, lines)

const healthy = [
  `${'Load(<lock/ab>, 0, 0) returned error, retrying after 1s: The specified key does not exist.\n'.repeat(3)}using parent snapshot 1a2b3c4d\nsnapshot 1a2b3c4d saved\n`,
  '21-Nov 05:40 d JobId 7: Start Backup JobId 7, Job=web\n21-Nov 05:44 d JobId 7: Bacula d 9.6 (x):\n  Termination:            Backup OK\n',
  'restic\nrepository 1a2b opened\nno parent snapshot found, will read all files\nSave(<data/ab>) returned error, retrying after 1s: connection reset by peer\nSave(<data/ab>) operation successful after 1 retries\nsnapshot 1a2b3c4d saved\n',
  'INFO: starting new backup job: vzdump 101\nINFO: Starting Backup of VM 101 (qemu)\nINFO: 100% (2.0 GiB of 2.0 GiB) in 4s, read: 1 B/s, write: 1 B/s\nINFO: Finished Backup of VM 101 (00:00:10)\nINFO: Backup job finished successfully\n',
  '21-Nov 05:40 d JobId 7: Job web is waiting. Cannot find any appendable volumes.\n21-Nov 05:44 d JobId 7: Bacula d 9.6 (x):\n  Termination:            Backup OK\n',
  '2026-11-21 01:00:00 no ping response\n2026-11-21 02:00:00 incr backup started for directory /srv\n2026-11-21 02:10:00 incr backup 8 complete, 1 files, 1 bytes, 0 xferErrs\n',
  '2026-11-21T02:00:03+01:00: starting new backup on datastore \'s\': "vm/1/2026-11-21T01:00:01Z"\n2026-11-21T02:34:12+01:00: backup finished successfully\n2026-11-21T02:34:12+01:00: TASK OK\n',
  'Creating archive at "/repo::a"\nSynchronizing chunks cache...\nterminating with success status, rc 0\n',
]

test('healthy and repaired runs show no symptom, and an end', async (t) => {
  for (const text of healthy) {
    await t.test(text.slice(0, 30), () => {
      const { events } = readText(readers, text)
      assert.deepEqual(told(events.filter(({ symptom }) => symptom !== undefined)), [])
      assert.ok(events.some((event) => event.kind === 'run.ended' && event.outcome === 'completed'))
    })
  }
})

test('what a tool says after its first failure repeats it', () => {
  const bacularun =
    'd-fd JobId 3: Error: gethostbyname() for host "s" failed: ERR=x\nd-fd JobId 3: Fatal error: job.c:1 Failed to connect to Storage daemon: s:9103\nd JobId 3: Bacula d (x):\n  Termination:            *** Backup Error ***\n'
  const backuppcRun =
    '2026-11-21 02:40:00 Aborting backup up after signal PIPE\n2026-11-21 02:40:01 Got fatal error during xfer (aborted by signal=PIPE)\n2026-11-21 02:40:02 Backup aborted (aborted by signal=PIPE)\n'
  for (const text of [bacularun, backuppcRun]) {
    const symptoms = readText(readers, text).events.flatMap(({ symptom }) => (symptom === undefined ? [] : [symptom]))
    assert.deepEqual(symptoms, ['specific', 'echo', 'echo'])
  }
})
