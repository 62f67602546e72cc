import { type EventOf, type Evidence, type FlowEnd, type FlowRecord, type FramePoint, hostsOf } from '../../model/index.ts'
import { directionOf, endAt, endpointOf } from './ends.ts'
import { samplesOf } from './sameness.ts'

/** A packet that shows that a host could be reached. */
export interface LifeSign {
  readonly flow: FlowRecord
  readonly at: FramePoint
  /** It stands on another connection than the one in question. */
  readonly other: boolean
}

/** Other connections of the same two hosts in the same capture. */
export function siblings(evidence: Evidence, flow: FlowRecord): readonly EventOf<'flow.observed'>[] {
  const hosts = hostsOf(flow.tuple)
  return evidence.of('flow.observed').filter((event) => event.flow !== flow && event.flow.source === flow.source && hostsOf(event.flow.tuple) === hosts)
}

/**
 * A packet from the host at one end of a flow, seen between two instants on the flow's clock: on this connection or another.
 * A connection that was heard both before and after the interval counts where it never was silent for as long as that.
 */
export function heardFrom(evidence: Evidence, flow: FlowRecord, end: FlowEnd, fromUs: number, toUs: number): LifeSign | undefined {
  const { address } = endpointOf(flow, end)
  const candidates = [flow, ...siblings(evidence, flow).map((event) => event.flow)]
  for (const candidate of candidates) {
    const there = endAt(candidate, address)
    const at = there === undefined ? undefined : packetBetween(candidate, there, fromUs, toUs)
    if (at !== undefined) return { flow: candidate, at, other: candidate !== flow }
  }
  return undefined
}

function packetBetween(flow: FlowRecord, end: FlowEnd, fromUs: number, toUs: number): FramePoint | undefined {
  const own = directionOf(flow, end)
  const inside = ({ us }: FramePoint): boolean => us > fromUs && us <= toUs
  const edges = [own.last, own.lastData, own.first].filter((point) => point !== undefined)
  const seen = edges.find(inside) ?? samplesOf(flow, end).find(inside)
  if (seen !== undefined) return seen
  // Heard before and after, and never silent for so long: then it was heard in between too.
  const spans = (own.first?.us ?? Number.MAX_SAFE_INTEGER) <= fromUs && (own.last?.us ?? 0) > toUs
  return spans && (own.longestSilence?.us ?? 0) < toUs - fromUs ? own.last : undefined
}

/** The sibling that carried most while this connection was quiet, with its last packet before an instant. */
export function busiestSibling(evidence: Evidence, flow: FlowRecord, fromUs: number, toUs: number): FlowRecord | undefined {
  return siblings(evidence, flow)
    .map((event) => event.flow)
    .filter((other) => other.first.us < toUs && other.last.us > fromUs && other.opener.bytes + other.answerer.bytes > 0)
    .toSorted((a, b) => b.packets - a.packets)[0]
}
