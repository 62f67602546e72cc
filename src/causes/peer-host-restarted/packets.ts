import { idleDeath } from '../../facts/flow/idle-death.ts'
import { failedConnection } from '../../facts/flow/of-failure.ts'
import { closeItems, orderlyClose } from '../../facts/flow/orderly-close.ts'
import { silenceBeforeReset } from '../../facts/flow/silence-before-reset.ts'
import { deathItem, loggedBreaks, resetBy } from '../../facts/flow/told.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { captureAtBothEnds, systemLogOfOtherHost } from '../../facts/next-evidence.ts'
import { symptomsOfConnections } from '../../facts/symptoms-of-connections.ts'
import { count, duration, type Evidence, explains, type Outcome, ruledOut } from '../../model/index.ts'

/** What packets say about a host that lost its connections: silence while it was down, then a bare reset of its own for a connection it does not know. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  const close = orderlyClose(evidence)
  if (close !== undefined) return ruledOut(`${resetBy(close.death)} closed the connection in order: it had not forgotten it`, closeItems(close))
  const death = failedConnection(evidence)
  if (death?.kind !== 'reset' || death.reset === undefined || localFailure(evidence) !== undefined) return undefined
  const { reset } = death
  const who = resetBy(death)
  if (reset.origin === 'device' && reset.sure) return ruledOut(`${who} did not send the reset: ${reset.sign}`, [deathItem(death, reset.sign, 'against')])
  if (reset.origin === 'owner') return ruledOut(`${who} still knew the connection when it reset it: ${reset.sign}`, [deathItem(death, reset.sign, 'against')])
  if (reset.origin !== 'no-socket') return undefined
  const silence = silenceBeforeReset(death)
  if (silence === undefined) return undefined
  const idle = idleDeath(evidence, death)
  // A close that the capture lost looks the same as none.
  const whole = death.flow.captureLossBytes === 0
  const firm = idle === undefined && (silence.unreachable || silence.resends > 0 || (reset.local && whole))
  return explains(!firm ? 'weak' : silence.unreachable && death.sentByItsEnd !== false ? 'decisive' : 'strong', {
    headline: `${who} lost its connections: silent for ${duration(silence.us)}, then it no longer knew this one`.slice(0, 100),
    summary: `${who} was silent for ${duration(silence.us)}${silence.resends > 0 ? ` while ${count(silence.resends, 'resend')} met no answer` : ''}${silence.unreachable ? ', and a router reported it unreachable' : ''}; then its own system answered with a bare reset, as one that does not know the connection (${reset.sign}). No close had come before: it restarted, or another host took its address.`,
    accountsFor: symptomsOfConnections(evidence),
    evidence: [...silence.items, deathItem(death, `${reset.sign}; window 0, no acknowledgment: a host without this connection`), ...loggedBreaks(evidence)],
    next: firm ? [systemLogOfOtherHost(evidence)] : [systemLogOfOtherHost(evidence), captureAtBothEnds(evidence)],
  })
}
