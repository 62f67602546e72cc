import { flowItem } from '../../facts/flow/quotes.ts'
import { isHarmless, type Loss, lossOf } from '../../facts/flow/loss.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { captureAtBothEnds, pathTrace } from '../../facts/next-evidence.ts'
import { symptomsOfConnections } from '../../facts/symptoms-of-connections.ts'
import { type Evidence, explains, type Outcome, placeOf, ruledOut } from '../../model/index.ts'

/** One resend in a hundred is what TCP lives with slowly; with one in twenty, sooner or later one segment is lost until its sender gives up. */
const harmfulShare = 0.01
const fatalShare = 0.05

/** What packets say about loss: segments sent again all through a transfer, as a share of all. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  if (localFailure(evidence) !== undefined || !evidence.symptoms.some(isOfTime)) return undefined
  const loss = lossOf(evidence)
  if (loss === undefined) return undefined
  const { flow, direction, share } = loss
  const percent = Math.round(share * 1000) / 10
  if (isHarmless(loss)) {
    return ruledOut(`${percent} % of ${direction.dataSegments} segments were sent again: the path hardly loses anything`, [
      flowItem(flow, 'hardly a resend', 'against'),
    ])
  }
  if (share < harmfulShare) return undefined
  return explains(isFatal(loss) ? 'strong' : 'weak', {
    headline: `The path loses packets: ${percent} % of the segments were sent again`,
    summary: `${percent} % of ${direction.dataSegments} segments were sent again, ${direction.resends.fast} after duplicate acknowledgments and ${direction.resends.timeout} after a timeout. A connection slows down with that, and dies when one segment is lost many times in a row.`,
    accountsFor: symptomsOfConnections(evidence),
    evidence: [flowItem(flow, `${percent} % sent again`)],
    next: [pathTrace(evidence), captureAtBothEnds(evidence)],
    measurements: [{ name: 'segments sent again', value: percent, unit: '%', at: [placeOf(flow, flow.first)] }],
  })
}

/** Loss from early on that ended in a segment which never got through. */
function isFatal({ flow, direction, share, death }: Loss): boolean {
  const { first } = direction.resends
  if (death?.kind !== 'silent' || first === undefined || share < fatalShare) return false
  return first.us - flow.first.us < (death.at.us - flow.first.us) / 2
}

function isOfTime(event: Evidence['symptoms'][number]): boolean {
  return event.kind === 'timer.expired' || (event.kind === 'connection.failed' && event.errno === 'ETIMEDOUT')
}
