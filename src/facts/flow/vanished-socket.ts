import { type FlowEnd, type FlowRecord, type SegmentSample, usPerSecond } from '../../model/index.ts'
import type { Death } from './deaths.ts'
import { directionOf, otherEndOf } from './ends.ts'
import { samplesOf } from './sameness.ts'

/** A host takes longer than this to come back from a restart or to lose its connections in a failover of its own. */
const shorterThanAnyRestartUs = usPerSecond

/**
 * The end that had talked a moment before and then knew nothing of the connection, though neither a close nor a reset of its own had come:
 * a program that ends says one or the other, so something else told that end, which did not pass this tap.
 */
export function vanishedSocket({ flow, kind, reset }: Death): FlowEnd | undefined {
  if (kind !== 'reset' || reset?.origin !== 'no-socket' || reset.local) return undefined
  // What the tap lost may have been the close itself.
  if (flow.captureLossBytes > 0 || flow.oneSided) return undefined
  const { from, sinceOwnUs, frame } = reset.record
  if (sinceOwnUs === undefined || sinceOwnUs > shorterThanAnyRestartUs) return undefined
  return flow.fins.some((fin) => fin.from === from && fin.frame < frame) ? undefined : from
}

/** What arrived last, where the sender waited for the window and was granted more: it stops where the window without its scale ends. */
export interface StopAtRawEdge {
  readonly sender: FlowEnd
  readonly granted: SegmentSample
  readonly rawEdge: number
  readonly scaledWindow: number
  readonly last: SegmentSample
}

/** So many more segments the window held that a sender with data for all of them sends at once. */
const fewestMissing = 4

/** At the receiving end of a connection whose sender vanished: only what begins within the unscaled window came of what the scaled one allowed. */
export function stopAtRawEdge(death: Death): StopAtRawEdge | undefined {
  const sender = vanishedSocket(death)
  if (sender === undefined) return undefined
  const { flow, at } = death
  const { windowScale } = directionOf(flow, otherEndOf(sender))
  if (windowScale.is !== 'known' || windowScale.shift === 0 || !filledEveryWindow(flow, sender)) return undefined
  const sent = samplesOf(flow, sender).filter(({ frame, length }) => frame < at.frame && length > 0)
  const last = sent.at(-1)
  const granted = last === undefined ? undefined : grantBefore(flow, otherEndOf(sender), sent, last)
  if (last === undefined || granted === undefined) return undefined
  const segment = directionOf(flow, sender).segments.largest
  const rawEdge = granted.ack + granted.window
  const scaledWindow = granted.window * 2 ** windowScale.shift
  const end = last.seq + last.length
  const stops = last.seq <= rawEdge && end > rawEdge && last.length === segment
  return stops && granted.ack + scaledWindow >= end + fewestMissing * segment ? { sender, granted, rawEdge, scaledWindow, last } : undefined
}

/** A sender that had filled the window to its edge had more to send. */
function filledEveryWindow(flow: FlowRecord, sender: FlowEnd): boolean {
  return directionOf(flow, sender).windowFull > 0
}

/** The window that allowed the last segments: the last one announced before them, not during them. */
function grantBefore(flow: FlowRecord, receiver: FlowEnd, sent: readonly SegmentSample[], last: SegmentSample): SegmentSample | undefined {
  const grants = samplesOf(flow, receiver).filter(({ frame, window }) => frame < last.frame && window > 0)
  return grants.findLast((grant) => sent.some(({ frame, seq }) => frame > grant.frame && seq <= grant.ack)) ?? undefined
}
