/** Flag bits of the TCP header. */
export const flag = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32 } as const

/** The segment being looked at, for the rare paths: one object, filled again for each that takes one. */
export class Segment {
  slot = 0
  direction = 0
  /** Not a number at first, so that the compiler takes the field for a real number from the start. */
  us = Number.NaN
  frame = 0
  flags = 0
  /** Relative to the initial sequence number, unwrapped. */
  seq = Number.NaN
  end = Number.NaN
  length = 0
  window = 0
  ttl = 0
  ipId = -1
  /** Of the packet of this direction before it. */
  previousIpId = -1
  /** Since the last packet of the flow and since the last of this direction, microseconds. */
  gap = Number.NaN
  ownGap = Number.NaN
  /** Where the flow's header, this direction and the other lie, in reals and in integers. */
  header = 0
  headerInt = 0
  own = 0
  ownInt = 0
  peer = 0
  peerInt = 0
  /** As on the wire. */
  rawSeq = 0
  rawAck = 0
}
