import assert from 'node:assert/strict'
import test from 'node:test'
import { failureOf } from './failure.ts'
import { readSample, summary } from './sample-reading.ts'

const texts: readonly (readonly [text: string, program: string, expected: string | undefined])[] = [
  ['20260221[cannot read header: got 0 instead of 32768]', 'dumper', 'run.ended echo'],
  ["[can't do degraded dump without holding disk]", 'driver', 'media.failed specific'],
  ['application stderr: /sbin/xfsrestore: usage: xfsrestore [ -a <alt. workspace dir> ... ]', 'amcheckdump', 'versions.mismatched specific'],
  ["[Skipping: new disk can't be dumped in degraded mode]", 'driver', 'media.failed specific'],
  ['[dumps way too big, 41230144 KB, must skip incremental dumps]', 'planner', 'media.failed specific'],
  ['[no more holding disk space]', 'driver', 'storage.full specific'],
  ['source server crc (0c2088ee:1024) and input server crc (f6e497d2:1000) differ)', 'taper', 'checksum.failed specific'],
  ['runtar: must be setuid root', 'sendbackup', 'access.refused specific'],
  ["security file '/etc/amanda-security.conf' do not allow to run '/usr/bin/star' as root", 'amcheck', 'access.refused specific'],
  ['amcheck-device terminated with signal 11', 'amcheck', 'program.killed specific'],
  ['Request to web1 failed: Permission denied (publickey,password).', 'planner', 'access.refused specific'],
  ['Host key verification failed.', 'amcheck', 'access.refused specific'],
  ['Request to web1 failed: ssh: connect to host web1 port 22: Connection timed out', 'planner', 'connect.failed specific'],
  ['Request to web1 failed: ssh: Could not resolve hostname web1: Name or service not known', 'planner', 'access.refused specific'],
  ['/dev/nst0: rewinding tape: No medium found', 'amcheck', 'media.failed specific'],
  ['[exec /usr/local/sbin/amcrypt-site: No such file or directory]', 'dumper', 'filter.failed specific'],
  ['[can not execute /usr/lib/amanda/runtar: Permission denied (ruid:1 euid:0)]', 'amcheck', 'access.refused specific'],
  ['[Not enough holding disk space]', 'chunker', 'storage.full specific'],
  ["[can't dump required holdingdisk when no holdingdisk space available ]", 'driver', 'storage.full specific'],
  ["[can't dump 'holdingdisk never' dle in degraded mode]", 'driver', 'media.failed specific'],
  ['[host bk: bad bsd security line]', 'planner', 'access.refused specific'],
  ["[client configured for auth=bsd while server requested 'bsdtcp']", 'planner', 'access.refused specific'],
  ['[/usr/lib/amanda/runtar is not SUID root]', 'amcheck', 'access.refused specific'],
  ['SSL_connect failed: certificate verify failed', 'amcheck', 'tls.failed specific'],
  ['[err create /holding/20261121/web: No such file or directory]', 'dumper', 'media.failed specific'],
  ["Could not open '/etc/amanda/night/disklist': Permission denied", 'planner', undefined],
  ['Request to web1 failed: Message too long', 'planner', 'limit.reached specific'],
  ['[Request to web1 failed: error getting ticket for amanda/web1@EXAMPLE.NET: Clock skew too great]', 'planner', 'access.refused specific'],
  ['Request to web1 failed: ssh_exchange_identification: Connection closed by remote host', 'planner', 'connection.closed specific'],
  ['error  -- no krb5 keytab defined', 'dumper', 'access.refused specific'],
  ['Error reading from tape device: Input/output error', 'amvault', 'media.failed specific'],
  ["Failed to load volume labeled 'D-07': no such volume in the inventory of the changer", 'amfetchdump', 'media.failed specific'],
  ['Error reading volume label: Tape device /dev/nst0 is not ready or is empty', 'amlabel', 'media.failed specific'],
  ['program /usr/lib/amanda/planner: not setuid-root', 'amcheck', 'access.refused specific'],
  ['ZWC: Failed to create VSS snapshot: VSS_E_UNEXPECTED_WRITER_ERROR', 'dumper', 'source.failed specific'],
  ["script 'amzfs-snapshot' command 'PRE-DLE-BACKUP': cannot create snapshot 'tank/home@amanda-1': dataset already exists", 'dumper', 'source.failed specific'],
  ['Error writing block: Short write on tape device: Tried 32768, got 10240.', 'dumper', 'media.failed specific'],
  ["error from mtx: cannot open SCSI device '/dev/sg1' - Permission denied", 'amcheck', 'media.failed specific'],
  ['While trying to read tapestart header: Access denied (AccessDenied) (HTTP 403)', 'taper', 'access.refused specific'],
  ['While writing data block to S3: Service unavailable (HTTP 503) (after 14 retries)', 'taper', 'media.failed specific'],
  ['While writing data block to S3: CURL error: Recv failure: Connection reset by peer (CURLcode 56)', 'taper', 'connection.failed specific'],
  ['While writing amanda header: CURL error: Failed to connect: Connection refused (CURLcode 7)', 'taper', 'connect.failed specific'],
  ["While listing S3 keys: CURL error: Couldn't resolve host name (CURLcode 6)", 'taper', 'access.refused specific'],
]

