import { allPairs, type Connection, connections } from '../../facts/flow/connections.ts'
import type { Death } from '../../facts/flow/deaths.ts'
import { directionOf, endpointOf, nearEndOf, otherEndOf } from '../../facts/flow/ends.ts'
import { failedConnection } from '../../facts/flow/of-failure.ts'
import { frameItem, historyLine, resetLine } from '../../facts/flow/quotes.ts'
import { type BlindWindow, blindWindow, type HiddenScale, hiddenScale } from '../../facts/flow/scale.ts'
import { idleDeath } from '../../facts/flow/idle-death.ts'
import { endIn } from '../../facts/flow/sameness.ts'
import { deathItem, loggedBreaks } from '../../facts/flow/told.ts'
import { type StopAtRawEdge, stopAtRawEdge } from '../../facts/flow/vanished-socket.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { captureAtBothEnds } from '../../facts/next-evidence.ts'
import { symptomsOfConnections } from '../../facts/symptoms-of-connections.ts'
import {
  cannotTell,
  count,
  type Evidence,
  type EvidenceItem,
  explains,
  type FlowRecord,
  type HandshakeOptions,
  type Outcome,
  ruledOut,
} from '../../model/index.ts'

/** What packets say about the scaled window: an option that is missing at one end, an end that does not know of it, or a device that judges by the raw number. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  if (localFailure(evidence, ['run.stopped']) !== undefined) return undefined
  for (const connection of connections(evidence)) {
    const hidden = connection.sightings.map(({ flow }) => hiddenScale(flow)).find((one) => one !== undefined)
    if (hidden !== undefined) return byOption(hidden, connection, evidence)
  }
  const death = failedConnection(evidence)
  if (death === undefined || idleDeath(evidence, death) !== undefined) return undefined
  const stopped = stopAtRawEdge(death)
  if (stopped !== undefined) return byStop(stopped, death, evidence)
  const blind = blindWindow(death)
  if (blind === 'contradicted') {
    return ruledOut('Data far beyond the unscaled window was accepted just before the reset: nothing judges it by that number', [
      frameItem(death.flow, death.at, 'the reset', death.reset === undefined ? historyLine(death.flow) : resetLine(death.flow, death.reset.record), 'against'),
    ])
  }
  if (blind === 'possible') {
    return cannotTell(
      'The reset came when data had gone farther beyond the unscaled window than ever before: a device that ignores the scale may have sent it',
      [captureAtBothEnds(evidence)],
    )
  }
  return blind === undefined ? undefined : byBlindness(blind, death, evidence)
}

function byOption(hidden: HiddenScale, connection: Connection, evidence: Evidence): Outcome {
  const { flow, misread, rawWindow, synWindow, shift } = hidden
  const removed = removedOption(connection)
  const who = endpointOf(flow, misread).address
  const deaf = endpointOf(flow, otherEndOf(misread)).address
  const sender = directionOf(flow, otherEndOf(misread))
  const said =
    hidden.sign === 'divided'
      ? `${who} answered without the window scale option here, and yet its window falls at once from ${synWindow} to ${rawWindow}, ${2 ** shift} times smaller: it scales, and ${deaf} takes the small number as it stands`
      : `Both options stand here, but ${who} sends the unscaled window ${rawWindow} after ${synWindow} in its SYN: the option of the SYN-ACK did not reach it`
  return explains(removed === undefined ? 'strong' : 'decisive', {
    headline:
      removed === undefined
        ? `The window scale option was lost on the way: a window of ${hidden.sign === 'divided' ? rawWindow : synWindow} is misread by ${2 ** shift}`
        : `A device removes the window scale option from the ${removed.packet} on the way`,
    summary: `${said}. The two ends disagree about every window by a factor of ${2 ** shift}: data crawls in pieces of the small number, or is sent beyond what the other end accepts${sender.windowFull > 0 ? `; ${count(sender.windowFull, 'segment')} filled the window to its edge` : ''}`,
    accountsFor: symptomsOfConnections(evidence),
    evidence: [...handshake(flow), ...(removed?.items ?? []), ...loggedBreaks(evidence)],
    next: removed === undefined ? [captureAtBothEnds(evidence)] : [],
  })
}

function handshake(flow: FlowRecord): readonly EvidenceItem[] {
  return (['opener', 'answerer'] as const).flatMap((end) => {
    const { syn, window } = directionOf(flow, end)
    if (syn === undefined) return []
    const name = end === 'opener' ? 'SYN' : 'SYN-ACK'
    return [
      frameItem(
        flow,
        syn,
        `the ${name} ${syn.windowShift === undefined ? 'without' : 'with'} the option; the next window is ${window.firstRaw ?? 'not seen'}`,
        synLine(name, syn),
      ),
    ]
  })
}

function synLine(name: string, syn: HandshakeOptions): string {
  return `${name}, window ${syn.window}, ${syn.windowShift === undefined ? 'no window scale' : `window scale ${syn.windowShift}`}, options ${syn.order}`
}

/** The same SYN or SYN-ACK with the option in one capture and without it in the other. */
function removedOption(connection: Connection): { readonly packet: 'SYN' | 'SYN-ACK'; readonly items: readonly EvidenceItem[] } | undefined {
  for (const { a, b, same } of allPairs(connection)) {
    for (const end of ['answerer', 'opener'] as const) {
      const [here, there] = [directionOf(a, end).syn, directionOf(b, endIn(end, same)).syn]
      if (here === undefined || there === undefined || (here.windowShift === undefined) === (there.windowShift === undefined)) continue
      const packet = end === 'opener' ? 'SYN' : 'SYN-ACK'
      return { packet, items: [seenAt(a, packet, here), seenAt(b, packet, there)] }
    }
  }
  return undefined
}

