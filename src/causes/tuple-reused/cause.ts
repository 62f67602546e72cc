import {
  cannotTell,
  type Cause,
  duration,
  type Event,
  type Evidence,
  explains,
  notApplicable,
  opposing,
  type Outcome,
  type Remedy,
  ruledOut,
  supporting,
  type Tuple,
  usPerSecond,
} from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { brokenConnections } from '../../facts/broken-connections.ts'
import { localFailure, ruledOutBy } from '../../facts/local-failure.ts'
import { captureAtBothEnds } from '../../facts/next-evidence.ts'
import { byPackets } from './packets.ts'

/** RFC 9293 lets an end wait 2 MSL = 240 s before its ports may be used again; Linux waits 60 s, Windows 120 s, Solaris 60 s, firewalls as long as they like. */
const longestWaitUs = 240 * usPerSecond
/** A connection that clashes with its predecessor fails with its first packets. */
const failsWithinUs = 10 * usPerSecond

/** The same pair of ports was used again while the other end, or a device in between, still knew the old connection. */
export const tupleReused: Cause = {
  id: 'tuple-reused',
  title: 'The same ports were used again too soon',
  leadsTo: [],
  weigh: byLines,
  weighPackets: byPackets,
  remedies: () => remedies,
}

/** What lines say, without a capture. */
function byLines(evidence: Evidence): Outcome {
  const reuse = reuseOf(evidence)
  const taken = evidence.symptoms.find((event) => event.kind === 'connect.failed' && event.errno === 'EADDRINUSE')
  const first = brokenConnections(evidence)[0]?.event ?? taken
  if (first === undefined) return notApplicable
  if (reuse === undefined) {
    if (taken === undefined) return notApplicable
    return cannotTell(
      'The program asked for a local port that was still taken: by a connection that has just ended, or by another program',
      [whoHasThePort],
      [supporting(taken, 'the port was taken')],
    )
  }
  const local = localFailure(evidence)
  if (local !== undefined) return ruledOutBy(local)
  const late = evidence.timeline.gap(reuse.again.when, first.when)
  if (late !== undefined && late.us - late.uncertaintyUs > failsWithinUs) {
    return ruledOut(`The second connection lived ${duration(late.us)}; a clash with the first shows at once`, [
      opposing(first, 'failed long after the ports were reused'),
    ])
  }
  return explains('weak', {
    headline: `The same ports were used again after ${duration(reuse.afterUs)}, and the connection failed at once`,
    summary: `Port ${reuse.tuple.from.port} to port ${reuse.tuple.to.port} was opened twice within ${duration(reuse.afterUs)}. An end or a firewall that still knew the first connection answers the second one wrongly: with silence, a reset, or the old numbers.`,
    accountsFor: withEchoes(evidence, [first]),
    evidence: [supporting(reuse.before, 'first use of these ports'), supporting(reuse.again, 'second use'), supporting(first, 'then it failed')],
    next: [captureAtBothEnds(evidence), whoHasThePort],
  })
}

interface Reuse {
  readonly before: Event
  readonly again: Event
  readonly tuple: Tuple
  readonly afterUs: number
}

/** Two openings of one 4-tuple, closer together than the longest time an end remembers the first. */
function reuseOf(evidence: Evidence): Reuse | undefined {
  const seen = new Map<string, Event>()
  for (const event of evidence.of('connection.opened')) {
    const { tuple } = event
    if (tuple === undefined) continue
    const key = `${tuple.from.address} ${tuple.from.port} ${tuple.to.address} ${tuple.to.port}`
    const before = seen.get(key)
    const gap = evidence.timeline.gap(before?.when, event.when)
    // One opening that both ends log is one opening: their lines lie in different sources.
    if (before !== undefined && before.at.source === event.at.source && gap !== undefined && gap.us > usPerSecond && gap.us <= longestWaitUs)
      return { before, again: event, tuple, afterUs: gap.us }
    seen.set(key, event)
  }
  return undefined
}

const whoHasThePort = {
  what: 'On the host that opens the connection: who has the port and in which state, and from which range the program takes it',
  command: "ss -tanp | grep -E 'TIME-WAIT|FIN-WAIT|CLOSE'; sysctl net.ipv4.ip_local_port_range net.ipv4.tcp_tw_reuse",
  separates: ['tuple-reused', 'ports-exhausted'],
} as const

const remedies: readonly Remedy[] = [
  {
    kind: 'fix',
    where: 'the program that chooses the port',
    text: 'Do not bind the outgoing connection to one port or a narrow range; let the system choose, which avoids recent ports.',
    commands: ['reserved-tcp-port 512,1023', 'unreserved-tcp-port 50000,50400   # amanda.conf', 'auth "bsdtcp"   # one connection from a free port'],
    risk: 'Firewalls that allow the old port only need the range.',
    undo: 'Restore the former values.',
    check: 'ss -tan during a run shows different local ports.',
  },
  {
    kind: 'fix',
    where: 'the firewall',
    text: 'Let it accept a new SYN on a session that is closing, and keep closed sessions no longer than the hosts do.',
    commands: [
      'sysctl net.netfilter.nf_conntrack_tcp_timeout_time_wait net.netfilter.nf_conntrack_tcp_timeout_close_wait   # Linux',
      'show run timeout   # Cisco ASA',
    ],
    risk: 'Shorter memory of closed sessions.',
    undo: 'Restore the former values.',
    check: 'The connection that reuses the ports is answered.',
  },
]
