import {
  type Cause,
  cannotTell,
  count,
  duration,
  type Event,
  type EventOf,
  type Evidence,
  explains,
  hostsOf,
  notApplicable,
  opposing,
  type Outcome,
  ruledOut,
  supporting,
  usPerSecond,
} from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { type Break, brokenConnections, inWords } from '../../facts/broken-connections.ts'
import { type BrokenTogether, brokenTogether } from '../../facts/broken-together.ts'
import { deviceSessions } from '../../facts/device-sessions.ts'
import { noticedWithinUs } from '../../facts/give-up-time.ts'
import { mayHaveCaused } from '../../facts/nearness.ts'
import { captureAtBothEnds, firewallStateLog } from '../../facts/next-evidence.ts'
import { order } from '../../facts/order.ts'
import { quietStream } from '../../facts/quiet-stream.ts'
import { undecidedBreak } from '../../facts/undecided-break.ts'
import { inUseWithinUs } from '../../facts/in-use.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { firewallStateLostRemedies } from './remedies.ts'
import { bySystemOutput } from './system-output.ts'
import { byPackets } from './packets.ts'

/** A firewall lost its table of connections: busy ones die with the idle ones, new ones work. */
export const firewallStateLost: Cause = {
  id: 'firewall-state-lost',
  title: 'A firewall lost its table of connections',
  leadsTo: ['path-lost', 'reset-injected', 'application-timeout'],
  weigh: byLines,
  weighPackets: byPackets,
  remedies: firewallStateLostRemedies,
}

/** What lines say, without a capture. */
function byLines(evidence: Evidence): Outcome {
  const [first] = brokenConnections(evidence)
  const restarted =
    first === undefined
      ? undefined
      : evidence.of('host.restarted').find((event) => event.system === 'path' && mayHaveCaused(evidence, event, first.event, noticedWithinUs(first.event)))
  if (first !== undefined && restarted !== undefined) {
    // A pair that shares its state keeps connections over a change of the active unit.
    return explains(restarted.detail === 'failover' ? 'weak' : 'strong', {
      headline:
        restarted.detail === 'states killed'
          ? 'The firewall killed its states during the transfer and forgot the connection'
          : 'The firewall restarted or failed over during the transfer and forgot the connection',
      summary:
        restarted.detail === 'states killed'
          ? 'The firewall in the path threw its table away while the connection was open, as it does when the address of its line changes. Packets of a connection it does not know are discarded or answered with a reset; new connections work.'
          : 'The firewall in the path started anew while the connection was open. Packets of a connection it does not know are discarded or answered with a reset; new connections work.',
      accountsFor: accounted(evidence),
      evidence: [
        supporting(restarted, restarted.detail === 'states killed' ? 'the firewall dropped its states' : 'the firewall started anew'),
        supporting(first.event, inWords(first)),
      ],
      next: restarted.detail === 'failover' ? [firewallStateLog(evidence)] : [],
    })
  }
  const shown = localFailure(evidence) === undefined ? bySystemOutput(evidence) : undefined
  if (shown?.outcome === 'explains') return shown
  const found = undecidedBreak(evidence)
  if (found?.settled !== undefined) return ruledOut(found.settled.why, found.settled.evidence)
  if (shown !== undefined) return shown
  const unknown = deviceSessions(evidence)
    .filter(({ meaning }) => meaning === 'unknown')
    .map(({ event }) => event)
  if (unknown[0] !== undefined) return notKnown(evidence, unknown[0], first)
  if (first === undefined || (first.kind !== 'reset' && first.kind !== 'broken-pipe')) return notApplicable
  const quiet = quietStream(evidence)
  if (quiet?.busy[0] !== undefined) {
    return ruledOut(`Only the quiet ${quiet.stream} connection was lost; a firewall that loses its table loses the busy ones too`, [
      opposing(quiet.busy[0], 'a busy connection between the same hosts lived on'),
    ])
  }
  const together = brokenTogether(evidence)
  if (together !== undefined) return allAtOnce(evidence, together)
  return cannotTell(
    'A firewall that lost its table resets busy connections too; its own log of that minute says whether it did',
    [firewallStateLog(evidence), captureAtBothEnds(evidence)],
    [supporting(first.event, inWords(first))],
  )
}