function seenAt(flow: FlowRecord, packet: string, syn: HandshakeOptions): EvidenceItem {
  const near = nearEndOf(flow)
  const where = near === undefined ? 'in this capture' : `at ${endpointOf(flow, near).address}`
  return frameItem(
    flow,
    syn,
    `the same ${packet} ${where}: ${syn.windowShift === undefined ? 'the option is gone' : 'the option is there'}`,
    synLine(packet, syn),
  )
}

function byBlindness(blind: BlindWindow, death: Death, evidence: Evidence): Outcome {
  const { flow, at, reset } = death
  const who = endpointOf(flow, blind.receiver).address
  const { scaledWindow } = blind
  const granted = scaledWindow === undefined ? 'a window of unknown scale' : `${scaledWindow} bytes`
  return explains(scaledWindow === undefined ? 'weak' : 'strong', {
    headline: `A device ignores window scaling: it reset data beyond the unscaled ${blind.rawWindow} of ${granted}`.slice(0, 100),
    summary: `${who} granted ${granted} (${blind.rawWindow} before scaling). Of what was sent then, exactly the segments that begin within the unscaled ${blind.rawWindow} bytes${blind.slack > 0 ? ` and the ${blind.slack} beyond them that a tracker of Linux tolerates` : ''} arrived; what followed was answered with resets that ${who} did not send${reset === undefined ? '' : ` (${reset.sign})`}. A firewall that tracks windows but does not know the scale does this; small transfers never reach its limit.`,
    accountsFor: symptomsOfConnections(evidence),
    evidence: [
      frameItem(
        flow,
        blind.last,
        `the last window granted: ${blind.rawWindow} before scaling, ${granted}`,
        `${historyLine(flow)}, ack ${blind.last.ack}, window ${blind.rawWindow}`,
      ),
      frameItem(flow, at, `reset, with data sent up to ${blind.sentTo}`, reset === undefined ? historyLine(flow) : resetLine(flow, reset.record)),
      frameItem(
        flow,
        blind.after,
        `${who} itself acknowledged up to ${blind.passedTo} only: the last segment that began within ${blind.slack > 0 ? 'what the tracker tolerates' : 'the unscaled window'}`,
        `ack ${blind.after.ack}, window ${blind.after.window}, ttl ${blind.after.ttl}`,
      ),
      ...loggedBreaks(evidence),
    ],
    next: [captureAtBothEnds(evidence)],
    measurements: [{ name: 'data in flight at the reset', value: blind.sentTo - blind.last.ack, unit: 'bytes', at: [] }],
  })
}

/** At the receiving end nothing of the foreign reset is seen, but what it left of the data, and a sender that no longer knows the connection. */
function byStop({ sender, granted, rawEdge, scaledWindow, last }: StopAtRawEdge, death: Death, evidence: Evidence): Outcome {
  const { flow } = death
  const who = endpointOf(flow, sender).address
  return explains('strong', {
    headline: `A device ignores window scaling: of ${scaledWindow} bytes granted only what began within ${granted.window} arrived`.slice(0, 100),
    summary: `${who} waited for the window and was granted ${scaledWindow} bytes (${granted.window} before scaling). What begins within the unscaled number arrived, nothing behind it, and a moment later ${who} no longer knew the connection, without a close or a reset of its own before: it was told by something on the way. A firewall that tracks windows but does not know the scale does this; small transfers never reach its limit.`,
    accountsFor: symptomsOfConnections(evidence),
    evidence: [
      frameItem(
        flow,
        granted,
        `the window granted: ${granted.window} before scaling, ${scaledWindow} bytes`,
        `${historyLine(flow)}, ack ${granted.ack}, window ${granted.window}`,
      ),
      frameItem(flow, last, `the last data, beginning before byte ${rawEdge}, where the unscaled window ends`, `seq ${last.seq}, ${last.length} bytes`),
      deathItem(death, 'a system that no longer knows the connection'),
      ...loggedBreaks(evidence),
    ],
    next: [captureAtBothEnds(evidence)],
  })
}
