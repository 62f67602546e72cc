import { arrivedInVain } from '../../facts/flow/arrived-in-vain.ts'
import { connections, pairsFrom } from '../../facts/flow/connections.ts'
import { directionOf, endpointOf, nearEndOf, otherEndOf } from '../../facts/flow/ends.ts'
import type { Death } from '../../facts/flow/deaths.ts'
import { idleDeath, standsOut } from '../../facts/flow/idle-death.ts'
import { failedConnections } from '../../facts/flow/of-failure.ts'
import { type LargeLost, largeLost, stuckFlows } from '../../facts/flow/large-lost.ts'
import { arrow, frameItem, historyLine } from '../../facts/flow/quotes.ts'
import { endIn } from '../../facts/flow/sameness.ts'
import { loggedBreaks } from '../../facts/flow/told.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { pathMtuProbe } from '../../facts/next-evidence.ts'
import { symptomsOfConnections } from '../../facts/symptoms-of-connections.ts'
import { count, type Evidence, type EvidenceItem, explains, type Outcome, placeOf, ruledOut, type Strength } from '../../model/index.ts'

/** What packets say about the size that passes: large segments resent in vain, small ones answered, and no ICMP that says why. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  if (localFailure(evidence) !== undefined) return undefined
  const failed = failedConnections(evidence).filter(({ kind }) => kind === 'silent')
  const vain = failed.flatMap((death) => arrivedInVain(death) ?? [])[0]
  if (vain !== undefined) {
    return ruledOut('The segment that was repeated in vain arrived, as the capture made there shows', [
      frameItem(vain.flow, vain.chain.last, 'it arrived here', historyLine(vain.flow), 'against'),
    ])
  }
  const suspects = failed.length > 0 ? failed.map(({ flow }) => flow) : stuckFlows(evidence).map(({ flow }) => flow)
  const found = suspects.flatMap((flow) => largeLost(flow) ?? [])
  const lost = found.find(({ chain }) => chain !== undefined) ?? found[0]
  if (lost !== undefined) return byLargeLost({ ...lost, afterPause: lost.afterPause && mayBeForgotten(failed, lost, evidence) }, evidence)
  const [first] = failed
  if (first === undefined) return undefined
  const { segments } = directionOf(first.flow, first.sender ?? 'opener')
  if (segments.largestAcked === 0 || segments.largestAcked < segments.largest) return undefined
  return ruledOut(`Segments of ${segments.largestAcked} bytes, the largest that were sent, had been acknowledged`, [
    frameItem(first.flow, first.at, 'large segments had passed before', historyLine(first.flow), 'against'),
  ])
}

function byLargeLost(lost: LargeLost, evidence: Evidence): Outcome {
  const { flow, sender, chain, lostLength, passedLength, passedMeanwhile, told } = lost
  const far = neverArrived(evidence, lost)
  const who = endpointOf(flow, sender).address
  const at = chain?.start ?? flow.last
  return explains(strengthOf(lost, far !== undefined), {
    headline:
      chain === undefined
        ? `${lostLength} bytes from ${who} never arrived, while its empty packets did: large packets vanish`.slice(0, 100)
        : `Segments of ${lostLength} bytes vanish on the way, ${passedLength} bytes pass`,
    summary:
      `${arrow(flow, sender)}: ${chain === undefined ? `${lostLength} bytes are missing here although later, empty packets arrived` : `a segment of ${lostLength} bytes was repeated ${count(chain.count, 'time')} without an answer; the largest that was ever acknowledged had ${passedLength} bytes`}` +
      `${passedMeanwhile ? ', and small packets went on passing' : ''}${lost.afterPause ? ', and no smaller one was tried after the pause before it' : ''}. ${told ? 'A router did say so (ICMP), and the sender did not heed it.' : 'No ICMP message came that would have told the sender: a hop carries less than the ends assume, and its message is filtered.'}`,
    accountsFor: symptomsOfConnections(evidence),
    evidence: [
      frameItem(flow, at, chain === undefined ? 'a packet far ahead of what arrived' : `first sent here, ${lostLength} bytes`, historyLine(flow)),
      ...(chain === undefined
        ? []
        : [
            frameItem(
              flow,
              chain.last,
              `resend ${chain.count} of the same segment, never acknowledged`,
              `${arrow(flow, sender)} data, ${chain.length} bytes, seq ${chain.seq}`,
            ),
          ]),
      ...(far ?? []),
      ...loggedBreaks(evidence),
    ],
    next: far === undefined || lost.afterPause ? [pathMtuProbe(evidence)] : [],
    measurements: [{ name: 'payload that passes', value: passedLength, unit: 'bytes', at: [placeOf(flow, at)] }],
  })
}

/** An idle limit may have ended it: no other connection of these hosts to the service survived a pause like that. */
function mayBeForgotten(failed: readonly Death[], { flow }: LargeLost, evidence: Evidence): boolean {
  const death = failed.find((one) => one.flow === flow)
  const idle = death === undefined ? undefined : idleDeath(evidence, death)
  return idle === undefined || standsOut(idle)
}

/** So many full segments at once are not lost by chance. */
const fewestSegments = 4

function strengthOf({ flow, sender, whole, lostLength, passedMeanwhile, afterPause }: LargeLost, missingThere: boolean): Strength {
  if (!whole || afterPause) return 'weak'
  if (missingThere) return 'decisive'
  return passedMeanwhile || directionOf(flow, sender).inFlight.atEnd >= fewestSegments * lostLength ? 'strong' : 'weak'
}

/** The other end's capture: small segments of this connection, and none of the large. */
function neverArrived(evidence: Evidence, { flow, sender, lostLength }: LargeLost): readonly EvidenceItem[] | undefined {
  const connection = connections(evidence).find(({ sightings }) => sightings.some((sighting) => sighting.flow === flow))
  for (const pair of connection === undefined ? [] : pairsFrom(connection, flow)) {
    const there = endIn(sender, pair.same)
    const { segments, packets } = directionOf(pair.b, there)
    if (nearEndOf(pair.b) !== otherEndOf(there) || packets === 0 || segments.largest >= lostLength) continue
    return [frameItem(pair.b, pair.b.last, `at the other end no segment above ${segments.largest} bytes of it ever arrived`, historyLine(pair.b))]
  }
  return undefined
}
