import { type AbandonedConnects, abandonedConnects } from '../../facts/abandoned-connects.ts'
import { otherHost } from '../../facts/capture-command.ts'
import { deviceSessions, isServicePort } from '../../facts/device-sessions.ts'
import { statements } from '../../facts/statements.ts'
import { acceptedTrial, otherPortAccepted, tellingTrial, untoldTrial } from '../../facts/tried-ports.ts'
import {
  type Cause,
  cannotTell,
  count,
  duration,
  type Event,
  type EventOf,
  type Evidence,
  type EvidenceItem,
  explains,
  type Next,
  notApplicable,
  type Outcome,
  ruledOut,
  opposing,
  supporting,
  type Tuple,
  usPerSecond,
} from '../../model/index.ts'
import { blackholeRemedies } from './remedies.ts'
import { attemptsSeen, bySystemOutput, discardedBy } from './system-output.ts'
import { byPackets } from './packets.ts'
import { byUnmetPorts, unmetPorts } from './unmet-ports.ts'

/** SYNs to one port vanish: the caller waits for its timer each time, and the waits add up. */
export const connectBlackholed: Cause = {
  id: 'connect-blackholed',
  title: 'Connection requests to a port are silently discarded',
  leadsTo: ['listener-expired', 'application-timeout', 'nobody-listening', 'server-limit-reached'],
  weigh: byLines,
  weighPackets: byPackets,
  remedies: (evidence) => blackholeRemedies(evidence, abandonedConnects(evidence)?.port ?? timedOut(evidence)[0]?.port),
}

function byLines(evidence: Evidence): Outcome {
  const abandoned = abandonedConnects(evidence)
  if (abandoned !== undefined) return byWaits(abandoned, evidence)
  const silent = timedOut(evidence)
  if (silent.length > 0) return bySilence(silent, evidence)
  const unmet = unmetPorts(evidence)
  if (unmet.length > 0) return byUnmetPorts(unmet, evidence)
  const refused = evidence.of('connect.failed').find((event) => event.errno === 'ECONNREFUSED' && event.symptom !== undefined)
  if (refused !== undefined && statements(evidence, 'syn-unanswered').length === 0)
    return ruledOut('the attempt was answered with a refusal, not with silence', [opposing(refused, 'refused at once')])
  const shown = bySystemOutput(evidence, [synAtBothEnds(evidence, attemptsSeen(evidence)[0]?.tuple.to.port)])
  if (shown !== undefined) return shown
  const trial = untoldTrial(evidence)
  if (trial !== undefined)
    return cannotTell('A port was tried in vain; that a device discards the requests is one way', [tellingTrial(trial)], [supporting(trial, 'not accepted')])
  const told = reported(evidence)
  const attempt = failedAttempt(evidence)
  if (told.length > 0 && attempt !== undefined) return byHearsay(attempt, told, evidence)
  return told.length === 0 || evidence.symptoms.length === 0
    ? notApplicable
    : cannotTell('people report unanswered connection requests, but no attempt is in the evidence', [synAtBothEnds(evidence, undefined)], told)
}

/** Statuses of NetBackup that say of an attempt to connect no more than that it failed. */
const unconnected: ReadonlySet<number> = new Set([25, 58, 205, 2826, 2827])

function failedAttempt(evidence: Evidence): EventOf<'status.reported'> | undefined {
  return evidence.of('status.reported').find(({ code, system, symptom }) => system === 'netbackup' && symptom !== undefined && unconnected.has(code))
}

/** A log says that the attempt failed, and people that it met silence. */
function byHearsay(attempt: EventOf<'status.reported'>, told: readonly EvidenceItem[], evidence: Evidence): Outcome {
  return explains('weak', {
    headline: 'Connection requests get no answer, as somebody reports',
    summary:
      'The program could not connect, and people saw its requests stay unanswered or not arrive: a device on the way discards them. No listing of sockets or packets that shows it is in the evidence.',
    accountsFor: evidence.symptoms.filter((event) => event.system === 'netbackup'),
    evidence: [supporting(attempt, attempt.meaning ?? 'it could not connect'), ...told],
    next: [synAtBothEnds(evidence, undefined)],
  })
}

