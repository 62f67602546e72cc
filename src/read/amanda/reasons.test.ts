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
]

test('lines of check, log and report that name the reason', async (t) => {
  for (const [world, text, expected] of lines) {
    await t.test(world, () => {
      const found = readSample(text).events.map((event) => summary(event).split(' | ').slice(1, 3).join(' '))
      assert.deepEqual(found, expected)
    })
  }
})
