import type { Evidence, Remedy } from '../../model/index.ts'
import { brokenConnections } from '../../facts/broken-connections.ts'
import { otherHost } from '../../facts/capture-command.ts'

/** Find what went away; let a short outage pass without killing the backup. */
export function pathLostRemedies(evidence: Evidence): readonly Remedy[] {
  const host = otherHost(evidence)
  return [
    ...(mayBeDown(evidence) ? [hostUp(host)] : []),
    {
      kind: 'fix',
      where: 'either end (Linux)',
      text: 'Find what went away at that minute: link messages, route changes, switch and firewall logs, the other host itself.',
      commands: [
        "journalctl -k --since '-1 day' | grep -iE 'link is|carrier|watchdog'",
        'ip -s link',
        `ip route get ${host}`,
        `mtr -n --report --report-cycles 100 ${host}`,
      ],
      risk: 'None: these only look. Solaris: dladm show-link, netstat -rn; Windows: Get-NetAdapterStatistics, tracert.',
      undo: 'Nothing to undo.',
      check: 'The next backup runs through, and the link counters do not move meanwhile.',
    },
    ...(brokenConnections(evidence).some(({ kind }) => kind === 'timed-out') ? [tryLonger] : []),
    {
      kind: 'workaround',
      where: 'the backup server',
      text: retryText(evidence),
      commands: retryCommands(evidence),
      risk: 'A retry begins again and may run into the working day.',
      undo: 'Remove the option.',
      check: 'The log shows the second attempt and its end.',
    },
  ]
}

/** An attempt that found nobody: before any route, the host itself. */
function mayBeDown(evidence: Evidence): boolean {
  return evidence.of('connect.failed').some(({ errno }) => errno === 'EHOSTUNREACH' || errno === 'EHOSTDOWN')
}

function hostUp(host: string): Remedy {
  return {
    kind: 'fix',
    where: 'the other host',
    text: 'Is it up? Look at its console, its power or its hypervisor first, and start it if it is off.',
    commands: [`ping -c 3 ${host}; ip neigh show ${host}   # FAILED or INCOMPLETE on its own network: it does not answer at all`],
    risk: 'None: this only looks.',
    undo: 'Nothing to undo.',
    check: 'It answers, and its uptime covers the whole of the next backup.',
  }
}

/** It acts on data that an open connection repeats, never on an attempt to connect. */
const tryLonger: Remedy = {
  kind: 'workaround',
  where: 'the end that sends (Linux)',
  text: 'Let the system try longer before it gives a connection up, so that an outage of some minutes is survived. The default of 15 retransmissions is about 15 minutes already; it helps where somebody lowered it.',
  commands: ['sysctl net.ipv4.tcp_retries2', 'sysctl -w net.ipv4.tcp_retries2=15', "echo 'net.ipv4.tcp_retries2 = 15' > /etc/sysctl.d/90-backup-retries.conf"],
  risk: 'Connections to hosts that are really gone are held longer.',
  undo: 'rm /etc/sysctl.d/90-backup-retries.conf && sysctl --system',
  check: 'sysctl net.ipv4.tcp_retries2 prints 15.',
}

function retryText(evidence: Evidence): string {
  const system = evidence.symptoms[0]?.system
  if (system === 'rsync') return 'Start rsync again when it fails: with --partial-dir it goes on where it stopped.'
  if (system === 'amanda') return 'Amanda repeats a failed dump by itself; allow it more attempts.'
  return 'Let the product repeat the job after a failure.'
}

function retryCommands(evidence: Evidence): readonly string[] {
  const system = evidence.symptoms[0]?.system
  if (system === 'rsync') return ['rsync --partial-dir=.rsync-partial …']
  if (system === 'amanda') return ['retry-dump 3   # in the dumptype, amanda.conf(5)']
  if (system === 'bacula') return ['Reschedule On Error = yes', 'Reschedule Interval = 10 minutes', 'Reschedule Times = 3   # in the Job resource']
  return []
}
