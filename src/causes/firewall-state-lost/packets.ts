import { failedConnection } from '../../facts/flow/of-failure.ts'
import { contradicted, idleDeath, seenInUse } from '../../facts/flow/idle-death.ts'
import { frameItem, resetLine } from '../../facts/flow/quotes.ts'
import { blindWindow, genuineAround } from '../../facts/flow/scale.ts'
import { stallBefore } from '../../facts/flow/stall.ts'
import { bothEndsReset, resetTogether } from '../../facts/flow/table-lost.ts'
import { deathItem, loggedBreaks } from '../../facts/flow/told.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { captureAtBothEnds, firewallStateLog } from '../../facts/next-evidence.ts'
import { symptomsOfConnections } from '../../facts/settled.ts'
import { count, duration, type Evidence, explains, type Outcome, ruledOut } from '../../model/index.ts'

/** What packets say about a firewall that no longer knew a connection in use: it refuses both directions, and every connection at once. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  const death = failedConnection(evidence)
  if (death?.kind !== 'reset' || death.reset?.origin !== 'device' || localFailure(evidence) !== undefined) return undefined
  const { flow, reset } = death
  const idle = idleDeath(evidence, death)
  if (idle !== undefined && !contradicted(idle)) {
    return ruledOut(`The connection had been quiet for ${duration(idle.gap.us)}: an idle limit takes it alone, a lost table takes the busy ones`, [
      { ...deathItem(death, 'after a silence'), supports: 'against' },
    ])
  }
  if (stallBefore(death) !== undefined) return undefined
  const [, after] = genuineAround(flow, reset.record.from, reset.record.frame, reset.record.ttl)
  if (after !== undefined) {
    return ruledOut('Packets of the other host still passed after the reset: the device had not lost the connection', [
      frameItem(flow, after, 'it still passed', `ack ${after.ack}, window ${after.window}, ttl ${after.ttl}`, 'against'),
    ])
  }
  const blind = blindWindow(death)
  if (blind !== undefined && blind !== 'contradicted') return undefined
  const both = bothEndsReset(death)
  const together = resetTogether(evidence, death)
  const firm = seenInUse(death) && (both !== undefined || together.length > 0)
  return explains(firm ? 'strong' : 'weak', {
    headline:
      both !== undefined
        ? 'The firewall no longer knew a busy connection: it reset both ends, and nothing passed any more'
        : `The firewall no longer knew ${firm ? 'its connections' : 'a busy connection'} and reset ${firm ? 'them' : 'it'}`,
    summary: `${firm ? '' : 'It may be that '}a device in the path lost its table (reload, failover, flush): it answered packets of a connection in use with resets that neither end sent${both === undefined ? '' : ', in both directions'}${together.length > 0 ? `, and ${count(together.length, 'other connection')} at the same time` : ''}; nothing of the other host arrived afterwards.`,
    accountsFor: symptomsOfConnections(evidence),
    evidence: [
      deathItem(death, reset.sign),
      ...(both === undefined
        ? []
        : [frameItem(both.pair.b, both.reset.record, `at the other end a reset as well: ${both.reset.sign}`, resetLine(both.pair.b, both.reset.record))]),
      ...together.slice(0, 2).map((other) => deathItem(other, 'another connection, at the same time')),
      ...loggedBreaks(evidence),
    ],
    next: firm ? [firewallStateLog(evidence)] : [firewallStateLog(evidence), captureAtBothEnds(evidence)],
  })
}
