/** A TCP segment in the words of the tests; addresses default to 10.0.0.1:40000 → 10.0.0.2:873. */
export interface Segment {
  /** Microseconds since the capture's begin. */
  readonly at?: number
  /** `true`: from the second host to the first. */
  readonly back?: boolean
  readonly seq?: number
  readonly ack?: number
  /** Letters: S A F R P; `A` is there unless told otherwise. */
  readonly flags?: string
  readonly data?: number
  readonly window?: number
  readonly ttl?: number
  readonly id?: number
  readonly options?: readonly number[]
  readonly v6?: boolean
  readonly ports?: readonly [number, number]
  /** Instead of the real IPv4 total length. */
  readonly totalLength?: number
  /** IPv4 flags and fragment offset; the bit that forbids fragments is the default. */
  readonly fragment?: number
}

const flagBits: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, A: 16 }

export function tcp({ back, seq = 1, ack = 1, flags = 'A', data = 0, window = 1000, options = [], ports = [40_000, 873] }: Segment): Buffer {
  const padded = [...options, ...Array<number>((4 - (options.length % 4)) % 4).fill(0)]
  const bytes = Buffer.alloc(20 + padded.length + data)
  const [from, to] = back === true ? [ports[1], ports[0]] : ports
  bytes.writeUInt16BE(from, 0)
  bytes.writeUInt16BE(to, 2)
  bytes.writeUInt32BE(seq >>> 0, 4)
  const bits = [...flags].reduce((sum, letter) => sum | (flagBits[letter] ?? 0), 0)
  bytes.writeUInt32BE(bits & 16 ? ack >>> 0 : 0, 8)
  bytes[12] = ((20 + padded.length) >> 2) << 4
  bytes[13] = bits
  bytes.writeUInt16BE(window, 14)
  bytes.set(padded, 20)
  return bytes
}

export function ip4(
  payload: Uint8Array,
  { back, ttl = 64, id = 0, totalLength, fragment = 0x4000 }: Segment,
  protocol = 6,
  options: readonly number[] = [],
): Buffer {
  const header = Buffer.alloc(20 + options.length)
  header[0] = 0x40 | (header.length >> 2)
  header.writeUInt16BE(totalLength ?? header.length + payload.length, 2)
  header.writeUInt16BE(id, 4)
  header.writeUInt16BE(fragment, 6)
  header[8] = ttl
  header[9] = protocol
  header.set(back === true ? [10, 0, 0, 2, 10, 0, 0, 1] : [10, 0, 0, 1, 10, 0, 0, 2], 12)
  header.set(options, 20)
  return Buffer.concat([header, payload])
}

export function ip6(payload: Uint8Array, { back, ttl = 64 }: Segment, protocol = 6): Buffer {
  const header = Buffer.alloc(40)
  header[0] = 0x60
  header.writeUInt16BE(payload.length, 4)
  header[6] = protocol
  header[7] = ttl
  const hosts = [1, 2].map((host) => Buffer.from(`fd00000000000000000000000000000${host}`, 'hex'))
  header.set((back === true ? hosts[1] : hosts[0]) ?? [], 8)
  header.set((back === true ? hosts[0] : hosts[1]) ?? [], 24)
  return Buffer.concat([header, payload])
}

export function ethernet(payload: Uint8Array, type = 0x0800): Buffer {
  const header = Buffer.alloc(14)
  header.writeUInt16BE(type, 12)
  return Buffer.concat([header, payload])
}

/** The segment in IPv4 or IPv6 in Ethernet. */
export function frame(segment: Segment): Buffer {
  return segment.v6 === true ? ethernet(ip6(tcp(segment), segment), 0x86dd) : ethernet(ip4(tcp(segment), segment))
}

export interface Timed {
  readonly at: number
  readonly bytes: Uint8Array
}

export function timed(segments: readonly Segment[]): readonly Timed[] {
  return segments.map((segment, index) => ({ at: segment.at ?? index * 1000, bytes: frame(segment) }))
}

/** When the captures begin, in seconds since 1970. */
export const beginSeconds = 1_795_000_000

export interface PcapForm {
  readonly bigEndian?: boolean
  readonly nanoseconds?: boolean
  readonly link?: number
  readonly snap?: number
}

export function pcap(frames: readonly Timed[], { bigEndian = false, nanoseconds = false, link = 1, snap = 262_144 }: PcapForm = {}): Buffer {
  const word = (value: number): Buffer => {
    const bytes = Buffer.alloc(4)
    if (bigEndian) bytes.writeUInt32BE(value >>> 0)
    else bytes.writeUInt32LE(value >>> 0)
    return bytes
  }
  const versions = Buffer.from(bigEndian ? [0, 2, 0, 4] : [2, 0, 4, 0])
  const header = [word(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4), versions, word(0), word(0), word(snap), word(link)]
  const records = frames.flatMap(({ at, bytes }) => {
    const kept = bytes.subarray(0, snap)
    const micros = at % 1_000_000
    return [word(beginSeconds + Math.floor(at / 1_000_000)), word(nanoseconds ? micros * 1000 + 999 : micros), word(kept.length), word(bytes.length), kept]
  })
  return Buffer.concat([...header, ...records])
}

/** Options of a SYN: MSS, SACK permitted, timestamps, window scale. */
export function synOptions(shift: number | undefined, mss = 1460): readonly number[] {
  return [2, 4, mss >> 8, mss & 255, 4, 2, ...(shift === undefined ? [] : [1, 3, 3, shift])]
}

/** Two no-operation options and timestamps. */
export function timestamps(value: number, echo: number): readonly number[] {
  const bytes = Buffer.from([1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0])
  bytes.writeUInt32BE(value >>> 0, 4)
  bytes.writeUInt32BE(echo >>> 0, 8)
  return [...bytes]
}

export function sack(...blocks: readonly (readonly [left: number, right: number])[]): readonly number[] {
  const bytes = Buffer.alloc(4 + blocks.length * 8)
  bytes.set([1, 1, 5, 2 + blocks.length * 8])
  for (const [index, [left, right]] of blocks.entries()) {
    bytes.writeUInt32BE(left >>> 0, 4 + index * 8)
    bytes.writeUInt32BE(right >>> 0, 8 + index * 8)
  }
  return [...bytes]
}

/** SYN, SYN-ACK and ACK, with sequence numbers beginning at 0 on both sides. */
export function handshake(shifts: readonly [number | undefined, number | undefined] = [7, 7]): readonly Segment[] {
  return [
    { at: 0, seq: 0, flags: 'S', window: 64_240, options: synOptions(shifts[0]) },
    { at: 100, back: true, seq: 0, ack: 1, flags: 'SA', window: 65_160, options: synOptions(shifts[1]) },
    { at: 200, seq: 1, ack: 1 },
  ]
}
