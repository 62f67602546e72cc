import { frameItem, icmpLine, resetLine } from '../../facts/flow/quotes.ts'
import { metSilence } from '../../facts/flow/met-silence.ts'
import { type Refusal, refusal } from '../../facts/flow/refusal.ts'
import { captureAtBothEnds } from '../../facts/next-evidence.ts'
import { symptomsOfConnections } from '../../facts/symptoms-of-connections.ts'
import { count, type Evidence, type EvidenceItem, explains, type Outcome, ruledOut } from '../../model/index.ts'

/** What packets say about who refused a connection: a device answers from another distance, or with an ICMP prohibition. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  const silent = metSilence(evidence)
  if (silent !== undefined) return ruledOut(`${silent.syns} to port ${silent.port} met silence: a firewall that rejects answers each`, [silent.item])
  const found = refusal(evidence)
  if (found === undefined || found.by === 'unclear') return undefined
  const { target, by, sign, certain } = found
  if (by === 'host') return ruledOut(`${target.address} refused the connection itself: ${sign}`, [{ ...answerItem(found), supports: 'against' }])
  return explains(certain ? 'decisive' : 'strong', {
    headline: `A firewall rejects port ${target.port} of ${target.address}: the answer is not from that host`.slice(0, 100),
    summary: `${count(target.refused.length + target.unreachable.length, 'attempt')} to ${target.address}:${target.port} ${found.icmp === undefined ? 'were answered with a reset that the host did not send' : 'were answered with an ICMP prohibition'}: ${sign}.`,
    accountsFor: symptomsOfConnections(evidence),
    evidence: [answerItem(found)],
    next: certain ? [] : [captureAtBothEnds(evidence)],
  })
}

function answerItem({ attempt, reset, icmp, sign }: Refusal): EvidenceItem {
  const { flow } = attempt
  if (icmp !== undefined) return frameItem(flow, icmp, sign, icmpLine(icmp))
  return frameItem(flow, reset?.record ?? flow.first, sign, reset === undefined ? flow.history : resetLine(flow, reset.record))
}
