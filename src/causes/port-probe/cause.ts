import {
  type Cause,
  count,
  type Event,
  type EventOf,
  type Evidence,
  explains,
  notApplicable,
  type Outcome,
  opposing,
  type Remedy,
  ruledOut,
  supporting,
} from '../../model/index.ts'

/** A scanner or health check opened a connection and went away: noise, and no backup is harmed. */
export const portProbe: Cause = {
  id: 'port-probe',
  title: 'A scanner or health check touched the port; no backup was harmed',
  leadsTo: [],
  weigh,
  remedies,
}

function weigh(evidence: Evidence): Outcome {
  const probes = evidence.of('port.probed')
  if (probes.length === 0) return notApplicable
  const others = evidence.symptoms.filter((event) => event.kind !== 'port.probed' && !echoes(event, probes))
  const backups = evidence.events.filter((event) => event.kind === 'stream.active' || (event.kind === 'connection.closed' && (event.bytesReceived ?? 0) > 0))
  const [other] = others
  if (other !== undefined)
    return ruledOut('A backup failed here; connections without a byte of protocol are something else', [
      opposing(other, 'a real failure'),
      ...probes.slice(0, 1).map((event) => opposing(event, 'only touched the port')),
    ])
  const peers = [...new Set(probes.map((event) => event.peer).filter((peer) => peer !== undefined))]
  const from = peers.length === 0 ? '' : ` (${peers.slice(0, 3).join(', ')})`
  if (probes.every(isLogin)) return guessed(probes, from, evidence)
  return explains(backups.length === 0 ? 'strong' : 'weak', {
    headline: `${count(probes.length, 'connection')} came and went without a byte of protocol: a probe, not a backup`,
    summary: `Somebody connected${from} and closed again before saying anything: a port scan, a monitoring check or the health check of a load balancer. The program logs that as a closed connection, which reads like a failure and is none.`,
    accountsFor: evidence.symptoms,
    evidence: probes.slice(0, 3).map((event) => supporting(event, 'nothing was received on it')),
  })
}

/** A name or a greeting was given: somebody spoke the protocol and tried to log in. */
function isLogin({ quote }: EventOf<'port.probed'>): boolean {
  return /\b(?:invalid|authenticating) user \S/.test(quote)
}

function guessed(probes: readonly EventOf<'port.probed'>[], from: string, evidence: Evidence): Outcome {
  return explains('weak', {
    headline: `Somebody tried to log in and did not get in${from}: no backup`.slice(0, 100),
    summary: `Somebody${from} spoke ssh, gave a user name and went away before logging in. With a user that does not exist, that is a password guesser; with the user of a backup, it may be the backup's own failed login.`,
    accountsFor: evidence.symptoms,
    evidence: probes.slice(0, 3).map((event) => supporting(event, 'ended before a login')),
  })
}

/** The trailer of the same process, and its end of file after 0 bytes. */
function echoes(event: Event, probes: readonly EventOf<'port.probed'>[]): boolean {
  const nothingReceived = event.kind === 'connection.closed' && event.bytesReceived === 0
  const trailer = event.kind === 'program.exited' && event.symptom === 'echo'
  const same = probes.some((probe) => (probe.pid !== undefined && probe.pid === event.pid) || (probe.run !== undefined && probe.run === event.run))
  // The same sshd process that saw no greeting then says how the caller left.
  const farewell = (event.kind === 'connection.failed' || event.kind === 'connection.closed') && event.program?.startsWith('sshd') === true
  return same && (nothingReceived || trailer || farewell || event.symptom === 'echo')
}

function remedies(evidence: Evidence): readonly Remedy[] {
  const peer = evidence.of('port.probed').find((event) => event.peer !== undefined)?.peer ?? 'ADDRESS'
  return [
    {
      kind: 'fix',
      where: 'the host that is probed',
      text: 'Find out who probes, and leave it be where it is your own monitoring. A health check that speaks the protocol leaves no such lines.',
      commands: [
        `getent hosts ${peer}`,
        "tcpdump -i any -nn -c 20 'tcp[tcpflags] & tcp-syn != 0 and dst port 873'",
        'rsync rsync://HOST/   # a check that speaks: lists the modules, code 0',
      ],
      risk: 'None: these only look.',
      undo: 'Nothing to undo.',
      check: 'The address is one of your own.',
    },
    {
      kind: 'workaround',
      where: 'the firewall of that host (Linux, nftables)',
      text: 'Let only the backup hosts reach the port.',
      commands: ['nft add rule inet filter input tcp dport 873 ip saddr != { 192.0.2.10, 192.0.2.11 } drop'],
      risk: 'A backup host that is not on the list is shut out.',
      undo: 'nft -a list chain inet filter input; nft delete rule inet filter input handle N',
      check: 'The log gains no further line of this kind.',
    },
  ]
}
