import { failedConnections } from '../../facts/flow-of-failure.ts'
import { flowItem } from '../../facts/flow-quotes.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { captureAtBothEnds, pathTrace } from '../../facts/next-evidence.ts'
import { symptomsOfConnections } from '../../facts/settled.ts'
import { connections } from '../../facts/flow-connections.ts'
import { type Evidence, explains, type FlowDirection, type FlowRecord, type Outcome, placeOf, ruledOut } from '../../model/index.ts'

/** Fewer segments say nothing about a rate of one per cent. */
const fewestSegments = 200
/** One resend in a hundred is what TCP lives with slowly, one in two thousand is nothing. */
const harmfulShare = 0.01
const harmlessShare = 0.0005

/** What packets say about loss: segments sent again all through a transfer, as a share of all. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  if (localFailure(evidence) !== undefined || !evidence.symptoms.some(isOfTime)) return undefined
  const failed = failedConnections(evidence)[0]?.flow
  const flow = failed ?? busiest(evidence)
  if (flow === undefined) return undefined
  const direction = flow.opener.dataSegments >= flow.answerer.dataSegments ? flow.opener : flow.answerer
  if (direction.dataSegments < fewestSegments || flow.captureLossBytes > direction.resentBytes) return undefined
  const share = lossShare(direction)
  const percent = Math.round(share * 1000) / 10
  if (share <= harmlessShare) {
    return ruledOut(`${percent} % of ${direction.dataSegments} segments were sent again: the path hardly loses anything`, [
      flowItem(flow, 'hardly a resend', 'against'),
    ])
  }
  if (share < harmfulShare) return undefined
  return explains('weak', {
    headline: `The path loses packets: ${percent} % of the segments were sent again`,
    summary: `${percent} % of ${direction.dataSegments} segments were sent again, ${direction.resends.fast} after duplicate acknowledgments and ${direction.resends.timeout} after a timeout. A connection slows down with that, and dies when one segment is lost many times in a row.`,
    accountsFor: symptomsOfConnections(evidence),
    evidence: [flowItem(flow, `${percent} % sent again`)],
    next: [pathTrace(evidence), captureAtBothEnds(evidence)],
    measurements: [{ name: 'segments sent again', value: percent, unit: '%', at: [placeOf(flow, flow.first)] }],
  })
}

/** Needless resends and probes of the tail are not loss. */
function lossShare({ resends, dataSegments }: FlowDirection): number {
  return Math.max(0, resends.certain + resends.partial + resends.holeFills - resends.needless - resends.tailProbes) / dataSegments
}

function isOfTime(event: Evidence['symptoms'][number]): boolean {
  return event.kind === 'timer.expired' || (event.kind === 'connection.failed' && event.errno === 'ETIMEDOUT')
}

function busiest(evidence: Evidence): FlowRecord | undefined {
  return connections(evidence)
    .flatMap(({ sightings }) => sightings.map(({ flow }) => flow))
    .toSorted((a, b) => b.packets - a.packets)[0]
}
