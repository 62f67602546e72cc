import { duration, type Event, type EventOf, type Evidence, explains, type Outcome, supporting } from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { captureAtBothEnds, logOfOtherEnd, pathTrace } from '../../facts/next-evidence.ts'

type LinkLost = EventOf<'link.lost'>

/** The card itself, and not a cable or a switch that took its link away. */
const driverHang = /Unit Hang|Reset adapter|WATCHDOG|transmit queue \d+ timed out/

/** A link or its card that failed, where all else that is told says little or nothing of a connection; undefined where something says more. */
export function byLinkTrouble(evidence: Evidence, link: LinkLost | undefined): Outcome | undefined {
  const { symptoms } = evidence
  if (link !== undefined) {
    const [exit] = symptoms.filter(isShellFailure)
    if (exit !== undefined && symptoms.every((event) => event.symptom === 'echo' || isShellFailure(event))) return beforeShellFailed(link, exit, evidence)
    if (symptoms.every(({ kind }) => kind === 'link.lost')) return cardAlone(link, evidence)
  }
  if (link !== undefined && symptoms.every(isResetOrEcho) && isDated(link, evidence)) return beforeReset(link, evidence)
  const hang = link ?? (symptoms.every(isUndated) ? evidence.of('link.lost').find(isDriverHang) : undefined)
  return hang !== undefined && isDriverHang(hang) && symptoms.every(isBreakOrWait) ? besideTransfer(hang, evidence) : undefined
}

/** What the lost link is called where it is the answer. */
export function linkHeadline(link: LinkLost): string {
  return isDriverHang(link) ? `The ${named('network card', link)} hung during the transfer` : `The ${named('network link', link)} went down during the transfer`
}

function beforeShellFailed(link: LinkLost, exit: Event, evidence: Evidence): Outcome {
  return explains('weak', {
    headline: `The ${named('network link', link)} failed shortly before the remote shell gave up`,
    summary:
      'The card or its link failed, and then the remote shell ended with its own error (255) without a word of the reason. A link that fails does this; so does anything else that ends ssh.',
    accountsFor: withEchoes(evidence, evidence.symptoms.filter(isShellFailure)),
    evidence: [supporting(link, 'the link or its card failed'), supporting(exit, 'then the remote shell gave up')],
    next: [pathTrace(evidence), logOfOtherEnd(evidence)],
  })
}

/** Over a link that is gone for a while nothing breaks at once: a reset comes when it is back, from an end or a device that had given the connection up meanwhile. */
function beforeReset(link: LinkLost, evidence: Evidence): Outcome {
  const [first] = evidence.symptoms
  const gap = evidence.timeline.gap(link.when, first?.when)
  const before = gap === undefined || gap.us <= 0 ? 'as' : `${duration(gap.us)} before`
  return explains('weak', {
    headline: `The ${named(isDriverHang(link) ? 'network card' : 'network link', link)} failed ${before} the connection broke`,
    summary:
      'The card or its link failed, and the connection broke afterwards. What is under way waits then and is repeated; where the other end or a device gives the connection up meanwhile, it is reset when packets pass again. A reset has other causes too, and the lines do not show that this one came of it.',
    accountsFor: evidence.symptoms,
    evidence: [supporting(link, 'the link or its card failed'), ...evidence.symptoms.slice(0, 2).map((event) => supporting(event, 'the connection broke'))],
    next: [pathTrace(evidence), logOfOtherEnd(evidence), captureAtBothEnds(evidence)],
  })
}

function cardAlone(link: LinkLost, evidence: Evidence): Outcome {
  const card = named('network card', link)
  return explains('weak', {
    headline: `The ${card} stopped sending and was reset`,
    summary: `The driver says that the ${card} hung, again and again where it repeats it. Until the reset is over nothing is sent or received: a transfer stands still for seconds each time, or breaks.`,
    accountsFor: evidence.symptoms,
    evidence: evidence.symptoms.slice(0, 3).map((event) => supporting(event, 'the driver reports the card')),
    next: [pathTrace(evidence), logOfOtherEnd(evidence)],
  })
}

function besideTransfer(hang: LinkLost, evidence: Evidence): Outcome {
  return explains('weak', {
    headline: `The ${named('network card', hang)} hung and was reset: the transfer broke`,
    summary:
      'The driver says that the card stopped sending and had to be reset. What is under way then stands still or breaks; that it was this very moment, the lines do not show.',
    accountsFor: evidence.symptoms,
    evidence: [supporting(hang, 'the driver reports the card'), ...evidence.symptoms.slice(0, 2).map((event) => supporting(event, 'the transfer broke'))],
    next: [pathTrace(evidence), logOfOtherEnd(evidence)],
  })
}

function named(what: string, { device }: LinkLost): string {
  return device === undefined ? what : `${what} ${device}`
}

function isShellFailure(event: Event): boolean {
  return event.kind === 'program.exited' && event.code === 255
}

function isDriverHang({ quote }: Event): boolean {
  return driverHang.test(quote)
}

function isUndated({ when }: Event): boolean {
  return when === undefined
}

function isResetOrEcho(event: Event): boolean {
  if (event.symptom === 'echo') return true
  return event.kind === 'connection.failed' && event.channel !== 'pipe' && (event.errno === 'ECONNRESET' || event.errno === 'EPIPE')
}

/** Both carry times of related clocks: without, nothing ties a link's message of some day to this failure. */
function isDated({ when }: LinkLost, { symptoms, timeline }: Evidence): boolean {
  return timeline.gap(when, symptoms[0]?.when) !== undefined
}

function isBreakOrWait({ kind, symptom }: Event): boolean {
  return symptom === 'echo' || kind === 'connection.closed' || kind === 'timer.expired' || kind === 'link.lost'
}
