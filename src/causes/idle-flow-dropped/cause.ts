import { withEchoes } from '../../facts/accounted.ts'
import { captureAtBothEnds, firewallStateLog } from '../../facts/next-evidence.ts'
import { brokenConnections } from '../../facts/broken-connections.ts'
import { deviceSessions, isOfUnnamed } from '../../facts/device-sessions.ts'
import { nearDefault } from '../../facts/known-timers.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { type QuietStream, quietStream } from '../../facts/quiet-stream.ts'
import { type Regularity, regularity } from '../../facts/regularity.ts'
import { statements } from '../../facts/statements.ts'
import {
  type Cause,
  cannotTell,
  duration,
  type EventOf,
  type Evidence,
  type EvidenceItem,
  explains,
  type Measurement,
  type Next,
  notApplicable,
  type Outcome,
  opposing,
  ruledOut,
  type Strength,
  supporting,
  usPerSecond,
} from '../../model/index.ts'
import { keepaliveRemedies } from './remedies.ts'
import { bySystemOutput } from './system-output.ts'
import { byPackets } from './packets.ts'
import { soonOrBusy } from './in-use.ts'

/** A device in the path forgets a connection that was quiet for longer than its idle limit. */
export const idleFlowDropped: Cause = {
  id: 'idle-flow-dropped',
  title: 'A firewall, NAT or load balancer forgot a quiet connection',
  leadsTo: ['local-pipe-broken', 'peer-process-died', 'path-lost', 'application-timeout'],
  weigh: byLines,
  weighPackets: byPackets,
  remedies: (evidence, { measurements = [] }) => keepaliveRemedies(evidence, limitFrom(measurements) ?? regularity(evidence).ageUs),
}

/** The most that the idle limit can be, in microseconds, as measured. */
function limitFrom(measurements: readonly Measurement[]): number | undefined {
  const value = measurements.find(({ name }) => name === limitName)?.value
  const most = typeof value === 'object' ? value.below : value
  return typeof most === 'number' ? most * usPerSecond : undefined
}

const limitName = 'idle limit of the path'

function byLines(evidence: Evidence): Outcome {
  const expiry = deviceSessions(evidence).find(({ meaning }) => meaning === 'idle')?.event
  if (expiry !== undefined) return byFirewallLog(expiry, evidence)
  const shown = bySystemOutput(evidence)
  if (shown !== undefined) return shown
  const quiet = quietStream(evidence)
  const local = localFailure(evidence)
  const breaks = brokenConnections(evidence).filter((one) => one.kind !== 'closed' && one.kind !== 'unreachable')
  if (local !== undefined && (quiet !== undefined || breaks.length > 0)) {
    return ruledOut(`${local.what} first; no idle limit is needed to explain the rest`, [opposing(local.event, 'the earlier failure')])
  }
  const used = soonOrBusy(evidence)
  if (used !== undefined) return used
  const ages = regularity(evidence)
  if (quiet !== undefined) return byQuietStream(quiet, ages, evidence)
  // Through ssh a lost connection reaches the program as a plain end of file; what cured it tells the two apart.
  const ended = brokenConnections(evidence).some((one) => one.kind === 'closed') && statements(evidence, 'cured-by-keepalive').length > 0
  if (breaks.length === 0 && !ended) return byUnknownSession(evidence, ages) ?? byReport(evidence)
  return byBrokenConnection(ages, evidence)
}

function byFirewallLog(expiry: EventOf<'session.ended'>, evidence: Evidence): Outcome {
  const age = expiry.durationUs === undefined ? '' : ` after ${duration(expiry.durationUs)}`
  return explains(isOfUnnamed(expiry, evidence) ? 'weak' : 'decisive', {
    headline: `The firewall removed the idle connection${age} and said so in its log`,
    summary: `${expiry.device ?? 'The firewall'} ended the session for idleness${age}${expiry.bytes === undefined ? '' : `, with ${expiry.bytes} bytes carried in all that time`}`,
    accountsFor: evidence.symptoms,
    evidence: [supporting(expiry, 'the device itself names its idle timer')],
    measurements: expiry.durationUs === undefined ? [] : [limit({ below: expiry.durationUs / usPerSecond }, [expiry])],
  })
}

