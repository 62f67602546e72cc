import type { Death } from '../../facts/flow/deaths.ts'
import { directionOf, hopsOf, initialTtl } from '../../facts/flow/ends.ts'
import { failedConnection } from '../../facts/flow/of-failure.ts'
import { bothEndsReset } from '../../facts/flow/table-lost.ts'
import { deathItem, loggedBreaks, resetBy } from '../../facts/flow/told.ts'
import { seenInUse } from '../../facts/flow/idle-death.ts'
import { stopAtRawEdge, vanishedSocket } from '../../facts/flow/vanished-socket.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { captureAtBothEnds } from '../../facts/next-evidence.ts'
import { symptomsOfConnections } from '../../facts/symptoms-of-connections.ts'
import { duration, type Evidence, explains, type Next, type Outcome, ruledOut } from '../../model/index.ts'

/** What packets say about a flow that reached another host: from one packet to the next a system answers that does not know the connection, as far away as the one that did. */
export function byPackets(evidence: Evidence, ask: Next): Outcome | undefined {
  const death = failedConnection(evidence)
  if (death?.kind !== 'reset' || death.reset === undefined || localFailure(evidence) !== undefined) return undefined
  const { reset, flow } = death
  const who = resetBy(death)
  if (reset.origin === 'owner' || reset.local) {
    return ruledOut(`${who} reset the connection itself and still knew it: ${reset.sign}`, [deathItem(death, reset.sign, 'against')])
  }
  if (vanishedSocket(death) === undefined && !isOfAnotherThere(death)) return undefined
  if (!seenInUse(death) || stopAtRawEdge(death) !== undefined || bothEndsReset(death) !== undefined) return undefined
  const usual = directionOf(flow, reset.record.from).ttl.mode
  const otherSystem = reset.record.ttlOff !== null && initialTtl(usual) !== initialTtl(reset.record.ttl)
  const before = duration(reset.record.sinceOwnUs ?? 0)
  const why = otherSystem
    ? `That packet began with a TTL of ${initialTtl(reset.record.ttl)}, all before it with ${initialTtl(usual)}, and came as far: another system has the address now.`
    : `Another host may have the address now (failover, load balancer, route), or ${who} was told on the way that the connection was over.`
  return explains(otherSystem ? 'strong' : 'weak', {
    headline: otherSystem
      ? `Another system than before answers at ${who}, and does not know the connection`
      : `${who} answered ${before} ago and no longer knows the connection`,
    summary: `${who} had answered ${before} before; then, without a close or a reset of its own, its address answered with a bare reset, as a system that does not know the connection. ${why}`,
    accountsFor: symptomsOfConnections(evidence),
    evidence: [deathItem(death, otherSystem ? `TTL ${reset.record.ttl}, before ${usual}` : reset.sign), ...loggedBreaks(evidence)],
    next: otherSystem ? [ask] : [ask, captureAtBothEnds(evidence)],
  })
}

/** The host in whose name it came did not send it, and it came from as far away all the same. */
function isOfAnotherThere({ sentByItsEnd, reset, flow }: Death): boolean {
  if (sentByItsEnd !== false || reset === undefined || reset.record.ttlOff === null) return false
  const hops = hopsOf(reset.record.ttl)
  return hops > 0 && hops === hopsOf(directionOf(flow, reset.record.from).ttl.mode)
}
