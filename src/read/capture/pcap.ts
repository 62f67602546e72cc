import { type CaptureFacts, type FrameSink, headBytes, type Units } from './units.ts'

/** libpcap's MAXIMUM_SNAPLEN; a record that says it is longer is damaged. */
export const mostCaptured = 262_144

export interface PcapFormat {
  readonly littleEndian: boolean
  readonly nanoseconds: boolean
  readonly linkType: number
  readonly snapLength: number
  /** 16, or 24 in the format of old patched kernels. */
  readonly headerBytes: number
}

/** By the magic number at the begin (pcap-savefile(5)); undefined when it is not pcap. */
export function pcapFormat(view: DataView): PcapFormat | undefined {
  const magic = view.getUint32(0)
  const littleEndian = magic === 0xd4c3b2a1 || magic === 0x4d3cb2a1 || magic === 0x34cdb2a1
  const plain = littleEndian ? view.getUint32(0, true) : magic
  if (plain !== 0xa1b2c3d4 && plain !== 0xa1b23c4d && plain !== 0xa1b2cd34) return undefined
  return {
    littleEndian,
    nanoseconds: plain === 0xa1b23c4d,
    // The upper bits may say how long the frame check sequence is.
    linkType: view.getUint32(20, littleEndian) & 0x03ffffff,
    snapLength: view.getUint32(16, littleEndian),
    headerBytes: plain === 0xa1b2cd34 ? 24 : 16,
  }
}

/** The records of a pcap file. */
export class PcapRecords implements Units {
  readonly #sink: FrameSink
  readonly #format: PcapFormat
  readonly #hasOrdinary: boolean
  wanted = 16
  damage: string | undefined

  constructor(sink: FrameSink, format: PcapFormat) {
    this.#sink = sink
    this.#format = format
    const isPlain = format.littleEndian && format.headerBytes === 16
    this.#hasOrdinary = isPlain && sink.ordinary?.describe(format.linkType, format.nanoseconds ? 1000 : 1) === true
  }

  run(view: DataView, start: number, limit: number): number {
    const little = this.#format.littleEndian
    const perUs = this.#format.nanoseconds ? 1000 : 1
    const header = this.#format.headerBytes
    const link = this.#format.linkType
    const sink = this.#sink
    const time = sink.time
    const ordinary = this.#hasOrdinary ? sink.ordinary : undefined
    let at = start
    for (;;) {
      if (ordinary !== undefined) {
        at = ordinary.pcap(view, at, limit)
        if (at >= limit) return at
      }
      if (limit - at < header) {
        this.wanted = header
        return at
      }
      const captured = view.getUint32(at + 8, little)
      if (captured > mostCaptured) {
        this.damage = 'a record of impossible length'
        return at
      }
      const needed = header + Math.min(captured, headBytes)
      if (limit - at < needed) {
        this.wanted = needed
        return at
      }
      const fraction = view.getUint32(at + 4, little)
      time[0] = view.getUint32(at, little) * 1_000_000 + (perUs === 1 ? fraction : Math.floor(fraction / 1000))
      sink.frame(view, at + header, at + needed, view.getUint32(at + 12, little), link)
      at += header + captured
      if (at >= limit) return at
    }
  }

  one(view: DataView, at: number, limit: number): number {
    const next = this.run(view, at, Math.min(limit, at + this.wanted))
    if (this.damage !== undefined) return 0
    return next === at ? -this.wanted : next - at
  }

  facts(): CaptureFacts {
    return { format: 'pcap', snapLength: this.#format.snapLength, notes: [] }
  }
}
