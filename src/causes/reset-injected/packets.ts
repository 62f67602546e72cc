import type { Death } from '../../facts/flow/deaths.ts'
import { failedConnection } from '../../facts/flow/of-failure.ts'
import { idleDeath, seenInUse, standsOut } from '../../facts/flow/idle-death.ts'
import { closeItems, orderlyClose } from '../../facts/flow/orderly-close.ts'
import { frameItem, resetLine } from '../../facts/flow/quotes.ts'
import { bothEndsReset } from '../../facts/flow/table-lost.ts'
import { blindWindow, genuineAround } from '../../facts/flow/scale.ts'
import { stallBefore } from '../../facts/flow/stall.ts'
import { deathItem, loggedBreaks, resetBy } from '../../facts/flow/told.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { captureAtBothEnds, firewallStateLog } from '../../facts/next-evidence.ts'
import { symptomsOfConnections } from '../../facts/symptoms-of-connections.ts'
import { type Evidence, explains, notApplicable, type Outcome, ruledOut, type Strength } from '../../model/index.ts'

/** What packets say about a reset that neither end sent, on a connection that was in use. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  const close = orderlyClose(evidence)
  if (close !== undefined) return ruledOut(`${resetBy(close.death)} had closed the connection itself, in order, before any reset`, closeItems(close))
  const death = failedConnection(evidence)
  if (death?.kind !== 'reset' || death.reset === undefined || localFailure(evidence) !== undefined) return undefined
  const { reset } = death
  if (reset.origin !== 'device') return byItsOwnHost(death)
  const idle = idleDeath(evidence, death)
  if (idle !== undefined && standsOut(idle))
    return ruledOut('The connection had been quiet: a device that forgot it answers like this', [deathItem(death, reset.sign, 'against')])
  const blind = blindWindow(death)
  if (idle !== undefined || stallBefore(death) !== undefined || typeof blind === 'object') return notApplicable
  const [, after] = genuineAround(death.flow, reset.record.from, reset.record.frame, reset.record.ttl)
  const together = bothEndsReset(death)
  const who = resetBy(death)
  return explains(blind === 'possible' ? 'weak' : strengthOf(death, after !== undefined && together === undefined), {
    headline: `A device in the path reset the connection in the name of ${who}`.slice(0, 100),
    summary: `${who} did not send the reset: ${reset.sign}. The connection was in use, so no idle limit is needed to explain it${after === undefined ? '' : `, and packets that ${who} really sent went on arriving after the reset: the device still knew the connection and ended it on purpose`}.`,
    accountsFor: symptomsOfConnections(evidence),
    evidence: [
      deathItem(death, reset.sign),
      ...(after === undefined
        ? []
        : [frameItem(death.flow, after, `${who} goes on as if nothing had happened`, `ack ${after.ack}, window ${after.window}, ttl ${after.ttl}`)]),
      ...loggedBreaks(evidence),
    ],
    next: after === undefined ? [firewallStateLog(evidence), captureAtBothEnds(evidence)] : [firewallStateLog(evidence)],
  })
}

/** What was asked of the device, and for how long nothing had been, only a capture of both directions that began in time shows. */
function strengthOf(death: Death, deviceKnewIt: boolean): Strength {
  if (!deviceKnewIt || death.flow.oneSided || !seenInUse(death)) return 'weak'
  return death.sentByItsEnd === false ? 'decisive' : 'strong'
}

function byItsOwnHost(death: Death): Outcome | undefined {
  const { reset, flow, sentByItsEnd } = death
  if (reset === undefined || reset.origin === 'unclear') return undefined
  const own = reset.local || sentByItsEnd === true || reset.origin === 'owner'
  return own
    ? ruledOut(`${resetBy(death)} sent the reset itself: ${reset.sign}`, [frameItem(flow, reset.record, reset.sign, resetLine(flow, reset.record), 'against')])
    : undefined
}
