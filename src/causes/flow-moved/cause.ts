import {
  type Cause,
  cannotTell,
  endsOf,
  type EventOf,
  type Evidence,
  explains,
  notApplicable,
  opposing,
  type Outcome,
  type Remedy,
  ruledOut,
  supporting,
} from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { breaksOfBothEnds, brokenConnections, inWords } from '../../facts/broken-connections.ts'
import { deviceSessions } from '../../facts/device-sessions.ts'
import { captureAtBothEnds } from '../../facts/next-evidence.ts'
import { undecidedBreak } from '../../facts/undecided-break.ts'
import { byPackets } from './packets.ts'

/** A load balancer, a routing change or a failover sent the flow to a host or firewall that does not know it. */
export const flowMoved: Cause = {
  id: 'flow-moved',
  title: 'The connection was moved to a host or device that does not know it',
  leadsTo: ['reset-injected', 'firewall-state-lost', 'path-lost'],
  weigh: byLines,
  weighPackets: (evidence) => byPackets(evidence, takeoverLog),
  remedies: () => remedies,
}

/** What lines say, without a capture. */
function byLines(evidence: Evidence): Outcome {
  const pair = knownToOneDeviceOnly(evidence)
  const found = undecidedBreak(evidence)
  const accounted = withEchoes(evidence, [...brokenConnections(evidence).map(({ event }) => event), ...deviceSessions(evidence).map(({ event }) => event)])
  if (pair !== undefined) {
    return explains('strong', {
      headline: `The flow moved from ${pair.knows.device} to ${pair.lost.device}, which did not know it`.slice(0, 100),
      summary: `${pair.knows.device} had the session, and ${pair.lost.device} received packets of the same session without knowing it: the route between the hosts changed while the connection was open, or the two directions take different ways.`,
      accountsFor: accounted,
      evidence: [supporting(pair.knows, `${pair.knows.device} knew the session`), supporting(pair.lost, `${pair.lost.device} did not`)],
    })
  }
  const [hint] = evidence.events.filter((event) => takeover.test(event.quote))
  if (found === undefined || hint === undefined) return notApplicable
  if (found.settled !== undefined) return ruledOut(found.settled.why, found.settled.evidence)
  const both = breaksOfBothEnds(evidence)
  if (both?.every(({ event }) => event.kind === 'connection.failed' && event.errno === 'ETIMEDOUT')) {
    return ruledOut(
      'Both ends met silence; a host that does not know the flow would have answered with a reset',
      both.map(({ event }) => opposing(event, 'silence, not a reset')),
    )
  }
  return cannotTell(
    'The evidence mentions a shared address or a failover; whether it moved while the connection was open, the cluster or balancer log says',
    [takeoverLog, captureAtBothEnds(evidence)],
    [supporting(hint, 'an address or service that can move'), supporting(found.broken.event, inWords(found.broken))],
  )
}

/** Words by which lines and people speak of addresses that move. */
const takeover =
  /(?<![a-z])(?:fail-?over|fail-?back|takeover|vrrp|keepalived|pacemaker|corosync|carp|load.?balanc|virtual ip|floating ip|vip|ipvs|haproxy)(?![a-z])/i

function knownToOneDeviceOnly(evidence: Evidence): { readonly knows: EventOf<'session.ended'>; readonly lost: EventOf<'session.ended'> } | undefined {
  // The same two ends, whichever the device names first.
  const sessions = Map.groupBy(
    deviceSessions(evidence).filter(({ event }) => event.device !== undefined),
    ({ event }) => (event.tuple === undefined ? undefined : endsOf(event.tuple)),
  )
  sessions.delete(undefined)
  for (const same of sessions.values()) {
    const knowing = same.filter(({ meaning }) => meaning !== 'unknown' && meaning !== 'refused')
    for (const { event: lost, meaning } of same) {
      const knows = meaning === 'unknown' ? knowing.find(({ event }) => event.device !== lost.device) : undefined
      if (knows !== undefined) return { knows: knows.event, lost }
    }
  }
  return undefined
}

const takeoverLog = {
  what: 'The log of the cluster, balancer or router pair: whether the address or the route moved at that minute',
  command:
    "journalctl -u keepalived -u pacemaker -u corosync -u haproxy --since '-1 day' | grep -iE 'MASTER|BACKUP|moved|transition|down'; ip neigh show; ipvsadm -L -n -c",
  separates: ['flow-moved', 'peer-host-restarted', 'firewall-state-lost'],
} as const

const remedies: readonly Remedy[] = [
  {
    kind: 'fix',
    where: 'the routers and firewalls in the path',
    text: 'Make both directions of a connection take the same firewall, or let the two firewalls share their sessions (state synchronisation, asymmetric group).',
    commands: ['show conn address HOST   # Cisco ASA, on both units', 'traceroute -T -p PORT HOST   # from both ends'],
    risk: 'A routing change affects more than backups.',
    undo: 'Restore the former routes.',
    check: 'Neither device logs a packet without a session during the next backup.',
  },
  {
    kind: 'workaround',
    where: 'the backup client',
    text: 'Connect to the address of one host instead of an address that moves or is balanced.',
    commands: ['rsync -a SOURCE/ rsync://REAL_HOST/MODULE/'],
    risk: 'The backup no longer follows a failover by itself.',
    undo: 'Name the shared address again.',
    check: 'A failover test in a quiet hour leaves the transfer alone.',
  },
]
