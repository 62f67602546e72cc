import type { Death } from '../../facts/flow/deaths.ts'
import { arrow, flowItem, frameItem, gapLine, historyLine } from '../../facts/flow/quotes.ts'
import { contradicted, fatalGap, idleDeath, type IdleDeath, othersFellSilent, seenInUse, standsOut } from '../../facts/flow/idle-death.ts'
import { failedConnections } from '../../facts/flow/of-failure.ts'
import { farWasSending } from '../../facts/flow/quiet.ts'
import { closeItems, orderlyClose } from '../../facts/flow/orderly-close.ts'
import { busiestSibling } from '../../facts/flow/siblings.ts'
import { lastStall } from '../../facts/flow/stall.ts'
import { deathItem, loggedBreaks } from '../../facts/flow/told.ts'
import { nearDefault } from '../../facts/known-timers.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { captureAtBothEnds, firewallStateLog, captureFromTheStart, pathTrace } from '../../facts/next-evidence.ts'
import { symptomsOfConnections } from '../../facts/symptoms-of-connections.ts'
import {
  cannotTell,
  duration,
  type Evidence,
  type EvidenceItem,
  explains,
  type FlowRecord,
  type IdleGap,
  type Measurement,
  type Outcome,
  placeOf,
  ruledOut,
  type Strength,
  usPerSecond,
} from '../../model/index.ts'

/** Silences that one timer ended agree within this share. */
const sameTimerShare = 0.05

/** What packets say about an idle limit: a silence, and a connection that was gone after it; undefined when they show no death. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  const all = failedConnections(evidence)
  const [first] = all
  if (first === undefined || localFailure(evidence) !== undefined) return undefined
  const idle = all.flatMap((death) => idleDeath(evidence, death) ?? [])
  const chosen = idle.find(standsOut) ?? idle[0]
  if (chosen === undefined) return first.kind === 'cut-short' ? closedInOrder(evidence) : wasBusy(first, evidence)
  if (contradicted(chosen)) return survivedLonger(chosen)
  const alike = idle.filter(({ gap }) => Math.abs(gap.us - chosen.gap.us) <= sameTimerShare * chosen.gap.us)
  const busy = busiestSibling(evidence, chosen.death.flow, chosen.gap.before.us, chosen.gap.after.us)
  const strength = othersFellSilent(evidence, chosen) ? 'weak' : strengthOf(chosen, alike.length > 1, busy !== undefined)
  const quiet = duration(chosen.gap.us)
  const bothSeen = chosen.death.connection.sightings.length > 1
  return explains(strength, {
    headline: headlineOf(chosen, quiet),
    summary: `${arrow(chosen.death.flow, 'opener')} carried nothing for ${quiet}; ${endings[chosen.expiry]}${busy === undefined ? '' : ', while another connection of the same two hosts was in use'}${survivedText(chosen)}${suspects(chosen)}${aloneText(chosen, busy !== undefined || alike.length > 1)}`,
    accountsFor: symptomsOfConnections(evidence),
    evidence: [
      ...chain(chosen),
      ...(busy === undefined ? [] : [flowItem(busy, 'another connection of the same hosts, in use meanwhile')]),
      ...(chosen.alive === undefined
        ? []
        : [frameItem(chosen.alive.flow, chosen.alive.at, 'the host that did not answer was heard after that', historyLine(chosen.alive.flow))]),
      ...alike.slice(1, 3).map((one) => deathItem(one.death, `another connection died the same way, after ${duration(one.gap.us)}`)),
      ...loggedBreaks(evidence),
    ],
    next: strength === 'decisive' ? [] : [firewallStateLog(evidence), bothSeen ? pathTrace(evidence) : captureAtBothEnds(evidence)],
    measurements: [limit(chosen)],
  })
}

const endings: Readonly<Record<IdleDeath['expiry'], string>> = {
  'next-packet': 'the next packet was answered with a reset that the other host did not send',
  expiry: 'then a reset came that no packet had asked for and that the other host did not send',
  silence: 'what was sent then was never answered',
  'socket-gone':
    'the next packet met a host that no longer knew the connection, although neither a close nor a reset of it had arrived here: its end was told by something in between',
}

function headlineOf({ expiry }: IdleDeath, quiet: string): string {
  if (expiry === 'expiry') return `A device reset the idle connection after ${quiet} of silence`
  if (expiry === 'silence') return `The connection was quiet for ${quiet}, then nothing passed any more: a device forgot it`
  return `A device forgot the connection, which was quiet for ${quiet}: the next packet was reset`
}

function strengthOf({ expiry, alive, death, ...rest }: IdleDeath, repeated: boolean, busy: boolean): Strength {
  const clear = standsOut({ expiry, death, ...rest })
  // Probes into a closed window double their distance: whatever ends them comes after the longest one yet.
  const unprobed = rest.gap.brokenWith !== 'window-probe' || alive !== undefined
  if (farWasSending(death.flow, rest.gap)) return 'weak'
  const told = alive !== undefined || busy || repeated || quietAllItsLife(death.flow, rest.gap)
  if (expiry === 'silence') return !clear || !unprobed || !told || death.flow.icmp.length > 0 ? 'weak' : 'strong'
  if (!clear || death.reset === undefined) return 'weak'
  // A reset that its host may have sent itself tells of a device only where the close that this host would know of cannot have been missed.
  if (death.reset.origin !== 'device') return busy && death.flow.captureLossBytes === 0 && !death.flow.beganBeforeCapture ? 'strong' : 'weak'
  const certain = death.sentByItsEnd === false || (death.reset.sure && repeated)
  return certain ? 'decisive' : 'strong'
}

/** A path that ends in a short pause of a transfer looks the same as a limit that ran out in it; with nothing else to go by, only one long silence speaks for the limit. */
function quietAllItsLife(flow: FlowRecord, gap: IdleGap): boolean {
  return !flow.beganBeforeCapture && gap.us >= 3 * (gap.before.us - flow.first.us)
}

