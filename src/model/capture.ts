import type { ClockId } from './clock.ts'
import type { FramePoint } from './frame-point.ts'
import type { SourceId } from './place.ts'

/** One capture file as a whole: what it covers and what it cannot say. */
export interface CaptureRecord {
  readonly source: SourceId
  /** `s1 epoch`. */
  readonly clock: ClockId
  readonly format: 'pcap' | 'pcapng'
  readonly frames: number
  readonly tcpFrames: number
  readonly first?: FramePoint
  readonly last?: FramePoint
  /** Bytes kept of each frame; absent without a limit worth telling. */
  readonly snapLength?: number
  /** Packets that the capturing interface or system says it dropped; absent when it says nothing. */
  readonly dropped?: number
  /** TCP bytes that were acknowledged and never captured, of all flows seen in both directions. */
  readonly unseenBytes: number
  /** Later fragments of TCP segments: their payload is not looked at. */
  readonly laterFragments: number
  /** Frames cut before the end of their TCP header. */
  readonly cutFrames: number
  /** Connections seen, and those of them that are healthy, short, and not listed one by one. */
  readonly flows: number
  readonly flowsNotListed: number
  /** The file ends inside a packet, or is damaged before its end. */
  readonly truncated: boolean
}
