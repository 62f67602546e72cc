import { arrivedInVain } from '../../facts/flow/arrived-in-vain.ts'
import { pairsFrom } from '../../facts/flow/connections.ts'
import type { Death } from '../../facts/flow/deaths.ts'
import { directionOf, endpointOf, otherEndOf } from '../../facts/flow/ends.ts'
import { idleDeath } from '../../facts/flow/idle-death.ts'
import { largeLost } from '../../facts/flow/large-lost.ts'
import { failedConnections } from '../../facts/flow/of-failure.ts'
import { arrow, frameItem, historyLine, icmpLine } from '../../facts/flow/quotes.ts'
import { refusal } from '../../facts/flow/refusal.ts'
import { heardFrom, siblings } from '../../facts/flow/siblings.ts'
import { deathItem, loggedBreaks } from '../../facts/flow/told.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { unheardAnswers } from '../../facts/flow/unheard-answers.ts'
import { captureAtBothEnds, pathTrace } from '../../facts/next-evidence.ts'
import { symptomsOfConnections } from '../../facts/symptoms-of-connections.ts'
import {
  count,
  duration,
  type Evidence,
  type EvidenceItem,
  explains,
  type FlowRecord,
  notApplicable,
  type Outcome,
  ruledOut,
  type SegmentSample,
} from '../../model/index.ts'

/** What packets say about a path that was gone: a connection in use that met silence or an ICMP error, and nothing else that got through. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  if (localFailure(evidence) !== undefined) return undefined
  const all = failedConnections(evidence)
  const death = all.find(({ kind }) => kind === 'silent')
  if (death === undefined) return all[0] === undefined ? prohibited(evidence) : answered(all[0])
  const { flow, sender = 'opener' } = death
  const vain = arrivedInVain(death)
  if (vain !== undefined) {
    return ruledOut('What was repeated in vain stands in the capture of the host that should have answered: the path carried it', [
      frameItem(vain.flow, vain.chain.last, 'it arrived here', historyLine(vain.flow), 'against'),
    ])
  }
  if (largeLost(flow) !== undefined) return notApplicable
  const host = endpointOf(flow, otherEndOf(sender)).address
  const asked = unansweredSince(death)
  const alive = heardFrom(evidence, flow, otherEndOf(sender), asked, Number.MAX_SAFE_INTEGER)
  const idle = idleDeath(evidence, death)
  const repeats = alive?.other === true || idle !== undefined ? undefined : unheardAnswers(flow, sender, asked)
  if (repeats !== undefined) return oneDirection(death, repeats, evidence)
  if (alive !== undefined) {
    return ruledOut(`${host} was heard ${alive.other ? 'on another connection ' : ''}while this one met silence: the path was there`, [
      frameItem(alive.flow, alive.at, 'a packet from the host that did not answer', historyLine(alive.flow), 'against'),
    ])
  }
  const errors = unreachable(flow)
  const others = siblings(evidence, flow).filter((event) => event.flow.ending.how === 'silent')
  const tries = triesOf(flow, sender)
  const lasting = tries >= (flow.ending.how === 'open' && !saidTimedOut(evidence) ? fewestTriesYet : fewestTries)
  const strength = errors.length > 0 ? 'decisive' : idle !== undefined ? 'weak' : lasting || others.length > 0 ? 'strong' : 'weak'
  return explains(strength, {
    headline:
      `${host} fell silent ${idle === undefined ? 'in the middle of the transfer' : `in a pause of ${duration(idle.gap.us)}`}: ${count(tries, 'packet')} without an answer`.slice(
        0,
        100,
      ),
    summary: `${arrow(flow, sender)} ${idle === undefined ? 'was in use, and from one packet to the next' : `paused for ${duration(idle.gap.us)}, and after that`} nothing of ${host} arrived any more: ${count(tries, 'packet')} in ${duration(Math.max(0, flow.last.us - asked))} met silence, small ones too${others.length > 0 ? `, and so did ${count(others.length, 'other connection')} to it` : ''}${errors.length > 0 ? '; a router reported it unreachable' : ''}. A link, a route or the host itself was gone, or a device discards everything.`,
    accountsFor: symptomsOfConnections(evidence),
    evidence: [deathItem(death, 'the first packet that met silence'), ...errors, ...farSilence(death), ...loggedBreaks(evidence)],
    next: [pathTrace(evidence)],
  })
}

/** Here what the other end sends arrives; there nothing does, or it would not repeat what was acknowledged. */
function oneDirection(death: Death, repeats: readonly SegmentSample[], evidence: Evidence): Outcome {
  const { flow, sender = 'opener' } = death
  const host = endpointOf(flow, otherEndOf(sender)).address
  const own = endpointOf(flow, sender).address
  const [first = death.at] = repeats
  return explains('weak', {
    headline: `Nothing of ${own} reaches ${host} any more, while its packets arrive here`.slice(0, 100),
    summary: `${arrow(flow, sender)}: what ${own} sent met silence, and ${host} repeated ${count(repeats.length, 'time')} what had been acknowledged here at once. The way from ${own} to ${host} was gone, the way back was not: a route or a link of one direction, or a firewall that discards what ${own} sends.`,
    accountsFor: symptomsOfConnections(evidence),
    evidence: [
      deathItem(death, 'the first packet that met silence'),
      frameItem(flow, first, 'repeated though it had been acknowledged: the acknowledgment did not arrive', historyLine(flow)),
      ...loggedBreaks(evidence),
    ],
    next: [pathTrace(evidence), captureAtBothEnds(evidence)],
  })
}

