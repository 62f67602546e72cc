import { captureAtBothEnds, pathTrace } from '../../facts/next-evidence.ts'
import { cannotTell, type Evidence, type Outcome, supporting } from '../../model/index.ts'

/** Counters alone: how much was sent again since the host started, which names no connection and no time. Undefined when there is more than that. */
export function byCountersAlone(evidence: Evidence): Outcome | undefined {
  if (evidence.symptoms.length === 0 || evidence.symptoms.some((event) => event.kind !== 'counter.seen')) return undefined
  const counters = evidence.of('counter.seen')
  const resent = counters.findLast((event) => event.name === 'TcpRetransSegs')
  const sent = counters.findLast((event) => event.name === 'TcpOutSegs')
  const share = resent === undefined || sent === undefined || sent.value === 0 ? undefined : resent.value / sent.value
  const rate = share === undefined ? '' : `: ${(share * 100).toPrecision(2)} % of all segments were sent again`
  return cannotTell(
    `Counters alone decide nothing${rate}. They count every connection since the host started; only what they gain while a backup fails says something, and a capture says which connection it was`,
    [captureAtBothEnds(evidence), pathTrace(evidence)],
    [resent, sent].filter((event) => event !== undefined).map((event) => supporting(event, 'since the host started')),
  )
}