/** The program itself logged that it waited in vain and went on to another port. */
function byWaits(abandoned: AbandonedConnects, evidence: Evidence): Outcome {
  const told = reported(evidence)
  const { port, service, waits, eachUs, totalUs, timed } = abandoned
  const name = port === undefined ? 'one port' : `${service === undefined ? 'port' : service} ${port}`
  const snipped = evidence.of('lines.snipped')
  const more = snipped.length > 0 ? ', and more may lie in the lines that were cut out' : ''
  return explains(timed || told.length > 0 ? 'strong' : 'weak', {
    headline: `Connection requests to ${name} vanish: ${duration(eachUs)} lost per connection`,
    summary: `${count(waits.length, 'connection attempt')} to ${name} met silence for ${duration(eachUs)}${waits.length > 1 ? ' each' : ''} before the program gave up${abandoned.fallback === undefined ? '' : ` and fell back to ${abandoned.fallback}`}: ${duration(totalUs)} in all${more}. A closed port would have answered at once; a device discards the SYN`,
    accountsFor: evidence.symptoms,
    evidence: [...waits.slice(0, 6).map((event) => supporting(event, `waited ${duration(event.waitedUs)} in vain`)), ...told, ...discardedBy(evidence, port)],
    next: timed && told.length > 0 ? [] : [synAtBothEnds(evidence, port)],
    measurements: [
      { name: 'wait per connection', value: eachUs / usPerSecond, unit: 's', at: waits.map((event) => event.at) },
      { name: 'waits seen', value: snipped.length > 0 ? { atLeast: waits.length } : waits.length, unit: 'connections', at: waits.map((event) => event.at) },
    ],
  })
}

/** ETIMEDOUT from connect(): no SYN was answered; whether only this port or the whole host is silent decides. */
function bySilence(silent: readonly EventOf<'connect.failed'>[], evidence: Evidence): Outcome {
  const [first] = silent
  const refused = unacknowledged(first) ? evidence.of('connect.failed').find(({ errno, system }) => errno === 'ECONNREFUSED' && system === 'path') : undefined
  if (refused !== undefined)
    return ruledOut('the packets show that each request was answered, with a refusal', [opposing(refused, 'a refusal that the program did not notice')])
  const denied = deniedByDevice(evidence, silent)
  if (denied !== undefined && first !== undefined) return byDevice(denied, first, silent, evidence)
  const open = acceptedTrial(evidence, first)
  if (open !== undefined && first !== undefined) return isOpenByHand(first, open, evidence)
  const told = reported(evidence)
  const seen = discardedBy(evidence, first?.port)
  const other = otherPortAccepted(evidence, first)
  const ping = evidence.of('setting.seen').find((event) => event.name === 'ping' && /^answered [1-9]/.test(event.value))
  const name = first?.port === undefined ? 'the port' : `port ${first.port}`
  return explains(ping === undefined && other === undefined && told.length === 0 && seen.length === 0 ? 'weak' : 'strong', {
    headline: unacknowledged(first)
      ? `The Amanda client${first?.peer === undefined ? '' : ` ${first.peer}`} never acknowledged the request`.slice(0, 100)
      : `Connection requests to ${name}${first?.peer === undefined ? '' : ` of ${first.peer}`} get no answer at all`,
    summary: unacknowledged(first)
      ? `${count(silent.length, 'request')} to amandad brought no acknowledgement. A device discards the request or the answer, the host is down, or nothing there starts amandad: with the bsd methods a request is a datagram, and its refusal goes unnoticed`
      : `${count(silent.length, 'attempt')} to connect timed out: nothing answered, neither acceptance nor refusal. ${aliveOr(ping, other)}`,
    accountsFor: evidence.symptoms.filter((event) => event.kind === 'connect.failed' && event.errno !== 'ECONNREFUSED'),
    evidence: [
      ...silent.slice(0, 3).map((event) => supporting(event, 'no answer')),
      ...(ping === undefined ? [] : [supporting(ping, 'the host itself is alive')]),
      ...(other === undefined ? [] : [supporting(other, 'another port of the host accepted a connection')]),
      ...told,
      ...seen,
    ],
    next: [unacknowledged(first) ? requestAtClient(evidence) : synAtBothEnds(evidence, first?.port)],
  })
}

