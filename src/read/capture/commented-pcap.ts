import type { Comments, Copying } from './commented-copy.ts'
import type { Outlet } from './outlet.ts'
import type { PcapFormat } from './pcap.ts'
import { CommentOption, padded } from './pcapng-comment.ts'

/** libpcap's MAXIMUM_SNAPLEN; a record that says it is longer is damaged. */
const mostCaptured = 262_144
/** Block header, interface, time, two lengths; and the length again behind the packet. */
const packetBlockBytes = 28 + 4
/** Interface options (pcapng draft section 4.2). */
const option = { resolution: 9, checkSequence: 13 } as const
/** In the link type's word: the frame check sequence's length is given, and how many 16-bit words it is. */
const checkSequenceGiven = 0x0400_0000

/** Turns the records of a pcap file into blocks of a pcapng file: packets as they are, times in the units that they had. */
export class CommentedPcap implements Copying {
  readonly #out: Outlet
  readonly #comments: Comments
  readonly #format: PcapFormat
  needed = 16
  damage: string | undefined

  constructor(out: Outlet, comments: Comments, format: PcapFormat, linkWord: number) {
    this.#out = out
    this.#comments = comments
    this.#format = format
    this.#section(new CommentOption(comments.ofSection))
    this.#interface(linkWord)
  }

  copy(bytes: Uint8Array, view: DataView, start: number): number {
    const { littleEndian, headerBytes } = this.#format
    let at = start
    for (;;) {
      if (bytes.length - at < headerBytes) return this.#want(headerBytes, at)
      const captured = view.getUint32(at + 8, littleEndian)
      if (captured > mostCaptured) {
        this.damage = 'a record of impossible length'
        return at
      }
      const total = headerBytes + captured
      if (bytes.length - at < total) return this.#want(total, at)
      if (!this.#comments.wantsMore()) return at
      this.#packet(view, at, bytes.subarray(at + headerBytes, at + total))
      at += total
    }
  }

  #packet(view: DataView, at: number, packet: Uint8Array): void {
    const { littleEndian, nanoseconds } = this.#format
    const out = this.#out
    const comment = this.#comments.take()
    const options = comment === undefined ? 0 : comment.bytes + 4
    const total = packetBlockBytes + padded(packet.length) + options
    const seconds = view.getUint32(at, littleEndian)
    const fraction = view.getUint32(at + 4, littleEndian)
    out.u32(6, true)
    out.u32(total, true)
    out.u32(0, true)
    if (nanoseconds) {
      const units = BigInt(seconds) * 1_000_000_000n + BigInt(fraction)
      out.u32(Number(units >> 32n), true)
      out.u32(Number(units & 0xffff_ffffn), true)
    } else {
      const units = seconds * 1_000_000 + fraction
      out.u32(Math.floor(units / 4_294_967_296), true)
      out.u32(units % 4_294_967_296, true)
    }
    out.u32(packet.length, true)
    out.u32(view.getUint32(at + 12, littleEndian), true)
    out.put(packet)
    out.zeros(padded(packet.length) - packet.length)
    comment?.write(out, true)
    if (comment !== undefined) out.u32(0, true)
    out.u32(total, true)
  }

  #section(comment: CommentOption): void {
    const out = this.#out
    const total = 28 + comment.bytes + 4
    out.u32(0x0a0d0d0a, true)
    out.u32(total, true)
    out.u32(0x1a2b3c4d, true)
    out.u16(1, true)
    out.u16(0, true)
    // Its length is not known ahead.
    out.u32(0xffff_ffff, true)
    out.u32(0xffff_ffff, true)
    comment.write(out, true)
    out.u32(0, true)
    out.u32(total, true)
  }

  #interface(linkWord: number): void {
    const { linkType, snapLength, nanoseconds } = this.#format
    const out = this.#out
    const hasCheckSequence = (linkWord & checkSequenceGiven) !== 0
    const total = 20 + 8 + (hasCheckSequence ? 8 : 0) + 4
    out.u32(1, true)
    out.u32(total, true)
    out.u16(linkType & 0xffff, true)
    out.u16(0, true)
    out.u32(snapLength, true)
    this.#byteOption(option.resolution, nanoseconds ? 9 : 6)
    if (hasCheckSequence) this.#byteOption(option.checkSequence, (linkWord >>> 28) * 2)
    out.u32(0, true)
    out.u32(total, true)
  }

  #byteOption(code: number, value: number): void {
    this.#out.u16(code, true)
    this.#out.u16(1, true)
    this.#out.u32(value, true)
  }

  #want(bytes: number, at: number): number {
    this.needed = bytes
    return at
  }
}
