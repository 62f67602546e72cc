import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { reportOn } from '../src/cli/report.ts'
import type { Incident, Report } from '../src/model/index.ts'

type Files = Readonly<Record<string, string>>

/** The report on these files together. */
async function reportOnFiles(files: Files): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-placement-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    return await reportOn([folder])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const rsyncFailure = [
  '2026/10/06 03:00:02 [6120] building file list',
  '2026/10/06 03:14:40 [6120] rsync: [sender] read error: Connection reset by peer (104)',
  '2026/10/06 03:14:40 [6120] rsync error: error in socket IO (code 10) at io.c(802) [sender=3.2.7]',
  '',
].join('\n')

/** Trouble of another host, as a line for a stamp. */
const troubles: Readonly<Record<string, (stamp: string) => string>> = {
  'server-limit-reached': (stamp) => `${stamp} gate sshd[71]: error: beginning MaxStartups throttling\n`,
  'disk-full': (stamp) => `${stamp} gate postfix/smtpd[72]: fatal: No space left on device\n`,
  'peer-process-died': (stamp) => `${stamp} gate kernel: Out of memory: Killed process 4311 (rsync) total-vm:4124880kB, anon-rss:3901112kB\n`,
  'peer-host-restarted': (stamp) => `${stamp} gate kernel: Linux version 6.1.0-18-amd64 (debian-kernel@lists.debian.org)\n`,
  'path-lost': (stamp) => `${stamp} gate kernel: e1000e 0000:00:19.0 eth0: NIC Link is Down\n`,
}

const elsewhen: readonly (readonly [string, string])[] = [
  ['a day before', 'Oct  5 03:14:00'],
  ['a day after', 'Oct  7 03:14:00'],
  ['three days before', 'Oct  3 03:14:00'],
  ['half an hour after', 'Oct  6 03:45:00'],
]

for (const [cause, line] of Object.entries(troubles)) {
  for (const [when, stamp] of elsewhen) {
    test(`${cause}: its trouble ${when} on another host has no part in the failure, and is told after it`, async () => {
      const { incidents } = await reportOnFiles({ 'job.log': rsyncFailure, 'gate.log': line(stamp) })
      const own = incidents.findIndex(({ symptoms }) => symptoms.some(({ text }) => text.includes('read error')))
      assert.equal(own, 0, 'the failure of the backup comes first')
      assert.deepEqual(
        explaining(incidents[0]).filter(({ cause: id }) => id === cause),
        [],
      )
    })
  }
}

test('a limit on connections without a session does not explain a backup that had run for minutes, even at the very time', async () => {
  const { incidents } = await reportOnFiles({ 'job.log': rsyncFailure, 'gate.log': troubles['server-limit-reached']?.('Oct  6 03:14:39') ?? '' })
  const failure = incidents.find(({ symptoms }) => symptoms.some(({ text }) => text.includes('read error')))
  assert.deepEqual(
    explaining(failure).filter(({ cause }) => cause === 'server-limit-reached'),
    [],
  )
})

test('trouble alone does not call a backup failed, nor says that nothing names a backup beside one that does', async () => {
  const { incidents } = await reportOnFiles({ 'job.log': rsyncFailure, 'gate.log': troubles['peer-process-died']?.('Oct  6 03:45:00') ?? '' })
  assert.match(incidents[1]?.meaning ?? '', /^No log of a backup that rsync was part of stands beside this/)
})

const sftpRun = [
  'open repository',
  'repository 1d2e3f4a opened (version 2, compression level auto)',
  'start backup on [/var/data]',
  'Save(<data/0a1b2c3d4e>) failed: connection lost',
  'Fatal: unable to save snapshot: connection lost',
  '',
].join('\n')
const otherRepository = [
  'Oct  6 04:10:01 app7 restic[411]: repository 99aabbcc opened (version 2, compression level auto)',
  'Oct  6 04:10:31 app7 restic[411]: Save(<data/ffee001122>) returned error, retrying after 611.5ms: write tcp 192.0.2.8:40100->192.0.2.90:9000: write: connection reset by peer',
  'Oct  6 04:10:32 app7 restic[411]: Save(<data/ffee001122>) operation successful after 1 retries',
  'Oct  6 04:31:02 app7 restic[411]: snapshot 00ff11ee saved',
  '',
].join('\n')

test("another repository's retry that worked rescues no failed run", async () => {
  const { incidents } = await reportOnFiles({ 'sftp.log': sftpRun, 's3.log': otherRepository })
  assert.equal(incidents.length, 1)
  assert.doesNotMatch(incidents[0]?.meaning ?? '', /usable\.$/)
})

test('a retry that worked before the fatal error of the same log rescues nothing', async () => {
  const retried = 'Save(<data/0a1b2c3d4e>) operation successful after 1 retries\nSave(<data/77>) failed: connection lost'
  const { incidents } = await reportOnFiles({ 'sftp.log': sftpRun.replace(/^Save.*$/m, retried) })
  assert.doesNotMatch(incidents[0]?.meaning ?? '', /copy is usable/)
})

test('untimed logs of several products are several incidents, whatever a server says beside them', async () => {
  const { incidents } = await reportOnFiles({
    'a.log': 'rsync: [sender] write error: Broken pipe (32)\nrsync error: error in socket IO (code 10) at io.c(823) [sender=3.2.7]\n',
    'b.log': sftpRun,
    'gate.log': troubles['server-limit-reached']?.('Oct  6 03:14:39') ?? '',
  })
  for (const { symptoms } of incidents) {
    assert.ok(!(symptoms.some(({ text }) => text.includes('rsync')) && symptoms.some(({ text }) => text.includes('snapshot'))))
  }
})

const partial = [
  '10/06/2026 10:00:03 PM - Info nbjm(pid=4720) starting backup job (jobid=7741) for client app7.example, policy FS, schedule Full',
  '10/06/2026 10:00:16 PM - begin writing',
  "10/06/2026 10:12:51 PM - Warning bpbrm(pid=1930) from client app7.example: WRN - can't open file: D:\\tmp\\y.tmp (WIN32 32: The process cannot access the file because it is being used by another process. )",
  '10/06/2026 10:42:53 PM - Info bpbkar32(pid=7716) done. status: 1: the requested operation was partially successful',
  '10/06/2026 10:42:53 PM - end writing; write time: 0:42:37',
  '',
].join('\n')

test('a warning in a job that completed, and an old failure that is told to be over, are no incidents', async () => {
  const told = 'Hello,\nthe backup is fine. Two months ago it failed with "Connection timed out", the cable was replaced and since then everything is good.\n'
  const { conclusion, incidents } = await reportOnFiles({ 'job.txt': partial, 'mail.txt': told })
  assert.deepEqual([conclusion, incidents.length], ['clean', 0])
})

test('a failure that is told to have come back is one', async () => {
  const told = 'Hello,\na month ago the backup failed with "Connection reset by peer", all good since then, but now it fails again.\n'
  const { conclusion } = await reportOnFiles({ 'mail.txt': told })
  assert.equal(conclusion, 'incidents')
})

function explaining(incident: Incident | undefined): readonly Incident['findings'][number][] {
  assert.ok(incident !== undefined)
  return incident.findings.filter(({ outcome }) => outcome === 'explains')
}
