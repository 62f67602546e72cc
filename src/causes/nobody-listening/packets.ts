import { frameItem, resetLine } from '../../facts/flow/quotes.ts'
import { metSilence } from '../../facts/flow/met-silence.ts'
import { refusal } from '../../facts/flow/refusal.ts'
import { symptomsOfConnections } from '../../facts/symptoms-of-connections.ts'
import { count, duration, type Evidence, explains, type Outcome, ruledOut, usPerMs } from '../../model/index.ts'

/** What packets say about a refused connection: whether the host itself answered that nobody listens there. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  const silent = metSilence(evidence)
  if (silent !== undefined)
    return ruledOut(`${silent.syns} to port ${silent.port} met silence: a host on which nothing listens answers each with a reset`, [silent.item])
  const found = refusal(evidence)
  if (found?.reset === undefined || found.by === 'unclear') return undefined
  const { target, by, sign, certain, reset, attempt } = found
  const item = frameItem(attempt.flow, reset.record, sign, resetLine(attempt.flow, reset.record))
  if (by === 'device') return ruledOut(`The refusal did not come from ${target.address}: ${sign}`, [{ ...item, supports: 'against' }])
  const delayUs = reset.record.trigger?.delayUs ?? 0
  const after = delayUs < usPerMs ? ' at once' : `, ${duration(delayUs)} after the request`
  return explains(certain ? 'decisive' : 'strong', {
    headline: `Connection refused: nothing listens on port ${target.port} of ${target.address}`.slice(0, 100),
    summary: `${count(target.refused.length, 'attempt')} to ${target.address}:${target.port} ${target.refused.length === 1 ? 'was' : 'were'} answered with a reset${after}: ${sign}. The host is up and reachable; no program listens on that port.`,
    accountsFor: symptomsOfConnections(evidence),
    evidence: [item],
  })
}
