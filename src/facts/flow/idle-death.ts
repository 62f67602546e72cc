import { type Evidence, type FlowRecord, hostsOf, type IdleGap, usPerMs, usPerSecond } from '../../model/index.ts'
import { arrivedInVain } from './arrived-in-vain.ts'
import type { Death } from './deaths.ts'
import { directionOf, endAt, endpointOf, otherEndOf } from './ends.ts'
import { sentMeanwhile } from './quiet.ts'
import { heardFrom, type LifeSign, siblings } from './siblings.ts'

/** A connection that was quiet, and dead when it was wanted again. */
export interface IdleDeath {
  readonly death: Death
  readonly gap: IdleGap
  /** `next-packet`: what was sent after the silence was reset. `expiry`: a reset came out of the silence. `silence`: it was swallowed. `socket-gone`: the other host knew nothing of it any more, and no close had come. */
  readonly expiry: 'next-packet' | 'expiry' | 'silence' | 'socket-gone'
  /** The longest silence that connections of these hosts to this service survived. */
  readonly survived?: { readonly us: number; readonly flow: FlowRecord; readonly gap: IdleGap }
  /** A packet of the host that did not answer, after it had been asked. */
  readonly alive?: LifeSign
}

/** A silence that killed is longer than any that was survived; three times as long, chance is left out of it. */
const clearlyLonger = 3
/** Timers and captures agree within this share. */
const sameShare = 0.05

/** The silence before a death; undefined when the connection was in use, or an end itself ended it. */
export function idleDeath(evidence: Evidence, death: Death): IdleDeath | undefined {
  const gap = fatalGap(death)
  const expiry = gap === undefined ? undefined : expiryOf(death, gap)
  if (gap === undefined || expiry === undefined || arrivedInVain(death) !== undefined) return undefined
  const survived = longestSurvived(evidence, death.flow, gap)
  const alive = expiry === 'silence' ? aliveDuring(evidence, death, gap) : undefined
  return { death, gap, expiry, ...(survived === undefined ? {} : { survived }), ...(alive === undefined ? {} : { alive }) }
}

/** Whether the silence stands out from all that were survived; probes into a closed window double their distance, so theirs need not. */
export function standsOut({ gap, survived }: IdleDeath): boolean {
  if (survived === undefined) return true
  return survived.us * (gap.brokenWith === 'window-probe' ? 1 : clearlyLonger) <= gap.us
}

/** A longer silence than the fatal one was survived: no idle limit explains that. */
export function contradicted({ gap, survived }: IdleDeath): boolean {
  return survived !== undefined && survived.us > gap.us * (1 + sameShare)
}

/** No device forgets a connection sooner: the shortest limits in use are tens of seconds, and pauses of a second are in every transfer. */
const shortestLimitUs = 2 * usPerSecond

/** Whether the capture shows that the connection was in use before its end: one that began later does not tell how long it had been quiet. */
export function seenInUse({ flow, at }: Death): boolean {
  return !flow.beganBeforeCapture || at.us - flow.first.us >= shortestLimitUs
}

/** A silence that began after the connection was dead says nothing. */
export function fatalGap({ flow, kind, at, silence, connection }: Death): IdleGap | undefined {
  const gap = silence ?? flow.idle.beforeDeath
  if (gap !== undefined && sentMeanwhile(connection, flow, gap)) return undefined
  return kind === 'cut-short' || gap === undefined || gap.us < shortestLimitUs || gap.after.us > at.us ? undefined : gap
}

function expiryOf({ kind, reset, sentByItsEnd, flow, at }: Death, gap: IdleGap): IdleDeath['expiry'] | undefined {
  if (kind === 'silent') return 'silence'
  if (reset === undefined) return undefined
  if (reset.origin === 'device') return gap.brokenWith === 'reset' ? 'expiry' : 'next-packet'
  if (reset.local || reset.origin === 'owner' || sentByItsEnd === true || gap.brokenBy === reset.record.from) return undefined
  const answered = reset.record.trigger?.frame === gap.after.frame || at.us - gap.after.us <= answerWithin(flow)
  return answered ? (reset.origin === 'no-socket' ? 'socket-gone' : 'next-packet') : undefined
}

/** Three round trips, or as long as a short queue on a slow line takes. */
function answerWithin({ roundTripUs = 0, opener, answerer }: FlowRecord): number {
  return Math.max(3 * roundTripUs, 3 * (opener.rtt?.maxUs ?? 0), 3 * (answerer.rtt?.maxUs ?? 0), 50 * usPerMs)
}

/** An end that gave up is answered too late by what comes afterwards: only what came while it asked counts. */
function aliveDuring(evidence: Evidence, { flow, sender, reset, at }: Death, gap: IdleGap): LifeSign | undefined {
  const asking = sender ?? gap.brokenBy
  const until = reset === undefined ? flow.last.us + flow.ending.quietUntilCaptureEndUs : at.us
  return heardFrom(evidence, flow, otherEndOf(asking), gap.after.us, Math.max(until, gap.after.us + usPerSecond))
}

/** Other connections of these hosts were in use before the end, so that they too would have shown that the host was there. */
export function othersFellSilent(evidence: Evidence, { death, gap, alive, expiry }: IdleDeath): boolean {
  if (expiry !== 'silence' || alive !== undefined) return false
  const { address } = endpointOf(death.flow, otherEndOf(death.sender ?? gap.brokenBy))
  return siblings(evidence, death.flow).some(
    ({ flow }) => (flow.last.us > gap.before.us && flow.ending.how !== 'fin') || askedInVain(flow, address, gap.after.us, death.at.us),
  )
}

/** A connection that repeated what it sent to this host all through an interval and heard nothing of it, though it was answered later. */
function askedInVain(flow: FlowRecord, address: string, fromUs: number, toUs: number): boolean {
  const far = endAt(flow, address)
  if (far === undefined) return false
  const silence = directionOf(flow, far).longestSilence
  if (silence === undefined || silence.before.us > fromUs || silence.after.us < toUs) return false
  const { first, last } = directionOf(flow, otherEndOf(far)).resends
  return first !== undefined && last !== undefined && first.us <= toUs && last.us >= fromUs
}

function longestSurvived(evidence: Evidence, flow: FlowRecord, fatal: IdleGap): IdleDeath['survived'] {
  const hosts = hostsOf(flow.tuple)
  const port = serviceOf(flow)
  const found = evidence.of('flow.observed').flatMap((event) => {
    const other = event.flow
    const gap = other.idle.longestSurvived
    const alike = other === flow || (hostsOf(other.tuple) === hosts && serviceOf(other) === port)
    return gap === undefined || !alike || gap.after.frame === fatal.after.frame ? [] : [{ us: gap.us, flow: other, gap }]
  })
  return found.toSorted((a, b) => b.us - a.us)[0]
}

/** The lower port is the service's nearly always; a device may have another limit for another service. */
function serviceOf({ tuple }: FlowRecord): number {
  return Math.min(tuple.from.port, tuple.to.port)
}
