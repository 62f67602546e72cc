import {
  type EvidenceItem,
  type FinRecord,
  type FlowEnd,
  type FlowRecord,
  type FramePoint,
  type IcmpRecord,
  type IdleGap,
  duration,
  momentOf,
  placeOf,
  type ResetRecord,
} from '../../model/index.ts'
import { endpointOf, otherEndOf, shown } from './ends.ts'

/** One frame as a piece of evidence; `packet` says what the frame is, in place of a line's own words. */
export function frameItem(flow: FlowRecord, point: FramePoint, text: string, packet: string, supports: 'for' | 'against' = 'for'): EvidenceItem {
  return { text, quote: packet, at: placeOf(flow, point), when: momentOf(flow, point), supports }
}

/** The connection as a piece of evidence, in its one-line history, placed at its beginning. */
export function flowItem(flow: FlowRecord, text: string, supports: 'for' | 'against' = 'for', point: FramePoint = flow.first): EvidenceItem {
  return frameItem(flow, point, text, historyLine(flow), supports)
}

/** "10.0.0.1:40000 → 10.0.0.2:873 ShADad_301!DTTT, 40 packets". */
export function historyLine(flow: FlowRecord): string {
  return `${shown(flow.tuple.from)} → ${shown(flow.tuple.to)} ${flow.history}, ${flow.packets} packets`
}

/** "10.0.0.2:873 → 10.0.0.1:40000 RST, ttl 64, window 0". */
export function resetLine(flow: FlowRecord, reset: ResetRecord): string {
  const flags = reset.withAck ? 'RST, ACK' : 'RST'
  return `${arrow(flow, reset.from)} ${flags}, seq ${reset.seq}, window ${reset.window}, ttl ${reset.ttl}`
}

/** "10.0.0.2:873 → 10.0.0.1:40000 FIN, seq 4711". */
export function finLine(flow: FlowRecord, fin: FinRecord): string {
  return `${arrow(flow, fin.from)} FIN, seq ${fin.seq}`
}

/** "ICMP type 3 code 13 from 10.0.0.254". */
export function icmpLine({ type, code, sender }: IcmpRecord): string {
  return `ICMP type ${type} code ${code} from ${sender}`
}

/** "10.0.0.1:40000 → 10.0.0.2:873 data, after 301 s without a packet". */
export function gapLine(flow: FlowRecord, gap: IdleGap): string {
  return `${arrow(flow, gap.brokenBy)} ${gap.brokenWith.replace('-', ' ')}, after ${duration(gap.us)} without a packet`
}

/** "10.0.0.1:40000 → 10.0.0.2:873": the direction in which an end sends. */
export function arrow(flow: FlowRecord, from: FlowEnd): string {
  return `${shown(endpointOf(flow, from))} → ${shown(endpointOf(flow, otherEndOf(from)))}`
}
