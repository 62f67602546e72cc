import type { Death } from '../../facts/flow/deaths.ts'
import { directionOf, otherEndOf } from '../../facts/flow/ends.ts'
import { idleDeath } from '../../facts/flow/idle-death.ts'
import { failedConnection } from '../../facts/flow/of-failure.ts'
import { frameItem, historyLine } from '../../facts/flow/quotes.ts'
import { deathItem, loggedBreaks, resetBy } from '../../facts/flow/told.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { captureAtBothEnds, systemLogOfOtherHost } from '../../facts/next-evidence.ts'
import { symptomsOfConnections } from '../../facts/settled.ts'
import { count, duration, type Evidence, type EvidenceItem, explains, type Outcome, ruledOut } from '../../model/index.ts'

/** What packets say about a host that lost its connections: silence while it was down, then a bare reset of its own for a connection it does not know. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  const death = failedConnection(evidence)
  if (death?.kind !== 'reset' || death.reset === undefined || localFailure(evidence) !== undefined) return undefined
  const { reset } = death
  const who = resetBy(death)
  if (reset.origin === 'device' && reset.sure)
    return ruledOut(`${who} did not send the reset: ${reset.sign}`, [{ ...deathItem(death, reset.sign), supports: 'against' }])
  if (reset.origin === 'owner')
    return ruledOut(`${who} still knew the connection when it reset it: ${reset.sign}`, [{ ...deathItem(death, reset.sign), supports: 'against' }])
  if (reset.origin !== 'no-socket') return undefined
  const silence = silenceBefore(death)
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
    next: firm ? [systemLogOfOtherHost()] : [systemLogOfOtherHost(), captureAtBothEnds(evidence)],
  })
}

/** How long the resetting end had been silent, and what asked it in vain; undefined when it had been talking until then. */
function silenceBefore({
  flow,
  reset,
}: Death): { readonly us: number; readonly resends: number; readonly unreachable: boolean; readonly items: readonly EvidenceItem[] } | undefined {
  if (reset === undefined) return undefined
  const { from, us, sinceOwnUs } = reset.record
  const asked = directionOf(flow, otherEndOf(from))
  const chain = asked.chains.findLast(({ answered, last }) => !answered && last.us <= us)
  const unreachable = flow.icmp.find((error) => error.about !== from && isHostUnreachable(error.version, error.type, error.code))
  const silentUs = sinceOwnUs ?? 0
  // Beyond a few round trips and one retransmission timeout an end that is there has answered.
  const long = silentUs > Math.max(longUs, 8 * (flow.roundTripUs ?? 0))
  if (!long || (chain === undefined && unreachable === undefined && !reset.local && flow.idle.beforeDeath === undefined)) return undefined
  return {
    us: silentUs,
    resends: chain?.count ?? 0,
    unreachable: unreachable !== undefined,
    items: [
      ...(chain === undefined ? [] : [frameItem(flow, chain.first, `the first of ${chain.count} resends without an answer`, historyLine(flow))]),
      ...(unreachable === undefined
        ? []
        : [
            frameItem(
              flow,
              unreachable,
              `${unreachable.sender} reports the host unreachable`,
              `ICMP type ${unreachable.type} code ${unreachable.code} from ${unreachable.sender}`,
            ),
          ]),
    ],
  }
}

/** One retransmission timeout of the slowest system in use. */
const longUs = 1_000_000

/** Host unreachable and its relatives, RFC 792 and RFC 4443. */
function isHostUnreachable(version: 4 | 6, type: number, code: number): boolean {
  return version === 4 ? type === 3 && (code === 0 || code === 1 || code === 7) : type === 1 && (code === 0 || code === 3)
}
