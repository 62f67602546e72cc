import type { FramePoint } from './frame-point.ts'

/** What one end of a flow sent, as the tap saw it. Times are microseconds, sizes bytes. */
export interface FlowDirection {
  readonly packets: number
  readonly dataSegments: number
  /** Payload bytes of distinct sequence numbers seen. */
  readonly bytes: number
  /** Payload bytes sent again. */
  readonly resentBytes: number
  readonly first?: FramePoint
  readonly last?: FramePoint
  /** The last segment with data, if it is among the last 32. */
  readonly lastData?: FramePoint
  /** The initial sequence number, where its SYN was seen. */
  readonly isn?: number
  readonly syn?: HandshakeOptions
  /** `known`: both SYNs seen and both carry the option. `off`: both seen, one does not. `unknown`: a SYN is missing. */
  readonly windowScale: { readonly is: 'known' | 'off' | 'unknown'; readonly shift: number }
  readonly window: WindowHistory
  readonly ttl: { readonly min: number; readonly max: number; readonly mode: number }
  /** How that end numbers its IPv4 packets; `none` for IPv6 or too few packets. */
  readonly ipIdStyle: 'zero' | 'counter' | 'random' | 'constant' | 'none'
  /** Its timestamp clock; absent without the option. */
  readonly timestamps?: {
    readonly first: FramePoint & { readonly value: number }
    readonly last: FramePoint & { readonly value: number }
    readonly wentBack: number
  }
  readonly resends: Resends
  /** Runs of at least two resends of the same segment at growing distances; the first 4 and the last 4. */
  readonly chains: readonly ResendChain[]
  readonly chainCount: number
  /** Duplicate acknowledgments that this end sent, with data outstanding. */
  readonly duplicateAcks: number
  /** Segments that arrived in another order than they were sent. */
  readonly reordered: number
  /** Bytes of this end that the other acknowledged and that were never captured. */
  readonly ackedUnseenBytes: number
  /** From a segment of this end to its acknowledgment, at the tap; absent without a clean sample. */
  readonly rtt?: { readonly samples: number; readonly minUs: number; readonly maxUs: number; readonly smoothedUs: number; readonly timeoutUs: number }
  readonly keepalives: Keepalives
  /** Times at which this end advertised a window of zero. */
  readonly zeroWindow: { readonly episodes: readonly ZeroWindowEpisode[]; readonly count: number; readonly totalUs: number; readonly longestUs: number }
  /** Probes of this end into the other's closed window. */
  readonly windowProbes: { readonly count: number; readonly answered: number; readonly style: 'empty' | 'one-byte' | 'both' | 'none' }
  /** Segments that filled the other end's window to the edge, where its scale is known. */
  readonly windowFull: number
  readonly inFlight: InFlight
  readonly segments: SegmentSizes
  /** Silences of this direction alone. */
  readonly longestSilence?: { readonly us: number; readonly before: FramePoint; readonly after: FramePoint }
  /** Segments without any flag of a normal stream, or impossible ones (SYN+FIN). */
  readonly oddFlags: number
  /** Selective acknowledgments outside what the other end has sent: a device renumbers one and forgets the other. */
  readonly sackOutside: number
  readonly sackBlocks: number
}

/** The SYN or SYN-ACK of one end. */
export interface HandshakeOptions extends FramePoint {
  readonly window: number
  readonly mss?: number
  readonly windowShift?: number
  readonly sackPermitted: boolean
  readonly timestamps: boolean
  /** Option kinds in their order, as numbers (`2 4 8 1 3`). */
  readonly order: string
  /** Three or more no-operation options in a row: what a device leaves where it blanks an option. */
  readonly blanked: boolean
  readonly ttl: number
}

export interface WindowHistory {
  /** As sent in the SYN (never scaled). */
  readonly inSyn?: number
  /** Raw 16-bit value of the first segment after the handshake. */
  readonly firstRaw?: number
  readonly lastRaw: number
  readonly minRaw: number
  readonly maxRaw: number
  /** Largest window in bytes where the scale is known, raw elsewhere. */
  readonly maxBytes: number
  /** Times at which the right edge moved left by more than the scale rounds off, and the largest such step in bytes. */
  readonly shrinks: number
  readonly largestShrink: number
  readonly firstShrink?: FramePoint
}

/** Segments sent again, each counted once, by certainty and by kind. */
export interface Resends {
  /** Every byte had been seen before. */
  readonly certain: number
  /** Some bytes had. */
  readonly partial: number
  /** The bytes had not been seen: lost before the tap. */
  readonly holeFills: number
  /** Late at the tap, not lost. */
  readonly reordered: number
  /** After duplicate or selective acknowledgments. */
  readonly fast: number
  /** After the timer ran out. */
  readonly timeout: number
  /** Tail-loss probes. */
  readonly tailProbes: number
  /** Proved needless: D-SACK, or an echoed timestamp older than the resend. */
  readonly needless: number
  /** Resends of SYN and FIN. */
  readonly ofSyn: number
  readonly ofFin: number
  readonly first?: FramePoint
  readonly last?: FramePoint
  /** Those with data: the first 8 and the last 8, oldest first. */
  readonly segments?: readonly ResentSegment[]
}

/** One segment with data that was sent again, and how much of it this capture had seen before. */
export interface ResentSegment extends FramePoint {
  /** Relative to the end's initial sequence number, or to the first one seen. */
  readonly seq: number
  readonly length: number
  readonly seen: 'all' | 'part' | 'nothing'
}

/** One segment resent again and again. */
export interface ResendChain {
  readonly seq: number
  /** Payload bytes of each resend (its largest). */
  readonly length: number
  /** The original send where it was seen, else the first resend. */
  readonly start: FramePoint
  readonly first: FramePoint
  readonly last: FramePoint
  readonly count: number
  /** Whether any packet of the other end came between `start` and the end of the chain's wait. */
  readonly peerHeard: boolean
  /** Acknowledged in the end. */
  readonly answered: boolean
  readonly answeredAt?: FramePoint
  /** Largest payload that the other end acknowledged, and the smaller ones that passed during the chain: what a path MTU question needs. */
  readonly largestAcked: number
  readonly passedDuring: number
}

export interface Keepalives {
  readonly count: number
  readonly answered: number
  /** Unanswered ones in a row at the end. */
  readonly unansweredAtEnd: number
  /** Silence before the first, and the usual distance between later ones, where seen. */
  readonly idleUs?: number
  readonly intervalUs?: number
  readonly payload: 0 | 1
  readonly first?: FramePoint
  readonly last?: FramePoint
}

export interface ZeroWindowEpisode {
  readonly start: FramePoint
  /** The packet that ended it; absent when it lasted to the end of the capture. */
  readonly end?: FramePoint
  readonly us: number
  readonly probes: number
  readonly probesAnswered: number
  readonly longestGapUs: number
  readonly ended: 'reopened' | 'reset' | 'fin' | 'capture-end'
}

/** Sent and not acknowledged. */
export interface InFlight {
  readonly atEnd: number
  /** First send of the oldest unacknowledged byte. */
  readonly since?: FramePoint
  readonly most: number
  /** The most that was in flight and acknowledged afterwards. */
  readonly mostAcked: number
}

export interface SegmentSizes {
  readonly largest: number
  readonly largestAcked: number
  readonly largestFrame: number
  /** DF was set on all, some or none of the data segments. */
  readonly dontFragment: 'all' | 'some' | 'none'
}