/** A handful of unanswered packets is an outage, not bad luck; of probes that the capture ends upon, when nobody had given up yet, it takes some ten seconds of them. */
const fewestTries = 4
const fewestTriesYet = 6

function saidTimedOut(evidence: Evidence): boolean {
  return evidence.symptoms.some((event) => 'line' in event.at && event.kind === 'connection.failed' && event.errno === 'ETIMEDOUT')
}

function answered(death: Death): Outcome | undefined {
  if (death.kind !== 'reset' || death.reset === undefined || death.flow.icmp.length > 0) return undefined
  return ruledOut('The connection was answered with a reset: packets passed', [deathItem(death, 'an answer', 'against')])
}

/** A device that forbids a connection is there, and so is the path to it. */
function prohibited(evidence: Evidence): Outcome | undefined {
  const found = refusal(evidence)
  if (found?.icmp === undefined || found.by !== 'device') return undefined
  const { flow } = found.attempt
  return ruledOut(`The request was forbidden, not undeliverable: ${found.sign}`, [frameItem(flow, found.icmp, found.sign, icmpLine(found.icmp), 'against')])
}

/** When the first packet left that was never answered. */
function unansweredSince({ flow, at, sender = 'opener' }: Death): number {
  const own = directionOf(flow, sender)
  const chain = own.chains.findLast(({ answered: known }) => !known)
  const first = flow.ending.how === 'silent' ? at.us : (chain?.start.us ?? own.keepalives.first?.us ?? at.us)
  return Math.min(first, at.us)
}

function triesOf(flow: FlowRecord, sender: 'opener' | 'answerer'): number {
  const own = directionOf(flow, sender)
  const chain = own.chains.findLast(({ answered: known }) => !known)
  const unanswered = own.windowProbes.count - own.windowProbes.answered
  return Math.max((chain?.count ?? 0) + 1, own.keepalives.unansweredAtEnd, unanswered, 1)
}

function unreachable(flow: FlowRecord): readonly EvidenceItem[] {
  return flow.icmp
    .filter(({ type, version, code }) => (version === 4 ? type === 3 && code !== 4 && code !== 3 : type === 1 && code !== 4))
    .slice(0, 2)
    .map((error) => frameItem(flow, error, `${error.sender} reports the host unreachable`, icmpLine(error)))
}

/** The other end, in its own capture, meets the same silence. */
function farSilence({ connection, flow }: Death): readonly EvidenceItem[] {
  return pairsFrom(connection, flow)
    .filter(({ b }) => b.ending.how === 'silent')
    .slice(0, 1)
    .map(({ b }) => frameItem(b, b.ending.at ?? b.last, 'the other end repeats in vain as well', historyLine(b)))
}
