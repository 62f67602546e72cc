/** The packet being looked at: one object, filled again for every frame. */
export class Packet {
  /** Offset of the TCP header, or of the quoted packet of an ICMP error. */
  transport = 0
  /** Offset behind the last captured byte. */
  end = 0
  /** TCP header and payload in bytes, as the IP header says. */
  length = 0
  v6 = false
  /** IPv4: the 32 bits; IPv6: the number of the address. */
  source = 0
  destination = 0
  ttl = 0
  /** -1 for IPv6. */
  ipId = 0
  dontFragment = false
  /** First of several fragments: the payload goes on in others. */
  moreFragments = false
  /** Index into the carriers' names. */
  carrier = 0
  /** Offset of the frame, and its length on the wire. */
  frameStart = 0
  wireLength = 0
  /** ICMP: type, code, next-hop MTU or -1. */
  icmpType = 0
  icmpCode = 0
  icmpMtu = -1
}

/** What a frame turned out to be; everything from `other` on is counted by its number. */
export const seen = { tcp: 0, icmpError: 1, other: 2, fragment: 3, cut: 4, badHeader: 5, unknownLink: 6, tooManyAddresses: 7 } as const
export type Seen = (typeof seen)[keyof typeof seen]
export const seenKinds = 8