/** A channel that is silent by design broke while the rest of the backup was moving. */
function byQuietStream(quiet: QuietStream, ages: Regularity, evidence: Evidence): Outcome {
  const busyToo = evidence
    .of('connection.failed')
    .find((event) => event.errno === 'ETIMEDOUT' && event.channel === 'network' && event.stream !== undefined && event.stream !== quiet.stream)
  if (busyToo !== undefined && quiet.failures.every(({ errno }) => errno === 'ETIMEDOUT'))
    return ruledOut('The connection that carried the data met silence too: it was not idle', [opposing(busyToo, 'another connection of the same backup')])
  const firewall = statements(evidence, 'firewall-suspected', 'firewall-between', 'cured-by-keepalive')
  const regular = ages.measured || ages.reported
  const signs = [quiet.separate, regular, quiet.busy.length > 0, firewall.length > 0].filter(Boolean).length
  const strength: Strength = !ages.irregular && signs >= 2 ? 'strong' : 'weak'
  const system = productName(evidence)
  return explains(strength, {
    headline: `A firewall forgot ${system}'s idle ${quiet.stream} connection${about(ages)}`,
    summary: `The ${quiet.stream} connection carries nothing while the data flows, so a device between the hosts counted it as idle and forgot it${about(ages)}; the rest of the backup was torn down because of that`,
    accountsFor: [...quiet.failures, ...evidence.symptoms.filter((event) => event.kind === 'connection.failed' && event.errno === 'EPIPE')],
    evidence: [
      ...quiet.failures
        .slice(0, 3)
        .map((event) => supporting(event, `the ${quiet.stream} connection broke${quiet.separate ? ', alone: it has a TCP connection of its own' : ''}`)),
      ...ageEvidence(ages),
      ...quiet.busy.slice(0, 3).map((event) => supporting(event, 'the other connections were in use until then')),
      ...firewall.slice(0, 2).map((event) => supporting(event, 'reported')),
    ],
    next: strength === 'strong' ? [firewallStateLog(evidence)] : [keepaliveExperiment, firewallStateLog(evidence), captureAtBothEnds(evidence)],
    measurements: limitOf(ages),
  })
}

/** One connection for everything: only its regular age, or people's experience, points at an idle limit. */
function byBrokenConnection(ages: Regularity, evidence: Evidence): Outcome {
  const helped = statements(evidence, 'cured-by-keepalive')
  const firewall = statements(evidence, 'firewall-suspected', 'firewall-between', 'idle-while-busy-elsewhere')
  const against = statements(evidence, 'not-cured-by-keepalive', 'random-times', 'fails-immediately', 'same-subnet', 'cured-by-window-scaling-off')
  if (ages.irregular) {
    return ruledOut(
      `it failed at different ages (${[...new Set(ages.agesUs.map(duration))].slice(0, 4).join(', ')}), which no single idle limit explains`,
      ages.events.slice(0, 4).map((event) => opposing(event, 'one of the ages')),
    )
  }
  if (against.length > 0 && helped.length === 0)
    return ruledOut(
      'what is reported speaks against an idle limit',
      against.map((event) => opposing(event, 'reported')),
    )
  if (!ages.measured && !ages.reported && helped.length === 0) {
    return cannotTell('an idle limit in the path would look like this, if the connection was quiet before it broke', [
      keepaliveExperiment,
      captureAtBothEnds(evidence),
      firewallStateLog(evidence),
    ])
  }
  return explains('weak', {
    headline: `A firewall's idle limit broke the connection${about(ages)}`,
    summary:
      helped.length > 0
        ? `The connection broke${about(ages)}${suspects(ages)}, and with keepalives it no longer does, as somebody reports: they help against nothing but a device that forgets quiet connections. That it was quiet no log shows.`
        : `The connection broke${about(ages)}${suspects(ages)}; whether it was quiet until then is not shown`,
    accountsFor: withEchoes(
      evidence,
      brokenConnections(evidence).map((one) => one.event),
    ),
    evidence: [
      ...ageEvidence(ages),
      ...helped.map((event) => supporting(event, 'with keepalives it no longer failed, as reported')),
      ...firewall.map((event) => supporting(event, 'reported')),
    ],
    next: [keepaliveExperiment, captureAtBothEnds(evidence), firewallStateLog(evidence)],
    measurements: limitOf(ages),
  })
}

