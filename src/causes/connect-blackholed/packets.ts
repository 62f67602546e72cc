import { type Attempt, type PortAttempts, portAttempts } from '../../facts/flow/attempts.ts'
import { costOf, discardedRequests, unansweredPorts, unansweredSyns } from '../../facts/flow/discarded-requests.ts'
import { farOf } from '../../facts/flow/far-attempts.ts'
import { flowItem, frameItem, historyLine } from '../../facts/flow/quotes.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { pathTrace } from '../../facts/next-evidence.ts'
import { symptomsOfConnections } from '../../facts/symptoms-of-connections.ts'
import { count, duration, type Evidence, type EvidenceItem, explains, type Outcome, placeOf, ruledOut, type Strength, usPerSecond } from '../../model/index.ts'

/** What packets say about connection requests that nobody answered, and what they cost. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  if (localFailure(evidence) !== undefined) return undefined
  const wanted = unansweredPorts(evidence)
  const all = portAttempts(evidence).filter(({ port }) => wanted.size === 0 || wanted.has(port))
  const silent = discardedRequests(evidence)
  if (silent !== undefined) return byUnansweredSyns(silent, evidence)
  const open = all.find(({ accepted, silent: none }) => accepted > 0 && none.length > 0)
  if (open !== undefined && wanted.size > 0) {
    const [one] = open.silent
    return one === undefined
      ? undefined
      : ruledOut(`Port ${open.port} of ${open.address} accepted other connections: no rule discards its requests`, [
          flowItem(one.flow, 'this one met silence', 'against'),
        ])
  }
  const answered = all.find(
    ({ refused, unreachable, challenged, silent: none }) => none.length === 0 && refused.length + unreachable.length + challenged.length > 0,
  )
  if (answered === undefined || wanted.size === 0) return undefined
  const [first] = [...answered.refused, ...answered.unreachable, ...answered.challenged]
  if (first === undefined) return undefined
  return ruledOut(`The connection requests to port ${answered.port} were answered`, [
    flowItem(first.flow, 'answered, not discarded', 'against', first.attempt.answer ?? first.flow.first),
  ])
}

function byUnansweredSyns(found: PortAttempts, evidence: Evidence): Outcome {
  const { address, port, silent, othersAccepted, heard } = found
  const [first] = silent
  const cost = costOf(found)
  const syns = unansweredSyns(found)
  const fallbacks = silent.filter(({ followedBy }) => followedBy !== undefined).length
  const far = farOf(evidence, found)
  const strength: Strength = far === 'not-seen' ? 'decisive' : 'strong'
  return explains(strength, {
    headline: `Connection requests to port ${port} of ${address} vanish: ${count(syns, 'SYN')}, no answer, ${duration(cost)} lost`.slice(0, 100),
    summary: `${count(silent.length, 'attempt')} with ${count(syns, 'SYN')} to ${address}:${port} met silence, ${duration(cost)} of waiting in all${fallbacks > 0 ? `; ${fallbacks === silent.length ? 'each time' : `${fallbacks} times`} the caller then went on to another port` : ''}. ${aliveText(found)}${far === 'not-seen' ? ` The capture at ${address} holds none of these SYNs: they are discarded on the way.` : ''}`,
    accountsFor: symptomsOfConnections(evidence),
    evidence: [
      ...silent.slice(0, 4).map(attemptItem),
      ...(othersAccepted === undefined ? [] : [flowItem(othersAccepted, 'another port of the same host answers')]),
      ...(othersAccepted !== undefined || heard === undefined || heard.flow === first?.flow
        ? []
        : [frameItem(heard.flow, heard.at, 'the host itself answers on another connection', historyLine(heard.flow))]),
    ],
    next: strength === 'decisive' ? [] : [synAtBothEnds(found), ...(heard === undefined ? [pathTrace(evidence)] : [])],
    measurements: [
      {
        name: 'waits for connections that nobody answered',
        value: Math.round(cost / 100_000) / 10,
        unit: 's',
        at: silent.slice(0, 4).map(({ flow }) => placeOf(flow, flow.first)),
      },
      { name: 'wait per connection', value: Math.round(cost / silent.length / (usPerSecond / 10)) / 10, unit: 's', at: [] },
    ],
  })
}

function attemptItem({ flow, attempt, waitedUs }: Attempt): EvidenceItem {
  return flowItem(flow, `${count(attempt.count, 'SYN')}, no answer, ${duration(waitedUs)} waited`)
}

function aliveText({ othersAccepted, heard, address }: PortAttempts): string {
  if (othersAccepted !== undefined)
    return `Port ${othersAccepted.tuple.to.port} of the same host accepted connections meanwhile, so a device discards the requests to this one.`
  if (heard !== undefined) return `${address} was heard on other connections, so a device discards these.`
  return 'No router reported the host unreachable; a device that discards the requests does this, and so does a host that is switched off.'
}

function synAtBothEnds({ port, caller }: PortAttempts) {
  return {
    what: 'Whether the SYN reaches the other host: run this there while the connection is tried',
    command: `tcpdump -i any -nn 'tcp port ${port} and host ${caller} and tcp[tcpflags] & (tcp-syn|tcp-rst) != 0'`,
    separates: ['connect-blackholed', 'port-rejected', 'nobody-listening', 'path-lost'],
  } as const
}
