import type { ClockId, Moment } from './clock.ts'
import type { FramePlace, SourceId } from './place.ts'
import type { Tuple } from './tuple.ts'
import type { FlowDirection } from './flow-direction.ts'
import type { FramePoint } from './frame-point.ts'

/** The end that sent the SYN, and the one that answered it. */
export type FlowEnd = 'opener' | 'answerer'

/** One TCP connection as one capture saw it. All times are on `clock`; sequence numbers called "relative" count from that end's initial sequence number. */
export interface FlowRecord {
  /** `s1 stream 4`. */
  readonly id: string
  readonly source: SourceId
  /** `s1 epoch`. */
  readonly clock: ClockId
  /** Wireshark's `tcp.stream`; absent where this reader may count differently (fragments or tunnels within tunnels in front of it). */
  readonly stream?: number
  /** Display filter that shows this flow alone. */
  readonly filter: string
  /** Opener first. */
  readonly tuple: Tuple
  /** What tells the opener; `port` and `first-packet` are guesses (the lower port answers; or the first packet seen came from the opener). */
  readonly openerBy: 'syn' | 'syn-ack' | 'port' | 'first-packet'
  /** The outermost first: `vlan 12`, `gre`, `vxlan 42`, `ipip`, `pppoe`, `mpls`; empty for plain packets. */
  readonly carriedBy: readonly string[]
  readonly first: FramePoint
  readonly last: FramePoint
  readonly packets: number
  /** Copies of one packet that the capture took twice; counted nowhere else. */
  readonly duplicatePackets: number
  /** `stream` of the older connection on the same ports, where this capture saw one. */
  readonly reuses?: number
  /** No SYN of this connection is in the capture. */
  readonly beganBeforeCapture: boolean
  /** Packets of only one direction were captured. */
  readonly oneSided: boolean
  readonly opener: FlowDirection
  readonly answerer: FlowDirection
  /** How it was opened: one attempt with all its SYNs. An attempt with another initial sequence number is a flow of its own. */
  readonly attempts: readonly ConnectAttempt[]
  /** Delays of the handshake in microseconds, where all three segments were seen: SYN to SYN-ACK, SYN-ACK to ACK. */
  readonly handshake?: { readonly synToSynAckUs: number; readonly synAckToAckUs: number }
  readonly vantage: Vantage
  /** Smallest round-trip time between both ends in microseconds: both half-paths as seen from the tap added up, or the handshake's. */
  readonly roundTripUs?: number
  /** Silences of the whole flow (no packet in either direction) of 0.2 s and more. */
  readonly idle: IdleGaps
  /** The first 8 and the last 8, oldest first. */
  readonly resets: readonly ResetRecord[]
  readonly resetCount: number
  readonly fins: readonly FinRecord[]
  /** Errors of the network that quote this flow; the first 8. */
  readonly icmp: readonly IcmpRecord[]
  readonly icmpCount: number
  readonly ending: FlowEnding
  /** Packets seen after the first reset, or after both FINs were acknowledged. */
  readonly packetsAfterDeath: number
  /** Bytes of both ends that were acknowledged and never captured: proof that the capture lost packets. */
  readonly captureLossBytes: number
  /** The first and the last few segments of each direction; absent for healthy flows of a crowd. */
  readonly samples?: FlowSamples
  /** Like Zeek's: upper case opener, lower case answerer. S SYN, H SYN-ACK, A ACK, D data, F FIN, R reset, T retransmission, P tail-loss probe, Z zero window, W window probe, K keepalive, G capture hole, I ICMP error, `_300` idle seconds, `!` death. Repeats are logged at 1, 10, 100 … */
  readonly history: string
  /** Nothing went wrong here, so far as one capture can tell: ended by FIN or still open, without death, refusal, or unanswered data. */
  readonly healthy: boolean
}

/** Where in the path the capture was made. `unknown` when nothing tells. */
export interface Vantage {
  readonly near: FlowEnd | 'middle' | 'unknown'
  /** `delay`: the handshake's delays; `ttl`: one end's packets still have their initial TTL; `rtt`: one end's acknowledgments come at once. */
  readonly by: readonly ('delay' | 'ttl' | 'rtt')[]
}

/** How the connection ended, by what was seen last. */
export interface FlowEnding {
  /**
   * `fin`: both ends closed. `half-closed`: one did. `reset`: an established connection was reset. `refused`: a SYN was answered by RST.
   * `unreachable`: a SYN was answered by ICMP. `unanswered`: SYNs only. `silent`: data or probes were repeated at least twice and never acknowledged (the chain's `peerHeard` says whether anything else came back).
   * `open`: none of these before the capture ended.
   */
  readonly how: 'fin' | 'half-closed' | 'reset' | 'refused' | 'unreachable' | 'unanswered' | 'silent' | 'open'
  /** The packet that ended it; for `silent` the first of the sends that were never answered. */
  readonly at?: FramePoint
  readonly by?: FlowEnd
  /** Time without any packet from the end of the flow to the end of the capture, microseconds. */
  readonly quietUntilCaptureEndUs: number
}

