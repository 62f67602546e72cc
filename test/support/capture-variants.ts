/** One frame of a capture: its time in microseconds and its bytes as captured. */
export interface Frame {
  readonly us: number
  readonly bytes: Uint8Array
  readonly wireLength: number
}

/** Changes that taps, clocks and devices make to what a capture shows. */
export type Change = (frames: readonly Frame[]) => readonly Frame[]

const headerBytes = 24
const recordBytes = 16
const ethernetBytes = 14

/** Frames of a little-endian pcap of Ethernet with microseconds, as tcpdump writes it here. */
export function framesOf(file: Uint8Array): readonly Frame[] {
  // A copy of its own: slices of a file's buffer share its memory, and one variant's changes would show in the next.
  const capture = new Uint8Array(file)
  const view = new DataView(capture.buffer)
  if (view.getUint32(0, true) !== 0xa1b2c3d4 || view.getUint32(20, true) !== 1) throw new RangeError('not a capture that this generator rewrites')
  const frames: Frame[] = []
  for (let at = headerBytes; at + recordBytes <= capture.length; ) {
    const captured = view.getUint32(at + 8, true)
    const us = view.getUint32(at, true) * 1_000_000 + view.getUint32(at + 4, true)
    frames.push({ us, bytes: capture.slice(at + recordBytes, at + recordBytes + captured), wireLength: view.getUint32(at + 12, true) })
    at += recordBytes + captured
  }
  return frames
}

/** A capture file that holds these frames. */
export function captureOf(frames: readonly Frame[]): Uint8Array {
  const out = new Uint8Array(frames.reduce((sum, { bytes }) => sum + recordBytes + bytes.length, headerBytes))
  const view = new DataView(out.buffer)
  view.setUint32(0, 0xa1b2c3d4, true)
  view.setUint16(4, 2, true)
  view.setUint16(6, 4, true)
  view.setUint32(16, 262_144, true)
  view.setUint32(20, 1, true)
  let at = headerBytes
  for (const { us, bytes, wireLength } of frames) {
    view.setUint32(at, Math.floor(us / 1_000_000), true)
    view.setUint32(at + 4, Math.floor(us % 1_000_000), true)
    view.setUint32(at + 8, bytes.length, true)
    view.setUint32(at + 12, wireLength, true)
    out.set(bytes, at + recordBytes)
    at += recordBytes + bytes.length
  }
  return out
}

/** Another clock: ahead by so many seconds, and running faster by so many parts in a million. */
export function clock(seconds: number, perMillion = 0): Change {
  return (frames) => {
    const begin = frames[0]?.us ?? 0
    return frames.map((frame) => ({ ...frame, us: Math.round(frame.us + seconds * 1_000_000 + ((frame.us - begin) * perMillion) / 1_000_000) }))
  }
}

/** The tap loses this share of the frames, by a fixed sequence of chances. */
export function lost(share: number, seed: number): Change {
  return (frames) => {
    let state = seed >>> 0
    return frames.filter(() => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state / 2 ** 32 >= share
    })
  }
}

/** The capture begins when this share of its frames has passed. */
export function late(share: number): Change {
  return (frames) => frames.slice(Math.floor(frames.length * share))
}

/** Only packets from this address were captured. */
export function onlyFrom(address: string): Change {
  return (frames) => frames.filter(({ bytes }) => sourceOf(bytes) === address)
}

/** A translator in the path: this host has another address here, and its ports are others. */
export function translated(address: string, other: string, portOffset: number): Change {
  return (frames) => frames.map((frame) => rewritten(frame, (bytes, view, at) => translate(bytes, view, at, address, other, portOffset)))
}

/** A device renumbers what this address sends; the other end's acknowledgments and selective acknowledgments follow. */
export function renumbered(address: string, by: number): Change {
  return (frames) => frames.map((frame) => rewritten(frame, (bytes, view, at) => renumber(bytes, view, at, address, by)))
}

/** The source of an IPv4 frame; undefined for anything else. */
export function sourceOf(bytes: Uint8Array): string | undefined {
  return bytes[12] === 8 && bytes[13] === 0 ? [...bytes.subarray(26, 30)].join('.') : undefined
}

function destinationOf(bytes: Uint8Array): string {
  return [...bytes.subarray(30, 34)].join('.')
}

function rewritten(frame: Frame, change: (bytes: Uint8Array, view: DataView, transport: number) => void): Frame {
  if (sourceOf(frame.bytes) === undefined || frame.bytes[23] !== 6) return frame
  const bytes = frame.bytes.slice()
  const transport = ethernetBytes + ((bytes[ethernetBytes] ?? 0) & 15) * 4
  if (bytes.length >= transport + 20) change(bytes, new DataView(bytes.buffer), transport)
  return { ...frame, bytes }
}

function translate(bytes: Uint8Array, view: DataView, transport: number, address: string, other: string, portOffset: number): void {
  const parts = other.split('.').map(Number)
  const isSource = sourceOf(bytes) === address
  if (!isSource && destinationOf(bytes) !== address) return
  bytes.set(parts, isSource ? 26 : 30)
  const port = transport + (isSource ? 0 : 2)
  view.setUint16(port, (view.getUint16(port) + portOffset) & 0xffff)
}

function renumber(bytes: Uint8Array, view: DataView, transport: number, address: string, by: number): void {
  if (sourceOf(bytes) === address) {
    view.setUint32(transport + 4, (view.getUint32(transport + 4) + by) >>> 0)
    return
  }
  if (((bytes[transport + 13] ?? 0) & 16) !== 0) view.setUint32(transport + 8, (view.getUint32(transport + 8) + by) >>> 0)
  const end = Math.min(bytes.length, transport + ((bytes[transport + 12] ?? 0) >> 4) * 4)
  for (let at = transport + 20; at < end; ) {
    const kind = bytes[at] ?? 0
    const length = kind < 2 ? 1 : (bytes[at + 1] ?? 2)
    if (kind === 0 || length < 1) return
    if (kind === 5) for (let edge = at + 2; edge + 4 <= Math.min(at + length, end); edge += 4) view.setUint32(edge, (view.getUint32(edge) + by) >>> 0)
    at += length
  }
}
