import { int, real } from './cells.ts'
import type { FlowState } from './flow-state.ts'
import { directionOffset, directionStride, flowStride, ints, reals } from './layout.ts'
import type { Packet } from './packet.ts'

/** Flag bits of the TCP header. */
export const flag = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32 } as const

/** Of two sequence numbers as on the wire (RFC 9293 section 3.4). */
export function isBefore(one: number, other: number): boolean {
  return ((one - other) | 0) < 0
}

/** The segment being looked at: one object, filled again for each. */
export class Segment {
  slot = 0
  direction = 0
  /** Microseconds since 1970. Not a number at first, like all that may be a fraction, so that the compiler takes the field for a real number from the start. */
  us = Number.NaN
  frame = 0
  wireLength = 0
  flags = 0
  /** Of the payload, as the IP header says. */
  length = 0
  window = 0
  ttl = 0
  ipId = -1
  dontFragment = false
  /** As on the wire. */
  rawSeq = 0
  rawAck = 0
  /** Relative to the initial sequence number, unwrapped; `ack` is below 0 where there is none. */
  seq = Number.NaN
  end = Number.NaN
  ack = Number.NaN
  /** `end` as on the wire. */
  rawEnd = 0
  /** Since the last packet of the flow and since the last of this direction, microseconds. */
  gap = Number.NaN
  ownGap = Number.NaN
  /** Frame of the flow's last packet. */
  flowFrame = 0
  /** Where the flow's header, this direction and the other lie, in reals and in integers; halves and bytes lie at twice and four times the latter. */
  header = 0
  headerInt = 0
  headerByte = 0
  own = 0
  ownInt = 0
  peer = 0
  peerInt = 0
  // As they were before it: highest sequence numbers seen and acknowledged, what is looked out for, what its direction sent last.
  top = Number.NaN
  acked = Number.NaN
  peerTop = Number.NaN
  peerAcked = Number.NaN
  ownWatch = 0
  peerWatch = 0
  previousIpId = -1
  previousWindow = 0
  /** Whether both SYNs told how windows are scaled. */
  isScaled = false

  /** The header without its options; gives false where it contradicts itself. */
  read(view: DataView, packet: Packet): boolean {
    const at = packet.transport
    const word = view.getUint16(at + 12)
    const header = (word >>> 12) << 2
    this.length = packet.length - header
    this.flags = word & 0xff
    this.rawSeq = view.getInt32(at + 4)
    this.rawAck = view.getInt32(at + 8)
    this.window = view.getUint16(at + 14)
    this.ttl = packet.ttl
    this.ipId = packet.ipId
    this.dontFragment = packet.dontFragment
    this.wireLength = packet.wireLength
    return header >= 20 && this.length >= 0
  }

  /** Where the numbers of its flow lie. */
  locate(slot: number, direction: number): void {
    this.slot = slot
    this.direction = direction
    this.header = slot * flowStride
    this.own = this.header + directionOffset + direction * directionStride
    this.peer = this.header + directionOffset + (1 - direction) * directionStride
    this.headerInt = this.header * 2
    this.headerByte = this.header * 8
    this.ownInt = this.own * 2
    this.peerInt = this.peer * 2
  }

  /** Its numbers beside those of its flow, both of whose directions have begun. */
  relate({ real: R, int: I }: FlowState): void {
    const { own, ownInt, peer, peerInt, flags } = this
    this.top = real(R, own + reals.nxt)
    this.acked = real(R, own + reals.una)
    this.peerTop = real(R, peer + reals.nxt)
    this.peerAcked = real(R, peer + reals.una)
    this.ownWatch = int(I, ownInt + ints.watch)
    this.peerWatch = int(I, peerInt + ints.watch)
    this.previousIpId = int(I, ownInt + ints.ipId)
    this.previousWindow = int(I, ownInt + ints.window)
    this.seq = this.top + ((this.rawSeq - int(I, ownInt + ints.nxtSeq)) | 0)
    const taken = this.length + (flags & flag.fin) + ((flags & flag.syn) >> 1)
    this.end = this.seq + taken
    this.rawEnd = (this.rawSeq + taken) | 0
    this.ack = (flags & flag.ack) === 0 ? -1 : this.peerTop + ((this.rawAck - int(I, peerInt + ints.nxtSeq)) | 0)
    const ownFrame = int(I, ownInt + ints.lastFrame)
    const peerFrame = int(I, peerInt + ints.lastFrame)
    this.flowFrame = Math.max(ownFrame, peerFrame)
    this.gap = this.flowFrame === 0 ? 0 : this.us - real(R, (ownFrame > peerFrame ? own : peer) + reals.lastTime)
    this.ownGap = ownFrame === 0 ? 0 : this.us - real(R, own + reals.lastTime)
  }
}