/** The firewall met a packet of a session it does not have: it lost its table, forgot this one for being idle, or never accepted the packet's numbers. */
function notKnown(evidence: Evidence, unknown: EventOf<'session.ended'>, first: Break | undefined): Outcome {
  const together = forgottenTogether(evidence, unknown)
  if (together.length >= fewestTogether) {
    return explains('strong', {
      headline: `The firewall lost its table: ${count(together.length, 'connection')} unknown to it within seconds`,
      summary:
        'The firewall met packets of several different connections, all of which it no longer knew, within seconds. An idle limit takes connections one by one; a reload, a failover or a flush takes all of them.',
      accountsFor: accounted(evidence, together),
      evidence: [
        ...together.slice(0, 3).map((event) => supporting(event, 'no longer known')),
        ...(first === undefined ? [] : [supporting(first.event, inWords(first))]),
      ],
      next: [firewallStateLog(evidence)],
    })
  }
  const busy = first === undefined ? undefined : busyUntil(evidence, first.event)
  const quoted = [
    supporting(unknown, 'the firewall did not know the connection of this packet'),
    ...(first === undefined ? [] : [supporting(first.event, inWords(first))]),
  ]
  if (first === undefined || busy === undefined) {
    return cannotTell(
      'The firewall met a packet of a connection it did not know: it lost its table, it had forgotten this connection for being idle, or it misjudged the packet. How long the connection had been silent decides',
      [firewallStateLog(evidence), captureAtBothEnds(evidence)],
      quoted,
    )
  }
  return explains('strong', {
    headline: 'The firewall lost its table: it no longer knew a connection that was busy',
    summary:
      'The firewall logged a packet of the open connection as belonging to none, while data was moving on it: it was not forgotten for being idle, the table was lost (reload, failover, flush).',
    accountsFor: accounted(evidence),
    evidence: [...quoted, supporting(busy, 'data was moving on it until then')],
    next: [firewallStateLog(evidence)],
  })
}

/** Connections with several hosts end together where what they share fails, and the host that logged them lived to do so. */
function allAtOnce(evidence: Evidence, { breaks, withinUs }: BrokenTogether): Outcome {
  const hosts = count(breaks.length, 'host')
  return explains('weak', {
    headline: `Connections with ${hosts} broke within ${duration(Math.max(withinUs, usPerSecond))}: a device that all of them pass lost its table`,
    summary: `This end lived to log how its connections with ${hosts} broke within seconds. So many hosts do not fail together; what all of these connections pass does: a firewall, a NAT router, a VPN or a load balancer that was reloaded, restarted or failed over. An idle limit takes them together only if all fell silent together.`,
    accountsFor: accounted(evidence),
    evidence: breaks.slice(0, 4).map((one) => supporting(one.event, inWords(one))),
    next: [firewallStateLog(evidence), captureAtBothEnds(evidence)],
  })
}

/** Connections of one job may be forgotten together; so many different ones are not, unless the table is lost. */
const fewestTogether = 3
const togetherUs = 10 * usPerSecond

/** Sessions of different ends that the same device did not know at the same time, one line each. */
function forgottenTogether(evidence: Evidence, unknown: EventOf<'session.ended'>): readonly EventOf<'session.ended'>[] {
  const byHosts = new Map<string, EventOf<'session.ended'>>()
  for (const event of evidence.of('session.ended')) {
    const gap = evidence.timeline.gap(unknown.when, event.when)
    if (event.reason !== 'no-session' || event.tuple === undefined || event.device !== unknown.device || gap === undefined || Math.abs(gap.us) > togetherUs)
      continue
    const hosts = hostsOf(event.tuple)
    if (!byHosts.has(hosts)) byHosts.set(hosts, event)
  }
  return [...byHosts.values()]
}

function busyUntil(evidence: Evidence, failed: Break['event']): EventOf<'stream.active'> | undefined {
  return evidence.of('stream.active').findLast((event) => {
    const gap = evidence.timeline.gap(event.when, failed.when)
    const same = failed.stream !== undefined && event.stream === failed.stream
    return same && gap !== undefined && gap.us <= inUseWithinUs && order(evidence.timeline, event, failed) !== 'after'
  })
}

function accounted(evidence: Evidence, more: readonly Event[] = []) {
  const sessions = deviceSessions(evidence).map(({ event }) => event)
  return withEchoes(evidence, [...brokenConnections(evidence).map(({ event }) => event), ...sessions, ...more])
}