function aliveOr(ping: Event | undefined, other: Event | undefined): string {
  if (ping === undefined && other === undefined) return 'Either a device discards the requests or the host is down'
  return `The host answers ${other === undefined ? 'pings' : 'on another port'}, so a device discards requests to this port`
}

/** Whoever discards every request lets none through by hand either. */
function isOpenByHand(first: EventOf<'connect.failed'>, open: EventOf<'port.tried'>, evidence: Evidence): Outcome {
  return cannotTell(
    'The port accepted a connection that somebody opened by hand: the attempt that met silence was made at another time, or from another host or address',
    [synAtBothEnds(evidence, first.port)],
    [supporting(first, 'no answer'), opposing(open, 'accepted a connection by hand')],
  )
}

/** A firewall's log shows that it discarded a request to the host and port of the failed attempt. */
function deniedByDevice(evidence: Evidence, silent: readonly EventOf<'connect.failed'>[]): EventOf<'session.ended'> | undefined {
  return deviceSessions(evidence).find(
    ({ event, meaning }) =>
      meaning === 'refused' && silent.some(({ peer, port }) => event.tuple !== undefined && isTarget(event.tuple.to, peer, port, evidence)),
  )?.event
}

function isTarget(to: Tuple['to'], peer: string | undefined, port: number | undefined, evidence: Evidence): boolean {
  if (port === undefined ? !isServicePort(evidence, to.port) : to.port !== port) return false
  return peer === undefined || !/^[\d.:a-f]+$/i.test(peer) || peer === to.address
}

function byDevice(
  denied: EventOf<'session.ended'>,
  first: EventOf<'connect.failed'>,
  silent: readonly EventOf<'connect.failed'>[],
  evidence: Evidence,
): Outcome {
  return explains('strong', {
    headline: `A firewall discards connection requests to port ${denied.tuple?.to.port ?? ''}: its log shows them`,
    summary: `${count(silent.length, 'attempt')} to connect met silence, and ${denied.device ?? 'a device in the path'} logged that a rule of its own took packets to that port. They were discarded, not refused: a refusal would have come back at once.`,
    accountsFor: evidence.symptoms.filter((event) => event.kind === 'connect.failed' && event.errno !== 'ECONNREFUSED'),
    evidence: [supporting(denied, 'the device discarded a packet to this port'), supporting(first, 'no answer')],
    next: [],
  })
}

/** Amanda asks amandad in its own protocol, over UDP with the bsd methods. */
function unacknowledged(event: EventOf<'connect.failed'> | undefined): boolean {
  return event?.system === 'amanda' && event.port === undefined && /waiting for ACK|Host down\?|request timed out/.test(event.quote.replace(/\s+/g, ' '))
}

function requestAtClient(evidence: Evidence): Next {
  return {
    what: 'Whether the request reaches the client and an answer leaves it: run this there while `amcheck -c` asks, and see whether amandad wrote a new debug file',
    command: `tcpdump -i any -nn 'port 10080 and host ${otherHost(evidence)}'; ss -lunp sport = :10080; ss -ltnp sport = :10080; ls -t /var/log/amanda/amandad* /tmp/amanda/amandad* | head -3`,
    separates: ['connect-blackholed', 'nobody-listening', 'port-rejected', 'path-lost'],
  }
}

function timedOut(evidence: Evidence): readonly EventOf<'connect.failed'>[] {
  return evidence.of('connect.failed').filter((event) => event.errno === 'ETIMEDOUT' && event.symptom !== undefined)
}

function reported(evidence: Evidence): readonly EvidenceItem[] {
  return statements(evidence, 'syn-unanswered', 'syn-never-arrived', 'port-blocked')
    .slice(0, 4)
    .map((event) => supporting(event, 'reported'))
}

function synAtBothEnds(evidence: Evidence, port: number | undefined): Next {
  return {
    what: 'Whether the SYN leaves the caller and reaches the other host: run this on both while the connection is tried',
    command: `tcpdump -i any -nn 'tcp${port === undefined ? '' : ` port ${port}`} and host ${otherHost(evidence)} and tcp[tcpflags] & (tcp-syn|tcp-rst) != 0'`,
    separates: ['connect-blackholed', 'port-rejected', 'nobody-listening', 'path-lost'],
  }
}
