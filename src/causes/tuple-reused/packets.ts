import { connections } from '../../facts/flow/connections.ts'
import { shown } from '../../facts/flow/ends.ts'
import { frameItem, historyLine } from '../../facts/flow/quotes.ts'
import { captureAtBothEnds } from '../../facts/next-evidence.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { symptomsOfConnections } from '../../facts/symptoms-of-connections.ts'
import { type Evidence, explains, type Outcome } from '../../model/index.ts'

/** What packets say about ports that were used again: a SYN while the old connection stood open, answered with the old connection's numbers or not at all. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  if (localFailure(evidence) !== undefined || evidence.symptoms.length === 0) return undefined
  for (const { sightings } of connections(evidence)) {
    for (const { flow } of sightings) {
      const attempt = flow.attempts.find(({ reusedPorts, outcome }) => reusedPorts && (outcome === 'challenge' || outcome === 'silent'))
      const [first] = attempt?.sends ?? []
      if (attempt === undefined || first === undefined) continue
      const challenged = attempt.outcome === 'challenge'
      return explains(challenged ? 'strong' : 'weak', {
        headline: `Ports ${flow.tuple.from.port} and ${flow.tuple.to.port} were used again while the old connection was still known`.slice(0, 100),
        summary: `${shown(flow.tuple.from)} sent a new SYN on the ports of a connection that had not ended, and ${challenged ? 'was answered with the numbers of the old one' : 'had no answer'}: the other end, or a device, still knew the old connection.`,
        accountsFor: symptomsOfConnections(evidence),
        evidence: [
          frameItem(flow, first, 'a SYN on ports in use', historyLine(flow)),
          ...(attempt.answer === undefined ? [] : [frameItem(flow, attempt.answer, 'answered with the old numbers', historyLine(flow))]),
        ],
        next: challenged ? [] : [captureAtBothEnds(evidence)],
      })
    }
  }
  return undefined
}