export interface ConnectAttempt {
  readonly by: FlowEnd
  /** Every SYN of this attempt with one initial sequence number; at most 12. */
  readonly sends: readonly FramePoint[]
  readonly count: number
  /** `accepted`: SYN-ACK and ACK. `half`: SYN-ACK without a final ACK. `challenge`: an ACK of an older connection on the same ports. */
  readonly outcome: 'accepted' | 'half' | 'refused' | 'unreachable' | 'silent' | 'challenge'
  readonly answer?: FramePoint
  /** SYN-ACKs seen. */
  readonly synAcks: number
  /** The connection was thought open on the same ports when this SYN came. */
  readonly reusedPorts: boolean
}

/** A silence and the packets around it. */
export interface IdleGap {
  readonly us: number
  readonly before: FramePoint
  readonly after: FramePoint
  /** Who sent the first packet after it. */
  readonly brokenBy: FlowEnd
  /** What that packet was. */
  readonly brokenWith: 'data' | 'keepalive' | 'window-probe' | 'ack' | 'fin' | 'reset' | 'retransmission' | 'syn'
}

export interface IdleGaps {
  /** The longest silence after which the connection still worked: what broke it was acknowledged. */
  readonly longestSurvived?: IdleGap
  /** The silence that it did not survive: what broke it was answered by a reset or by nothing. Waits for an acknowledgment are none. */
  readonly beforeDeath?: IdleGap
  /** The longest silence, whatever followed. */
  readonly longest?: IdleGap
}

/** One reset and what it looks like against the end that it claims to come from. */
export interface ResetRecord extends FramePoint {
  readonly from: FlowEnd
  readonly withAck: boolean
  /** Its sequence number minus the next one expected from that end: 0 is exact. */
  readonly seqOffset: number
  /** Relative to the end's initial sequence number. */
  readonly seq: number
  /** The acknowledgment minus the next expected from the other end; only with `withAck`. */
  readonly ackOffset?: number
  readonly window: number
  readonly ttl: number
  readonly ipId: number | null
  /** TSval where the option is there; null where it is not. */
  readonly tsVal: number | null
  /** The last packet of the other end, and the delay from it in microseconds. */
  readonly trigger?: FramePoint & {
    readonly delayUs: number
    readonly kind:
      | 'syn'
      | 'data'
      | 'ack'
      | 'fin'
      | 'reset' /** The reset's sequence number is what that packet acknowledged: a host without the socket does that, and a device that copies. */
    readonly echoesAck: boolean
  }
  /** Time since the last packet of the end that it claims to come from. */
  readonly sinceOwnUs?: number
  /** Hops by which its TTL is off every other TTL of that end; 0 when it fits; null when that end sent nothing else. */
  readonly ttlOff: number | null
  /** Whether its IP id continues that end's counter; null where it has none. */
  readonly ipIdFits: boolean | null
  /** Whether its window equals that end's last one. */
  readonly windowFits: boolean
}

export interface FinRecord extends FramePoint {
  readonly from: FlowEnd
  readonly seq: number
  /** The FIN was acknowledged by the other end. */
  readonly acked: boolean
}

/** An ICMP or ICMPv6 error that quotes the flow. */
export interface IcmpRecord extends FramePoint {
  readonly version: 4 | 6
  readonly type: number
  readonly code: number
  /** The router or host that sent it. */
  readonly sender: string
  /** Whose packet it complains about. */
  readonly about: FlowEnd
  /** Next-hop MTU in bytes, where the error carries one. */
  readonly mtu?: number
}

/** A bounded sample of the segments, for matching this flow with another capture's. */
export interface FlowSamples {
  readonly opener: readonly SegmentSample[]
  readonly answerer: readonly SegmentSample[]
}

/** One segment of the first or last few of its direction. */
export interface SegmentSample extends FramePoint {
  /** Relative to the end's initial sequence number (1 is the first byte); relative to the first one seen where the SYN was not. */
  readonly seq: number
  readonly ack: number
  readonly length: number
  readonly flags: number
  readonly window: number
  readonly ttl: number
  readonly ipId: number
  readonly tsVal: number | null
  readonly tsEcr: number | null
}

/** The instant of a point on its capture's clock. */
export function momentOf(flow: Pick<FlowRecord, 'clock'>, point: Pick<FramePoint, 'us'>): Moment {
  const ms = Math.floor(point.us / 1000)
  // Damaged captures hold times that no calendar has.
  if (!(Math.abs(ms) <= 8.64e15)) return { clock: flow.clock, us: point.us }
  const fraction = String(point.us - ms * 1000).padStart(3, '0')
  return { clock: flow.clock, us: point.us, utc: new Date(ms).toISOString().replace('Z', `${fraction}Z`) }
}

/** Where a point stands, with a display filter that begins there. */
export function placeOf(flow: Pick<FlowRecord, 'source' | 'filter'>, point: Pick<FramePoint, 'frame'>): FramePlace {
  return { source: flow.source, frame: point.frame, filter: `${flow.filter} && frame.number >= ${point.frame}` }
}
