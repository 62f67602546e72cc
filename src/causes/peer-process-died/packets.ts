import type { Death } from '../../facts/flow/deaths.ts'
import { failedConnection } from '../../facts/flow/of-failure.ts'
import { flowItem } from '../../facts/flow/quotes.ts'
import { silenceBeforeReset } from '../../facts/flow/silence-before-reset.ts'
import { stallBefore } from '../../facts/flow/stall.ts'
import { deathItem, loggedBreaks, resetBy } from '../../facts/flow/told.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { captureAtBothEnds, logOfOtherEnd, systemLogOfOtherHost } from '../../facts/next-evidence.ts'
import { ownTimer } from '../../facts/own-timer.ts'
import { symptomsOfConnections } from '../../facts/symptoms-of-connections.ts'
import { cannotTell, count, duration, type Evidence, explains, notApplicable, type Outcome, ruledOut } from '../../model/index.ts'

/** What packets say about a program that ended: its system resets the connection that it still held, or closes it and resets what keeps coming. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  const death = failedConnection(evidence)
  if (death === undefined || localFailure(evidence) !== undefined) return undefined
  if (death.kind === 'cut-short') return closedEarly(death, evidence)
  if (death.kind === 'silent' || death.reset === undefined) return undefined
  const { reset } = death
  const who = resetBy(death)
  if (reset.origin === 'device' && reset.sure) return ruledOut(`${who} did not send the reset: ${reset.sign}`, [deathItem(death, reset.sign, 'against')])
  if (reset.origin === 'no-socket') return byForgetfulHost(death)
  if (reset.origin !== 'owner') return undefined
  // Without the other direction nobody knows what that end had been answered before.
  if (death.flow.oneSided)
    return cannotTell('Only one direction was captured: what the end that gave up had been told is not in it', [captureAtBothEnds(evidence)])
  // An end that waited before a closed window or ran out of its own time gave up; it did not die.
  if (stallBefore(death) !== undefined || ownTimer(evidence) !== undefined) return notApplicable
  const here = reset.local ? ' (this host)' : ''
  return explains('strong', {
    headline: `${who} itself aborted the connection: its program died or closed it with data unread`.slice(0, 100),
    summary: `The reset is that of ${who}${here} itself: ${reset.sign}. A system sends it in the name of a program that was killed, crashed or closed the connection while data for it was unread${death.sentByItsEnd === true ? '; the capture at that end shows it leaving' : ''}. The path and the host were in order.`,
    accountsFor: symptomsOfConnections(evidence),
    evidence: [deathItem(death, reset.sign), ...loggedBreaks(evidence)],
    next: [systemLogOfOtherHost(evidence), logOfOtherEnd(evidence)],
  })
}

/** The system of a program that ends closes or resets its connection at once: it does not first fall silent and then deny it. */
function byForgetfulHost(death: Death): Outcome | undefined {
  const silence = silenceBeforeReset(death)
  if (silence === undefined || silence.resends < fewestResends) return undefined
  return ruledOut(
    `${resetBy(death)} first left ${count(silence.resends, 'resend')} unanswered for ${duration(silence.us)} and then did not know the connection: its whole system was away, not a program alone`,
    [deathItem(death, 'a reset of a system without this connection', 'against')],
  )
}

/** One that is not answered was lost. */
const fewestResends = 2

function closedEarly(death: Death, evidence: Evidence): Outcome | undefined {
  const fin = death.flow.fins.find(({ from }) => from === death.reset?.record.from)
  if (fin === undefined || ownTimer(evidence) !== undefined) return undefined
  const who = resetBy(death)
  return explains('weak', {
    headline: `${who} closed the connection while data was still coming`.slice(0, 100),
    summary: `${who} closed in order and then refused what still arrived: its program ended, by itself or killed, or had heard enough. Why, its own log says.`,
    accountsFor: symptomsOfConnections(evidence),
    evidence: [flowItem(death.flow, 'closed in order', 'for', fin), deathItem(death, 'then refused what still came'), ...loggedBreaks(evidence)],
    next: [logOfOtherEnd(evidence), systemLogOfOtherHost(evidence)],
  })
}