/** The device met a packet of a session that it had no more, and people tell after what time of silence that happens. */
function byUnknownSession(evidence: Evidence, ages: Regularity): Outcome | undefined {
  const unknown = deviceSessions(evidence).find(({ event, meaning }) => meaning === 'unknown' && event.symptom !== undefined)?.event
  if (unknown === undefined || !ages.reported || ages.ageUs === undefined) return undefined
  return explains('weak', {
    headline: `The firewall no longer knew a connection that was idle${about(ages)}`,
    summary: `The firewall met a packet of a connection that it had no more. That it had been silent${about(ages)}${suspects(ages)} is reported, not logged`,
    accountsFor: evidence.symptoms,
    evidence: [supporting(unknown, 'the device had forgotten the connection of this packet'), ...ageEvidence(ages)],
    next: [keepaliveExperiment, firewallStateLog(evidence)],
    measurements: limitOf(ages),
  })
}

function byReport(evidence: Evidence): Outcome {
  const told = statements(evidence, 'cured-by-keepalive', 'idle-while-busy-elsewhere')
  if (told.length === 0 || evidence.symptoms.length === 0) return notApplicable
  return cannotTell(
    'people report idleness or a cure by keepalive, but no broken connection is in the evidence',
    [captureAtBothEnds(evidence)],
    told.map((event) => supporting(event, 'reported')),
  )
}

function about(ages: Regularity): string {
  return ages.ageUs === undefined ? '' : ` after ${ages.measured || ages.reported ? 'about ' : ''}${duration(ages.ageUs)}`
}

function suspects(ages: Regularity): string {
  const near = ages.ageUs === undefined ? '' : nearDefault(ages.ageUs / usPerSecond)
  return near === '' ? '' : `, ${near}`
}

function ageEvidence(ages: Regularity): readonly EvidenceItem[] {
  const told = ages.events.filter((event) => event.reported === true).map((event) => supporting(event, 'reported: always at the same age'))
  const measured = ages.measured
    ? ages.events
        .filter((event) => event.reported !== true)
        .slice(0, 4)
        .map((event, index) => supporting(event, `at the age of ${duration(ages.agesUs[index] ?? 0)}`))
    : []
  return [...measured, ...told.slice(0, 2)]
}

function limitOf(ages: Regularity): readonly Measurement[] {
  return ages.ageUs === undefined || !(ages.measured || ages.reported) ? [] : [limit({ below: Math.ceil(ages.ageUs / usPerSecond) }, ages.events)]
}

function limit(value: Measurement['value'], events: Regularity['events']): Measurement {
  return { name: limitName, value, unit: 's', at: events.map((event) => event.at) }
}

function productName(evidence: Evidence): string {
  const names = { amanda: 'Amanda', netbackup: 'NetBackup', bacula: 'Bacula' } as const
  const [first] = evidence.symptoms
  return first === undefined || !(first.system in names) ? 'the backup' : names[first.system as keyof typeof names]
}

const keepaliveExperiment: Next = {
  what: 'Whether it still breaks with TCP keepalive well below the age at which it breaks (both values, on either end; only helps programs that set SO_KEEPALIVE)',
  command: 'sysctl -w net.ipv4.tcp_keepalive_time=60 net.ipv4.tcp_keepalive_intvl=15',
  separates: ['idle-flow-dropped', 'reset-injected', 'application-timeout'],
}
