import assert from 'node:assert/strict'
import path from 'node:path'
import test from 'node:test'
import { reportOn } from '../src/cli/report.ts'
import { filesIn, temporaryFolder } from './support/evidence.ts'

/** One end closes a transfer in order and resets what still comes; 12:58:36 to 12:58:37 UTC. */
const capture = path.join(import.meta.dirname, '../src/causes/peer-process-died/cases/capture-receiver-killed/input/client')

const policy =
  'Nov 21 12:58:37 pa-440 src=192.0.2.10 dst=198.51.100.20 sport=58492 dport=873 proto=tcp action=reset-both app=rsync rule="inspect-outbound" session_end_reason=policy-deny\n'
const shutDown = [
  '2026-11-21T12:58:37.900000+00:00 vault systemd[1]: Reached target reboot.target - System Reboot.',
  '2026-11-21T12:59:14.000000+00:00 vault kernel: Linux version 6.12.57+deb13-amd64 (debian-kernel@lists.debian.org) #1 SMP PREEMPT_DYNAMIC Debian 6.12.57-1 (2025-11-05)\n',
].join('\n')
const logged = 'rsync: [sender] read error: Connection reset by peer (104)\nrsync error: error in socket IO (code 10) at io.c(848) [sender=3.2.7]\n'

type Told = Readonly<Record<'reset-injected' | 'firewall-state-lost' | 'peer-host-restarted', string>>

const worlds: readonly (readonly [world: string, log: string | undefined, told: Partial<Told>])[] = [
  ['alone', undefined, { 'reset-injected': 'ruled-out', 'firewall-state-lost': 'ruled-out', 'peer-host-restarted': 'ruled-out' }],
  ['beside a device that logged that it reset the session', policy, { 'reset-injected': 'explains' }],
  ['beside a log of the host that shut down then', shutDown, { 'peer-host-restarted': 'explains' }],
  ['beside a log of a failure, which may be that of another connection', logged, { 'reset-injected': 'cannot-tell', 'peer-host-restarted': 'cannot-tell' }],
]

for (const [world, log, told] of worlds) {
  test(`a transfer that one end closed in order, ${world}`, async (context) => {
    const folder = log === undefined ? [] : [filesIn(temporaryFolder(context), { 'other.log': log })]
    const findings = (await reportOn([capture, ...folder])).incidents.flatMap((incident) => incident.findings)
    for (const [cause, outcome] of Object.entries(told)) assert.equal(findings.find((finding) => finding.cause === cause)?.outcome, outcome, cause)
  })
}
