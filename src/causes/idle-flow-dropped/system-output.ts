import { brokenConnections } from '../../facts/broken-connections.ts'
import { forgedAfterQuiet, type ForgottenQuiet, forgottenQuiet, resetAfterQuiet } from '../../facts/forgotten-quiet.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { captureAtBothEnds, firewallStateLog } from '../../facts/next-evidence.ts'
import { silentSockets } from '../../facts/silent-socket.ts'
import { type TrackedSession, trackedSessions, wasAnswered } from '../../facts/tracked-session.ts'
import { duration, endsOf, type Event, type EventOf, type Evidence, explains, type Outcome, supporting, usPerSecond } from '../../model/index.ts'

/** What connection tracking on a firewall and the sockets of an end say about an idle limit; undefined when they say nothing. */
export function bySystemOutput(evidence: Evidence): Outcome | undefined {
  const expired = trackedSessions(evidence).find((session) => session.expired !== undefined)
  const forged = forgedAfterQuiet(evidence)
  if (expired !== undefined && (forged !== undefined || brokenConnections(evidence).length > 0)) return byTable(expired, evidence)
  if (localFailure(evidence) !== undefined) return undefined
  if (forged !== undefined) return byForgedReset(forged, evidence)
  const plain = resetAfterQuiet(evidence)
  if (brokenConnections(evidence).length === 0) return plain === undefined ? undefined : byPlainReset(plain, evidence)
  const forgotten = forgottenQuiet(evidence)
  return forgotten === undefined ? undefined : bySockets(forgotten, evidence)
}

/** The entry's own timer ran out; packets that came after that show that the ends still wanted it. */
function byTable({ expired, refused, tuple }: TrackedSession, evidence: Evidence): Outcome | undefined {
  if (expired === undefined) return undefined
  const forged = forgedAfterQuiet(evidence)
  const wanted = refused.length > 0 || forged !== undefined
  const quiet = silentSockets(evidence).find(({ event, quietBefore }) => quietBefore && endsOf(event.tuple) === endsOf(tuple))?.event
  const age = expired.durationUs === undefined ? '' : ` ${duration(expired.durationUs)} old`
  const between = `${tuple.from.address}:${tuple.from.port} and ${tuple.to.address}:${tuple.to.port}`
  return explains(wanted ? 'decisive' : wasAnswered(evidence) || quiet !== undefined || wentLongBefore(expired, evidence) ? 'strong' : 'weak', {
    headline: `The firewall's table let the connection${age} expire while it was still in use`,
    summary: `Connection tracking removed the entry between ${between} because its idle timer ran out, without a FIN or a reset before${wanted ? '; what the ends sent afterwards was refused as belonging to no connection' : ''}`,
    accountsFor: evidence.symptoms,
    evidence: [
      supporting(expired, 'the entry expired although the connection stood open'),
      ...refused.slice(0, 2).map((event) => supporting(event, 'then a packet of this connection was refused')),
      ...(quiet === undefined ? [] : [supporting(quiet, 'an end had sent nothing before, and what it sent then met silence')]),
      ...(forged === undefined ? [] : [supporting(forged, 'then a device answered the next packet with a reset')]),
      ...brokenConnections(evidence)
        .slice(0, 2)
        .map(({ event }) => supporting(event, 'the connection broke')),
    ],
    next: wanted ? [] : [firewallStateLog(evidence), captureAtBothEnds(evidence)],
    measurements:
      expired.durationUs === undefined
        ? []
        : [{ name: 'idle limit of the path', value: { below: Math.ceil(expired.durationUs / usPerSecond) }, unit: 's', at: [expired.at] }],
  })
}

/**
 * Whoever sends in vain renews the entry until he gives up, which Linux does after 924 s to 1,800 s (`tcp_retries2` of 15).
 * An entry that is younger than the failed job by more than that went while nobody sent anything.
 */
const givesUpAfterUs = 1_800 * usPerSecond

function wentLongBefore({ durationUs }: EventOf<'session.ended'>, evidence: Evidence): boolean {
  if (durationUs === undefined) return false
  const ages = evidence.occurrences.map(({ startedAt, failedAt }) => evidence.timeline.gap(startedAt, failedAt))
  return ages.length > 0 && ages.every((age) => age !== undefined && age.us - age.uncertaintyUs > durationUs + givesUpAfterUs)
}

/** A printed capture shows a quiet, a packet after it, and a reset that its alleged sender did not make. */
function byForgedReset(forged: EventOf<'packet.seen'>, evidence: Evidence): Outcome {
  const quietUs = forged.quietBeforeUs ?? 0
  return explains('strong', {
    headline: `A firewall forgot the connection while it was quiet for ${duration(quietUs)}`,
    summary: `Nothing passed for ${duration(quietUs)}; the next packet was answered with a reset that the other host did not send (${forged.detail ?? 'it looks unlike its packets'})`,
    accountsFor: evidence.symptoms.filter((event) => event === forged || isOfConnections(event)),
    evidence: [supporting(forged, forged.detail ?? 'made by a device in the path')],
    next: [firewallStateLog(evidence)],
    measurements: [{ name: 'idle limit of the path', value: { below: Math.ceil(quietUs / usPerSecond) }, unit: 's', at: [forged.at] }],
  })
}

/** The host itself answers so too, if its program ended meanwhile and the news of it was lost. */
function byPlainReset(plain: EventOf<'packet.seen'>, evidence: Evidence): Outcome {
  const quiet = duration(plain.quietBeforeUs ?? 0)
  return explains('weak', {
    headline: `A reset met the first packet after ${quiet} of quiet`,
    summary: `Nothing passed for ${quiet}, and the next packet was answered with a reset. A device that forgets quiet connections does this; so does a host that restarted, or whose program ended, meanwhile. Who made the reset, these packets do not show.`,
    accountsFor: evidence.symptoms.filter((event) => event === plain || isOfConnections(event)),
    evidence: [supporting(plain, 'a reset after the quiet')],
    next: [captureAtBothEnds(evidence), firewallStateLog(evidence)],
    measurements: [{ name: 'idle limit of the path', value: { below: Math.ceil((plain.quietBeforeUs ?? 0) / usPerSecond) }, unit: 's', at: [plain.at] }],
  })
}

function bySockets({ sign, sockets, quietUs }: ForgottenQuiet, evidence: Evidence): Outcome {
  const quiet = duration(Math.round(quietUs / usPerSecond) * usPerSecond)
  const said = {
    silence: `was quiet for ${quiet}, and what it sent then was never answered, while another connection to the same host was`,
    'same-age': `ended after ${quiet} without a packet, each time after the same quiet, while another connection of the backup was busy`,
  }
  return explains('strong', {
    headline: `A firewall forgot a connection that was quiet for ${quiet}`,
    summary: `The connection ${said[sign]}: a device between the hosts counted it as idle and forgot it`,
    accountsFor: evidence.symptoms.filter(isOfConnections),
    evidence: sockets
      .slice(0, 3)
      .map((event) => supporting(event, sign === 'silence' ? 'repeated in vain after the quiet' : 'nothing passed on it for so long, then it was gone')),
    next: [firewallStateLog(evidence), captureAtBothEnds(evidence)],
    measurements: [{ name: 'idle limit of the path', value: { below: Math.ceil(quietUs / usPerSecond) + 2 }, unit: 's', at: sockets.map((event) => event.at) }],
  })
}

function isOfConnections(event: Event): boolean {
  return ['connection.failed', 'connection.closed', 'socket.sampled', 'run.ended', 'program.exited', 'status.reported'].includes(event.kind)
}
