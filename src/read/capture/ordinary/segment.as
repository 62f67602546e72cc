// AssemblyScript; compiled by scripts/ordinary-program.ts, which makes './layout' of the numbers that the TypeScript around it uses.
import { big16, big32, int, octet, real } from './cells'
import { directionOffset, directionStride, flowBits, flowInts, flowStride, ints, limits, octets, reals, regions, scaleDecided, watchBits } from './layout'

// The segment being looked at. Times are microseconds, `seq` to `end` and `ack` relative to the initial sequence number.
export let us: f64 = 0
export let frame: i32 = 0
export let wireLength: i32 = 0
/** Where its TCP header begins. */
export let tcp: u32 = 0
export let ttl: i32 = 0
/** -1 in IPv6. */
export let id: i32 = 0
/** Of `watchBits`: whether it may be fragmented. */
export let kind: i32 = 0
export let hasTs: bool = false
export let flags: i32 = 0
export let length: i32 = 0
export let window: i32 = 0
export let seq: f64 = 0
export let end: f64 = 0
export let ack: f64 = 0
/** Right edge of the window that it grants. */
export let edge: f64 = 0
/** Frame of its flow's last packet. */
export let flowFrame: i32 = 0
/** Since the last packet of its flow, and of its direction. */
export let gap: f64 = 0
export let ownGap: f64 = 0

// Where its flow, its own direction and the other one lie.
export let flow: u32 = 0
export let direction: i32 = 0
export let own: u32 = 0
export let peer: u32 = 0

// As they were before it.
export let ownWatch: i32 = 0
export let peerWatch: i32 = 0
export let acked: f64 = 0
export let peerAcked: f64 = 0
export let previousWindow: i32 = 0
export let isScaled: bool = false

/** What asks for a closer look at whatever the peer sends. */
const watched = watchBits.chain | watchBits.eifel | watchBits.recoveryByTimer | watchBits.holes | watchBits.keepalive | watchBits.probe

export function begin(atUs: f64, number: i32, onWire: i32): void {
  us = atUs
  frame = number
  wireLength = onWire
}

export function ipHeader(timeToLive: i32, identification: i32, fragmentable: i32): void {
  ttl = timeToLive
  id = identification
  kind = fragmentable
}

/** Reads a TCP header up to `limit`, whose payload the IP header gives; false for flags, options and lengths that need a closer look. */
export function isPlain(at: u32, limit: u32, tcpLength: i32): bool {
  const header = (load<u8>(at + 12) >> 4) << 2
  tcp = at
  flags = load<u8>(at + 13)
  length = tcpLength - header
  hasTs = header == 32
  if ((flags & (limits.controlFlags | limits.ackFlag)) != limits.ackFlag || length < 0 || length == 1 || at + header > limit) return false
  return header == 20 || (hasTs && big32(at + 20) == limits.paddedTimestamps)
}

/** Whether all that `Tracker.take` does with it is done without a call. `found`: as `FlowTable.find`. */
export function isOrdinary(found: i32): bool {
  direction = found & 1
  flow = regions.flows + (found >> 1) * (flowStride << 3)
  own = flow + (directionOffset << 3) + direction * (directionStride << 3)
  peer = flow + (directionOffset << 3) + (1 - direction) * (directionStride << 3)
  ownWatch = int(own, ints.watch)
  peerWatch = int(peer, ints.watch)
  if ((ownWatch & peerWatch & watchBits.begun) == 0 || (peerWatch & watched) != 0 || (int(flow, flowInts.bits) & flowBits.dead) != 0) return false
  if (big32(tcp + 4) != int(own, ints.nxtSeq) || int(own, ints.packets) == 0 || ttl != octet(own, octets.ttlMode)) return false
  return (id <= 0 || id != int(own, ints.ipId)) && isAckOrdinary() && isWindowOrdinary()
}

/** It acknowledges what was seen. */
function isAckOrdinary(): bool {
  const top = real(peer, reals.nxt)
  ack = top + f64(big32(tcp + 8) - int(peer, ints.nxtSeq))
  peerAcked = real(peer, reals.una)
  seq = real(own, reals.nxt)
  end = seq + f64(length)
  acked = real(own, reals.una)
  const ownFrame = int(own, ints.lastFrame)
  const peerFrame = int(peer, ints.lastFrame)
  flowFrame = max(ownFrame, peerFrame)
  gap = us - real(ownFrame > peerFrame ? own : peer, reals.lastTime)
  ownGap = us - real(own, reals.lastTime)
  return ack <= top && ack >= 0
}

/** Its window neither closes nor opens nor shrinks. */
function isWindowOrdinary(): bool {
  window = big16(tcp + 14)
  previousWindow = int(own, ints.window)
  isScaled = (int(flow, flowInts.bits) & scaleDecided) != 0
  const shift = octet(own, octets.shift)
  edge = ack + f64(isScaled ? window << shift : window)
  if (window != previousWindow && (window == 0 || previousWindow <= 0)) return false
  const isShrunk = isScaled && ack >= peerAcked && real(peer, reals.edge) - edge >= f64(1 << shift)
  return !isShrunk || (ownWatch & watchBits.windowSeen) == 0
}
