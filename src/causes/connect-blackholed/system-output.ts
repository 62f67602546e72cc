import { withEchoes } from '../../facts/accounted.ts'
import { rulesThat } from '../../facts/filter-rules.ts'
import { socketsThat } from '../../facts/socket-conditions.ts'
import { count, duration, type EventOf, type Evidence, type EvidenceItem, explains, type Next, type Outcome, supporting } from '../../model/index.ts'

/** Sockets whose SYN stayed unanswered through several looks. */
export function attemptsSeen(evidence: Evidence): readonly EventOf<'socket.sampled'>[] {
  return socketsThat(evidence, 'syn-unanswered')
}

/** A filter's rule that discards what goes to the port, and sockets that wait for it. */
export function discardedBy(evidence: Evidence, port: number | undefined): readonly EvidenceItem[] {
  const rules = rulesThat(evidence, 'drop', port === undefined ? [] : [port]).filter((rule) => port === undefined || rule.port === port)
  const waiting = attemptsSeen(evidence).filter(({ tuple }) => port === undefined || tuple.to.port === port)
  return [
    ...rules.slice(0, 1).map((rule) => supporting(rule, `this rule discards packets to the port and has met ${rule.packets ?? 0}`)),
    ...waiting.slice(0, 1).map((event) => supporting(event, `in SYN_SENT at ${count(event.looks, 'look')} in a row: nobody answers`)),
  ]
}

/** Only a list of sockets shows the attempt; undefined when none waits. */
export function bySystemOutput(evidence: Evidence, next: readonly Next[]): Outcome | undefined {
  const waiting = attemptsSeen(evidence)
  const [first] = waiting
  if (first === undefined) return undefined
  const { address, port } = first.tuple.to
  const alive = evidence
    .of('socket.sampled')
    .find((event) => event.tuple.to.address === address && event.condition !== 'syn-unanswered' && event.state === 'ESTABLISHED')
  const time = first.forUs === undefined ? `${count(first.looks, 'look')}` : duration(first.forUs)
  const rule = rulesThat(evidence, 'drop', [port])[0]
  return explains(alive === undefined && rule === undefined ? 'weak' : 'strong', {
    headline: `Connection requests to port ${port} of ${address} get no answer: SYN_SENT for ${time}`.slice(0, 100),
    summary: `The socket stays in SYN_SENT: neither acceptance nor refusal comes back. A closed port would answer at once; ${alive === undefined ? 'a device discards the SYN, or the host is down' : 'other connections to the same host stand, so a device discards the SYN to this port'}`,
    accountsFor: withEchoes(evidence, waiting),
    evidence: [
      ...waiting.slice(0, 3).map((event) => supporting(event, 'still waiting for an answer')),
      ...(alive === undefined ? [] : [supporting(alive, 'the host itself is there')]),
      ...discardedBy(evidence, port).slice(0, 1),
    ],
    next,
  })
}
