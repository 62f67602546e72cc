import type { Death } from '../../facts/flow/deaths.ts'
import { failedConnection } from '../../facts/flow/of-failure.ts'
import { contradicted, idleDeath, seenInUse } from '../../facts/flow/idle-death.ts'
import { closeItems, orderlyClose } from '../../facts/flow/orderly-close.ts'
import { frameItem, resetLine } from '../../facts/flow/quotes.ts'
import type { JudgedReset } from '../../facts/flow/reset-origin.ts'
import { blindWindow, genuineAround } from '../../facts/flow/scale.ts'
import { stallBefore } from '../../facts/flow/stall.ts'
import { bothEndsReset, resetTogether } from '../../facts/flow/table-lost.ts'
import { deathItem, loggedBreaks, resetBy } from '../../facts/flow/told.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { captureAtBothEnds, firewallStateLog } from '../../facts/next-evidence.ts'
import { symptomsOfConnections } from '../../facts/symptoms-of-connections.ts'
import { count, duration, type Evidence, explains, type Outcome, ruledOut } from '../../model/index.ts'

/** What packets say about a firewall that no longer knew a connection in use: it refuses both directions, and every connection at once. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  const close = orderlyClose(evidence)
  if (close !== undefined) return ruledOut(`${resetBy(close.death)} closed the connection itself, in order, and packets of it still passed`, closeItems(close))
  const death = failedConnection(evidence)
  if (death?.kind !== 'reset' || localFailure(evidence) !== undefined) return undefined
  if (death.reset?.origin === 'owner') {
    return ruledOut(`${resetBy(death)} sent the reset itself, and still knew the connection: ${death.reset.sign}`, [
      deathItem(death, death.reset.sign, 'against'),
    ])
  }
  return death.reset?.origin === 'device' ? byDevice(evidence, death, death.reset) : undefined
}

/** A reset that neither end sent: of a device that forgot a quiet connection, ended one on purpose, or lost its table. */
function byDevice(evidence: Evidence, death: Death, reset: JudgedReset): Outcome | undefined {
  const { flow } = death
  const idle = idleDeath(evidence, death)
  if (idle !== undefined && !contradicted(idle)) {
    return ruledOut(`The connection had been quiet for ${duration(idle.gap.us)}: an idle limit takes it alone, a lost table takes the busy ones`, [
      deathItem(death, 'after a silence', 'against'),
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
  return blind !== undefined && blind !== 'contradicted' ? undefined : tableLost(evidence, death, reset)
}

function tableLost(evidence: Evidence, death: Death, reset: JudgedReset): Outcome {
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
