import { closeSync, openSync, writeSync } from 'node:fs'

/** What a made capture is to look like. */
export interface CaptureShape {
  readonly bytes: number
  /** Connections open at a time; a packet goes to any of them, the worst case for a cache. */
  readonly flows: number
  /** Bytes kept of each frame. */
  readonly snapLength: number
  readonly seed: number
  /** Most segments of data of one connection; 4,000 unless said. */
  readonly segments?: number
}

/** What was put into it, for the comparison of the answers. */
export interface Planted {
  packets: number
  connections: number
  resent: number
  resets: number
  closedWindows: number
}

interface Connection {
  readonly port: number
  readonly host: number
  readonly v6: boolean
  readonly next: [number, number]
  readonly stamp: [number, number]
  id: number
  left: number
}

const payloadBytes = 1448
const begins = 1_795_000_000

/** Writes a pcap file of bulk transfers: full segments in bursts of up to eight, an acknowledgment for every second, timestamps, some loss, closed windows, resets and closes. */
export function generateCapture(path: string, { bytes, flows, snapLength, seed, segments = 4000 }: CaptureShape): Planted {
  const planted: Planted = { packets: 0, connections: 0, resent: 0, resets: 0, closedWindows: 0 }
  const random = generator(seed)
  const file = openSync(path, 'w')
  const buffer = Buffer.alloc(8 << 20, 0x5a)
  let filled = 24
  let written = 0
  let us = 0
  Buffer.from([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0]).copy(buffer)

  const opened = (): Connection => {
    planted.connections += 1
    return {
      port: 1024 + (planted.connections % 60_000),
      host: random(250) + 1,
      v6: random(10) === 0,
      next: [random(2 ** 31), random(2 ** 31)],
      stamp: [random(2 ** 30), random(2 ** 30)],
      id: random(60_000),
      left: 50 + random(segments - 50),
    }
  }

  const packet = (one: Connection, direction: 0 | 1, flags: number, seq: number, window: number, length: number): void => {
    us += 1 + random(8)
    const isSyn = (flags & 2) !== 0
    const header = isSyn || (flags & 4) !== 0 ? 20 : 32
    const ip = one.v6 ? 40 : 20
    const whole = 14 + ip + header + length
    const kept = Math.min(whole, snapLength)
    if (filled + 16 + whole > buffer.length) {
      writeSync(file, buffer, 0, filled)
      written += filled
      filled = 0
    }
    let at = filled
    buffer.writeUInt32LE(begins + Math.floor(us / 1_000_000), at)
    buffer.writeUInt32LE(us % 1_000_000, at + 4)
    buffer.writeUInt32LE(kept, at + 8)
    buffer.writeUInt32LE(whole, at + 12)
    at += 16
    filled = at + kept
    buffer.fill(2, at, at + 12)
    buffer.writeUInt16BE(one.v6 ? 0x86dd : 0x0800, at + 12)
    at += 14
    one.id = (one.id + 1) & 0xffff
    const [from, to] = direction === 0 ? [0x0a000000 + one.host, 0x0a640001] : [0x0a640001, 0x0a000000 + one.host]
    if (one.v6) {
      buffer.fill(0, at, at + 40)
      buffer[at] = 0x60
      buffer.writeUInt16BE(header + length, at + 4)
      buffer[at + 6] = 6
      buffer[at + 7] = 64
      buffer[at + 8] = buffer[at + 24] = 0xfd
      buffer.writeUInt32BE(from, at + 20)
      buffer.writeUInt32BE(to, at + 36)
    } else {
      buffer.fill(0, at, at + 20)
      buffer[at] = 0x45
      buffer.writeUInt16BE(20 + header + length, at + 2)
      buffer.writeUInt16BE(one.id, at + 4)
      buffer[at + 6] = 0x40
      buffer[at + 8] = 64
      buffer[at + 9] = 6
      buffer.writeUInt32BE(from, at + 12)
      buffer.writeUInt32BE(to, at + 16)
    }
    at += ip
    buffer.writeUInt16BE(direction === 0 ? one.port : 873, at)
    buffer.writeUInt16BE(direction === 0 ? 873 : one.port, at + 2)
    buffer.writeUInt32BE(seq >>> 0, at + 4)
    buffer.writeUInt32BE((flags & 16) === 0 ? 0 : (one.next[1 - direction] ?? 0), at + 8)
    buffer[at + 12] = (header >> 2) << 4
    buffer[at + 13] = flags
    buffer.writeUInt16BE(window, at + 14)
    if (header === 32) {
      buffer.writeUInt32BE(0x0101080a, at + 20)
      buffer.writeUInt32BE((one.stamp[direction] + Math.floor(us / 1000)) >>> 0, at + 24)
      buffer.writeUInt32BE((one.stamp[1 - direction] ?? 0) >>> 0, at + 28)
    }
    planted.packets += 1
  }
  const send = (one: Connection): void => {
    packet(one, 0, 24, one.next[0], 501, payloadBytes)
    one.next[0] = (one.next[0] + payloadBytes) >>> 0
  }
  const answer = (one: Connection, window = 501): void => packet(one, 1, 16, one.next[1], window, 0)

  const step = (one: Connection): boolean => {
    if (one.left <= 0) {
      const isReset = random(5) === 0
      if (isReset) planted.resets += 1
      packet(one, 1, isReset ? 20 : 17, one.next[1], 501, 0)
      if (!isReset) packet(one, 0, 17, one.next[0], 501, 0)
      return false
    }
    const bursts = 1 + random(4)
    one.left -= 2 * bursts
    const chance = random(1000)
    if (chance < 2) {
      const lost = one.next[0]
      send(one)
      us += 20_000
      packet(one, 0, 24, lost, 501, payloadBytes)
      planted.resent += 1
      answer(one)
    } else if (chance < 3) {
      send(one)
      answer(one, 0)
      answer(one)
      planted.closedWindows += 1
    } else {
      for (let burst = 0; burst < bursts; burst += 1) {
        send(one)
        send(one)
        answer(one)
      }
    }
    return true
  }

  const open = Array.from({ length: flows }, () => undefined as Connection | undefined)
  while (written + filled < bytes) {
    const slot = random(flows)
    const one = open[slot]
    if (one === undefined) {
      const fresh = opened()
      packet(fresh, 0, 2, fresh.next[0], 64_240, 0)
      fresh.next[0] = (fresh.next[0] + 1) >>> 0
      packet(fresh, 1, 18, fresh.next[1], 65_160, 0)
      fresh.next[1] = (fresh.next[1] + 1) >>> 0
      packet(fresh, 0, 16, fresh.next[0], 501, 0)
      open[slot] = fresh
    } else if (!step(one)) open[slot] = undefined
  }
  writeSync(file, buffer, 0, filled)
  closeSync(file)
  return planted
}

/** xorshift32: the same seed gives the same capture. */
function generator(seed: number): (below: number) => number {
  let state = seed | 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}
