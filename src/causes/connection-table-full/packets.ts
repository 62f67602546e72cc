import { type Attempt, type PortAttempts, portAttempts } from '../../facts/flow/attempts.ts'
import { connections } from '../../facts/flow/connections.ts'
import { nearEndOf } from '../../facts/flow/ends.ts'
import { flowItem } from '../../facts/flow/quotes.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { captureAtBothEnds } from '../../facts/next-evidence.ts'
import { symptomsOfConnections } from '../../facts/symptoms-of-connections.ts'
import { count, duration, type Evidence, explains, type FlowRecord, type Next, type Outcome, ruledOut } from '../../model/index.ts'

/** Fewer SYNs of one attempt are lost now and then. */
const fewestSyns = 4

/** What packets say about a device that takes no new connection: one port accepts some, and discards the requests of others while those live. */
export function byPackets(evidence: Evidence, ask: Next): Outcome | undefined {
  if (localFailure(evidence) !== undefined) return undefined
  for (const target of portAttempts(evidence)) {
    const attempt = target.silent.find((one) => one.attempt.count >= fewestSyns && !one.attempt.reusedPorts)
    if (target.accepted === 0 || attempt === undefined) continue
    if (reachedItsHost(evidence, attempt.flow)) {
      return ruledOut(`The requests reached ${target.address}, which did not answer them itself: no device on the way discarded them`, [
        flowItem(attempt.flow, 'seen at the called host', 'against'),
      ])
    }
    const lived = openMeanwhile(evidence, attempt, target)
    if (lived !== undefined) return byOneRefused(target, attempt, lived, evidence, ask)
  }
  return undefined
}

function byOneRefused(target: PortAttempts, { attempt, flow, waitedUs }: Attempt, lived: FlowRecord, evidence: Evidence, ask: Next): Outcome {
  const where = `${target.address}:${target.port}`
  return explains('weak', {
    headline: `${where} accepts some connections and lets ${count(attempt.count, 'SYN')} of another go unanswered`.slice(0, 100),
    summary: `${count(attempt.count, 'SYN')} of one attempt to ${where} met silence for ${duration(waitedUs)}, while ${count(target.accepted, 'other connection')} to the same port ${target.accepted === 1 ? 'was' : 'were'} accepted and lived: no rule against the port does this. A table of connections that is full does, in a device or in a host; so does a limit on connections per host.`,
    accountsFor: symptomsOfConnections(evidence),
    evidence: [flowItem(flow, `${count(attempt.count, 'SYN')}, no answer`), flowItem(lived, 'another connection to the same port, open meanwhile')],
    next: [ask, captureAtBothEnds(evidence)],
  })
}

function openMeanwhile(evidence: Evidence, { flow }: Attempt, { address, port }: PortAttempts): FlowRecord | undefined {
  return evidence
    .of('flow.observed')
    .map((event) => event.flow)
    .find(
      (other) =>
        other.source === flow.source &&
        other.tuple.to.address === address &&
        other.tuple.to.port === port &&
        other.handshake !== undefined &&
        other.first.us < flow.first.us &&
        other.last.us > flow.last.us,
    )
}

function reachedItsHost(evidence: Evidence, flow: FlowRecord): boolean {
  if (nearEndOf(flow) === 'answerer') return true
  const views = connections(evidence).find(({ sightings }) => sightings.some((one) => one.flow === flow))?.sightings ?? []
  return views.some((one) => one.flow !== flow && nearEndOf(one.flow) === 'answerer')
}