test('failure texts that name a reason', async (t) => {
  for (const [text, program, expected] of texts) {
    await t.test(text, () => {
      const failure = failureOf(text, { program })
      assert.equal(failure === undefined ? undefined : `${failure.said.kind} ${failure.symptom}`, expected)
    })
  }
})

const lines: readonly (readonly [world: string, text: string, expected: readonly string[]])[] = [
  [
    'amcheck of 3.4 and later names the client first',
    "HOST web1 ERROR: security file '/etc/amanda-security.conf' do not allow to run '/usr/bin/star' as root for 'amstar:star_path'",
    ['specific access.refused'],
  ],
  ['amcheck: a remark of the client', 'HOST web1 WARNING: /var/lib/amanda is on a small disk', []],
  [
    'amandad refuses a port, and nothing else of the output is left',
    'ERROR: web1: [host gate.example.net: port 61003 not secure]',
    ['specific access.refused'],
  ],
  [
    'the taper names its own trouble in words of no table',
    'FAIL taper "ST:vault" "POOL:vault" web1 /srv 20261121153316 1 error "Source Volume \'\' not found"',
    ['specific media.failed', '- run.ended'],
  ],
  ['the taper only repeats the dumper', 'FAIL taper web1 /srv 20261121153316 1 error "Got empty header"', ['echo run.ended']],
  [
    'the taper says what the network did',
    'FAIL taper web1 /srv 20261121153316 1 error "data read: Connection reset by peer"',
    ['specific connection.failed', '- run.ended'],
  ],
  [
    'check sums that differ, in the report',
    'FAILURE DUMP SUMMARY:\n  web1 /srv lev 2  partial taper: source server crc (0c20:10) and input server crc (f6e4:12) differ)',
    ['specific checksum.failed', '- run.ended'],
  ],
  [
    'a part on tape of a dump that failed before',
    'FAILURE DUMP SUMMARY:\n  web1 /srv lev 2  partial taper: successfully taped a partial dump',
    ['echo run.ended'],
  ],
  ['a request that failed, outside a report', 'planner: ERROR Request to web1 failed: Message too long', ['specific limit.reached']],
  [
    "the client's disk is full, and its archiver fails of it",
    [
      'sendbackup: debug 1 pid 9911 ruid 33 euid 33: start at Mon Apr  2 01:02:03 2012',
      "sendbackup: time 5.101: 119: strange(?): sed: couldn't flush stdout: No space left on device",
      'sendbackup: time 5.130: error [/bin/tar returned 2]',
    ].join('\n'),
    ['specific storage.full', 'specific source.failed'],
  ],
  ['a client without its archiver, outside a check', 'ERROR: web1: [GNUTAR program not available]', ['specific program.missing']],
  ['a check that names no client', ' WARNING: selfcheck request failed: timeout waiting for ACK', ['specific connect.failed']],
  [
    'a restore program that rejects its arguments',
    'application stderr: /sbin/xfsrestore: usage: xfsrestore [ -b <blocksize> ]',
    ['specific versions.mismatched'],
  ],
  ['a line of the report inside a sentence', 'The report says things like /srv lev 1 FAILED [data timeout] and then nothing.', ['specific timer.expired']],
  ['the setuid helper, outside a report', '? runtar: must be setuid root', ['specific access.refused']],
  [
    'a part on tape, and why it is no more',
    'FAILURE DUMP SUMMARY:\n  web1 /srv lev 0  partial taper: Error writing block: Input/output error',
    ['specific media.failed', '- run.ended'],
  ],
  [
    'a row of the report alone on its line',
    '`web1/ lev 0  partial taper: Error writing block: Short write on tape device: Tried 32768, got 512.`',
    ['specific media.failed'],
  ],
  [
    'no port of the range is free, and the dump fails of it',
    'dumper: time 12.3: x\ndumper: time 12.301: bind_portrange: all ports between 850 and 859 busy\ndumper: time 12.302: stream_client: Could not bind to port in range 850-859.',
    ['- ports.exhausted', '- ports.exhausted'],
  ],
  [
    'a restore whose host is not on the list of the server',
    'AMRECOVER Version 2.6.1. Contacting server on bk1 ...\nNAK: user root from web1 is not allowed to execute the service amindexd: Please add "amindexd amidxtaped" to the line in /x/.amandahosts',
    ['- setting.seen', '- run.started', 'specific access.refused'],
  ],
  [
    'a restore whose server of tapes does not answer',
    "amrecover> extract\nLoad tape D-04 now\nContinue [?/Y/n/s/d]? y\namrecover - can't talk to tape server: [request failed: timeout waiting for ACK]",
    ['specific connect.failed'],
  ],
  ['a restore that lost its server', 'EOF, check amidxtaped.<timestamp>.debug file on bk1.', ['specific connection.closed']],
  [
    'a restore without an index',
    'amrecover> setdisk /home\n200 Disk set to /home.\nNo index records for disk for specified date\nIf date correct, notify system administrator',
    ['specific media.failed'],
  ],
  [
    'amstatus of a dump that the driver gave up',
    'web5:/srv 20210209010001 0 driver: (aborted:"[request failed: timeout waiting for REP]")(too many dumper retry)',
    ['specific timer.expired', '- run.ended'],
  ],
  [
    'a virtual tape below a stale mount',
    "*** A TAPE ERROR OCCURRED: [Can't open tape device file:/mnt/nas/slot4: Stale file handle].",
    ['specific media.failed'],
  ],
  ['a tape that is not there', "Found volume in drive: D-12\nERROR: Failed to load volume labeled 'D-07': no such volume", ['specific media.failed']],
  ['what the slots hold', 'slot 1: label DAILY-01 (device file:/vtapes/slot1)\nslot 3: blank', []],
  ['nothing to flush, nothing to clean', 'Could not find any Amanda directories to flush.\namcleanup: no unprocessed logfile to clean up.', []],
  [
    'the file server of a share does not answer smbclient',
    'FAILED DUMP DETAILS:\n  /-- gate //files/pub lev 0 FAILED [/usr/bin/smbclient returned 1]\n  ? Error connecting to 192.0.2.4 (Connection timed out)\n  ? Connection to files failed (Error NT_STATUS_IO_TIMEOUT)',
    ['specific source.failed', '- run.ended', 'specific connect.failed', 'specific connect.failed'],
  ],
  [
    'the file server of a share refuses the password',
    'FAILED DUMP DETAILS:\n  /-- gate //files/pub lev 0 FAILED [/usr/bin/smbclient returned 1]\n  ? session setup failed: NT_STATUS_LOGON_FAILURE',
    ['specific source.failed', '- run.ended', 'specific access.refused'],
  ],
]

test('lines of check, log and report that name the reason', async (t) => {
  for (const [world, text, expected] of lines) {
    await t.test(world, () => {
      const found = readSample(text).events.map((event) => summary(event).split(' | ').slice(1, 3).join(' '))
      assert.deepEqual(found, expected)
    })
  }
})
