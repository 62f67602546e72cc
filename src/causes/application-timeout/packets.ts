import { directionOf, endpointOf, otherEndOf } from '../../facts/flow/ends.ts'
import { failedConnections } from '../../facts/flow/of-failure.ts'
import { frameItem, gapLine, historyLine } from '../../facts/flow/quotes.ts'
import { loggedBreaks } from '../../facts/flow/told.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { logOfOtherEnd } from '../../facts/next-evidence.ts'
import { ownTimer } from '../../facts/own-timer.ts'
import { symptomsOfConnections } from '../../facts/symptoms-of-connections.ts'
import { duration, type Evidence, explains, type FinRecord, type FlowRecord, type IdleGap, type Outcome, placeOf, usPerSecond } from '../../model/index.ts'

/** Shorter waits are in every exchange of programs. */
const shortestWaitUs = 2 * usPerSecond
/** A timer and the capture's clock agree within this share; programs look at their timers once a second. */
const sameShare = 0.05
const programTickUs = usPerSecond

/** What packets say about a program that gave up waiting: everything sent was acknowledged, then silence, then an orderly close out of the silence by one end itself. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  if (localFailure(evidence) !== undefined) return undefined
  const timer = ownTimer(evidence)
  const closed = failedConnections(evidence).flatMap(({ flow, kind }) => (kind === 'cut-short' ? (closedOutOfSilence(flow) ?? []) : []))
  const fits = closed.find(({ gap }) => timer?.limitUs === undefined || Math.abs(gap.us - timer.limitUs) <= sameShare * timer.limitUs + programTickUs)
  if (fits === undefined) return undefined
  const { flow, fin, gap } = fits
  const who = endpointOf(flow, fin.from).address
  return explains(timer !== undefined && timer.preceded === undefined ? 'strong' : 'weak', {
    headline: `${who} closed the connection itself after ${duration(gap.us)} of silence: a timer of its program`.slice(0, 100),
    summary: `Everything that was sent had been acknowledged, then nothing passed for ${duration(gap.us)}, and ${who} closed in order. No packet was lost or answered wrongly: its program had waited long enough for data that did not come.`,
    accountsFor: symptomsOfConnections(evidence),
    evidence: [
      frameItem(flow, gap.before, 'the last packet before the silence', historyLine(flow)),
      frameItem(flow, fin, `${who} closes`, gapLine(flow, gap)),
      ...loggedBreaks(evidence),
    ],
    next: [logOfOtherEnd(evidence)],
    measurements: [
      { name: 'silence before the close', value: Math.round(gap.us / 100_000) / 10, unit: 's', at: [placeOf(flow, gap.before), placeOf(flow, fin)] },
    ],
  })
}

/** A close by one end out of a silence, of a connection that the other end still wanted to use. */
function closedOutOfSilence(flow: FlowRecord): { readonly flow: FlowRecord; readonly fin: FinRecord; readonly gap: IdleGap } | undefined {
  const { longest } = flow.idle
  const [fin] = flow.fins
  if (longest === undefined || fin === undefined || longest.us < shortestWaitUs || longest.after.frame !== fin.frame) return undefined
  const other = directionOf(flow, otherEndOf(fin.from))
  const wentOn = other.lastData !== undefined && other.lastData.us > fin.us
  return wentOn ? { flow, fin, gap: longest } : undefined
}
