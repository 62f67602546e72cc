import type { Addresses } from './addresses.ts'
import type { Carriers } from './carriers.ts'
import { decodeIp4, decodeIp6, type IpContext } from './decode-ip.ts'
import { type Packet, seen, type Seen } from './packet.ts'

/** LINKTYPE values (tcpdump.org/linktypes.html); 12 and 14 are what BSDs call raw IP. */
const link = {
  null: 0,
  ethernet: 1,
  ppp: 9,
  rawBsd: 12,
  rawOpenBsd: 14,
  pppEthernet: 51,
  raw: 101,
  loop: 108,
  sll: 113,
  ip4: 228,
  ip6: 229,
  sll2: 276,
} as const

/** EtherTypes (IEEE 802 numbers). */
export const ether = { ip4: 0x0800, ip6: 0x86dd, vlan: 0x8100, qinq: 0x88a8, oldQinq: 0x9100, mpls: 0x8847, mplsMulticast: 0x8848, pppoe: 0x8864 } as const

/** Where the IP header lies in frames without tags, and the EtherType that announces it (-1: none does); of other link types only a closer look tells. */
export function plainLink(linkType: number): { readonly ipAt: number; readonly typeAt: number } | undefined {
  if (linkType === link.ethernet) return { ipAt: 14, typeAt: 12 }
  if (linkType === link.sll) return { ipAt: 16, typeAt: 14 }
  if (linkType === link.sll2) return { ipAt: 20, typeAt: 0 }
  if (linkType === link.null || linkType === link.loop) return { ipAt: 4, typeAt: -1 }
  const isRaw = linkType === link.raw || linkType === link.rawBsd || linkType === link.rawOpenBsd || linkType === link.ip4 || linkType === link.ip6
  return isRaw ? { ipAt: 0, typeAt: -1 } : undefined
}

/** Tags and labels in front of the IP header: more are garbage. */
const mostTags = 8

/** Finds the TCP header in a frame, whatever carries it. */
export class Decoder implements IpContext {
  readonly addresses: Addresses
  readonly carriers: Carriers
  readonly packet: Packet
  tunnels = 0

  constructor(addresses: Addresses, carriers: Carriers, packet: Packet) {
    this.addresses = addresses
    this.carriers = carriers
    this.packet = packet
  }

  /** `at` to `end` are the captured bytes of the frame. */
  frame(view: DataView, at: number, end: number, linkType: number): Seen {
    this.tunnels = 0
    this.packet.carrier = 0
    this.packet.frameStart = at
    if (linkType === link.ethernet) return this.ethernet(view, at, end)
    return this.#other(view, at, end, linkType)
  }

  ethernet(view: DataView, at: number, end: number): Seen {
    if (end - at < 14) return seen.cut
    const type = view.getUint16(at + 12)
    if (type === ether.ip4) return decodeIp4(view, at + 14, end, this)
    return this.network(view, at + 14, end, type)
  }

  /** What an EtherType announces, behind any tags. */
  network(view: DataView, start: number, end: number, startType: number): Seen {
    let at = start
    let type = startType
    for (let tags = 0; tags < mostTags; tags += 1) {
      if (type === ether.ip4) return decodeIp4(view, at, end, this)
      if (type === ether.ip6) return decodeIp6(view, at, end, this)
      if (end - at < 8) return seen.cut
      if (type === ether.vlan || type === ether.qinq || type === ether.oldQinq) {
        this.packet.carrier = this.carriers.inside(this.packet.carrier, 'vlan', view.getUint16(at) & 0xfff)
        type = view.getUint16(at + 2)
        at += 4
      } else if (type === ether.pppoe) {
        this.packet.carrier = this.carriers.inside(this.packet.carrier, 'pppoe')
        type = pppType(view.getUint16(at + 6))
        at += 8
      } else if (type === ether.mpls || type === ether.mplsMulticast) {
        return this.#mpls(view, at, end)
      } else if (type <= 1500 && view.getUint32(at) === 0xaaaa0300) {
        // LLC with a SNAP header: the EtherType follows.
        type = view.getUint16(at + 6)
        at += 8
      } else return seen.other
    }
    return seen.other
  }

  #mpls(view: DataView, start: number, end: number): Seen {
    this.packet.carrier = this.carriers.inside(this.packet.carrier, 'mpls')
    for (let at = start, labels = 0; labels < mostTags && at + 5 <= end; at += 4, labels += 1) {
      if ((view.getUint8(at + 2) & 1) === 1) return this.ip(view, at + 4, end)
    }
    return seen.other
  }

  /** By the version in its first four bits. */
  ip(view: DataView, at: number, end: number): Seen {
    if (at >= end) return seen.cut
    const version = view.getUint8(at) >> 4
    if (version === 4) return decodeIp4(view, at, end, this)
    return version === 6 ? decodeIp6(view, at, end, this) : seen.other
  }

  #other(view: DataView, at: number, end: number, linkType: number): Seen {
    switch (linkType) {
      case link.sll:
        return end - at < 16 ? seen.cut : this.network(view, at + 16, end, view.getUint16(at + 14))
      case link.sll2:
        return end - at < 20 ? seen.cut : this.network(view, at + 20, end, view.getUint16(at))
      case link.raw:
      case link.rawBsd:
      case link.rawOpenBsd:
      case link.ip4:
      case link.ip6:
        return this.ip(view, at, end)
      case link.null:
      case link.loop:
        // The address family's number differs between systems and byte orders; the version of IP says the same.
        return this.ip(view, at + 4, end)
      case link.ppp: {
        if (end - at < 4) return seen.cut
        const skipped = view.getUint16(at) === 0xff03 ? 2 : 0
        return this.network(view, at + skipped + 2, end, pppType(view.getUint16(at + skipped)))
      }
      case link.pppEthernet:
        return end - at < 8 ? seen.cut : this.network(view, at + 8, end, pppType(view.getUint16(at + 6)))
      default:
        return seen.unknownLink
    }
  }
}

/** PPP protocol numbers of IP (RFC 1661, RFC 5072) as EtherTypes; 0 for others. */
function pppType(protocol: number): number {
  if (protocol === 0x0021) return ether.ip4
  return protocol === 0x0057 ? ether.ip6 : 0xffff
}