function chain({ death, gap }: IdleDeath): readonly EvidenceItem[] {
  const { flow, reset } = death
  const after = gap.brokenWith === 'reset' ? [] : [frameItem(flow, gap.after, 'the first packet after the silence', gapLine(flow, gap))]
  return [
    frameItem(flow, gap.before, `the last packet before ${duration(gap.us)} of silence`, historyLine(flow)),
    ...after,
    deathItem(death, reset === undefined || death.kind === 'silent' ? 'never answered' : reset.sign),
  ]
}

function survivedText({ survived }: IdleDeath): string {
  return survived === undefined || survived.us < usPerSecond ? '' : `. The longest silence that was survived lasted ${duration(survived.us)}`
}

/** Only what went on elsewhere shows that the path lived: without it, the words say what the strength rests on. */
function aloneText({ expiry, alive }: IdleDeath, accompanied: boolean): string {
  if (expiry !== 'silence' || alive !== undefined || accompanied) return ''
  return '. No other traffic of these hosts shows that the path lived on: one that died in the quiet looks the same'
}

function suspects({ gap }: IdleDeath): string {
  const near = nearDefault(gap.us / usPerSecond)
  return near === '' ? '' : `. This is ${near}`
}

/** A reset on expiry gives the limit itself; otherwise it lies between what was survived and what killed. */
function limit({ death, gap, expiry, survived }: IdleDeath): Measurement {
  const seconds = (us: number): number => Math.round(us / 100_000) / 10
  const at = [placeOf(death.flow, gap.before), placeOf(death.flow, gap.after)]
  if (expiry === 'expiry') return { name: 'idle limit of the path', value: seconds(gap.us), unit: 's', at }
  const value = survived === undefined ? { below: seconds(gap.us) } : { atLeast: seconds(survived.us), below: seconds(gap.us) }
  return { name: 'idle limit of the path', value, unit: 's', at: survived === undefined ? at : [...at, placeOf(survived.flow, survived.gap.after)] }
}

function closedInOrder(evidence: Evidence): Outcome | undefined {
  const close = orderlyClose(evidence)
  return close === undefined ? undefined : ruledOut('The connection was in use, and an end closed it in order', closeItems(close))
}

function survivedLonger({ death, gap, survived }: IdleDeath): Outcome {
  const items =
    survived === undefined
      ? []
      : [frameItem(survived.flow, survived.gap.after, `${duration(survived.us)} of silence were survived`, gapLine(survived.flow, survived.gap), 'against')]
  return ruledOut(`A longer silence than the ${duration(gap.us)} before this death was survived: an idle limit would have ended that one`, [
    ...items,
    frameItem(death.flow, gap.after, 'the silence before this death', gapLine(death.flow, gap), 'against'),
  ])
}

function wasBusy(death: Death, evidence: Evidence): Outcome | undefined {
  const { flow, at } = death
  if (lastStall(flow, at.us) !== undefined) return undefined
  if (!seenInUse(death))
    return cannotTell('The capture begins when the connection was already open: how long it had been quiet before is not in it', [
      captureFromTheStart(evidence),
    ])
  const { reset } = death
  if (fatalGap(death) !== undefined && reset !== undefined && reset.origin !== 'device') {
    return ruledOut(`The connection had been quiet, but the reset is that of ${reset.local ? 'this host' : 'the other host'} itself: ${reset.sign}`, [
      deathItem(death, reset.sign, 'against'),
    ])
  }
  const longest = flow.idle.longest === undefined ? 'a second' : duration(Math.max(flow.idle.longest.us, usPerSecond))
  return ruledOut(`The connection was in use: no silence of more than ${longest} came before its end`, [
    deathItem(death, 'packets had passed until then', 'against'),
  ])
}
