import { int, real, up } from './cells.ts'
import type { Engine } from './engine.ts'
import { flowInts, ints, reals, watchBits } from './layout.ts'
import { flag } from './segment.ts'
import { windowClosed, windowOpened } from './windows.ts'

/** A copy of a frame that the capture took twice follows at once; a resend of any system comes later or carries another IP id. */
const copyWithinUs = 50_000
/** A window of packets may overtake a late one; of random ids one in 250 falls so near. */
const lateStep = 256
/** A counter shows in this many steps, and in that many to one jump. */
export const telling = 8

const { nxt, una, sizeTryEnd } = reals
const { nxtSeq, watch, largest, sizeTry, ttlMode, ttlVotes, lastSeq, lastAck, lastLength, lastFlags, sampleHead, sampleTail } = ints
const { begun, timestamps, windowSeen } = watchBits
const { historyMask } = flowInts
const { rst: rstFlag } = flag

/** The very packet again, with its IP id, at once: the capture took it twice, or the path delivered it twice. */
export function isCopy(engine: Engine, ai: number, since: number, seq: number, ack: number, length: number, flags: number, id: number): boolean {
  const I = engine.state.int
  if (id !== I[ai + ints.ipId]) return isOlderCopy(engine, ai, seq, length, id)
  return (
    since < copyWithinUs &&
    seq === I[ai + lastSeq] &&
    ack === I[ai + lastAck] &&
    length === I[ai + lastLength] &&
    flags === I[ai + lastFlags] &&
    (flags & rstFlag) === 0
  )
}

/** A copy that others overtook. Only hosts that count their packets tell it from a resend. */
function isOlderCopy(engine: Engine, ai: number, seq: number, length: number, id: number): boolean {
  const { state, samples } = engine
  const I = state.int
  const counts = int(I, ai + ints.ipIdStep) >= telling && int(I, ai + ints.ipIdOther) * telling <= int(I, ai + ints.ipIdStep)
  const behind = (int(I, ai + ints.ipId) - id) & 0xffff
  if (!counts || behind > lateStep) return false
  const from = real(state.real, (ai >> 1) + nxt) + ((seq - int(I, ai + nxtSeq)) | 0)
  return samples.holds(int(I, ai + sampleHead), int(I, ai + sampleTail), int(I, ai + ints.packets), from, length, id)
}

/** A window that closed or opened again. */
export function edgeOfZero(engine: Engine, slot: number, direction: number, win: number, previous: number, us: number, frame: number): void {
  if (win === 0) windowClosed(engine, slot, direction, us, frame)
  else if (previous === 0) windowOpened(engine, slot, direction, us, frame, 'reopened')
}

/** The first window after the handshake. */
export function firstWindow(engine: Engine, ai: number, win: number): void {
  engine.state.int[ai + ints.windowFirst] = win
  engine.state.int[ai + watch] = int(engine.state.int, ai + watch) | windowSeen
}

/** The first timestamp of a direction. */
export function firstTimestamp(engine: Engine, a: number, ai: number, us: number, frame: number, value: number): void {
  engine.state.int[ai + watch] = int(engine.state.int, ai + watch) | timestamps
  engine.state.int[ai + ints.tsFirstFrame] = frame
  engine.state.int[ai + ints.tsFirst] = value
  engine.state.real[a + reals.tsFirstTime] = us
}

/** A segment larger than any acknowledged before: its size is tried until its acknowledgment comes. */
export function larger(engine: Engine, a: number, ai: number, length: number, end: number, wireLength: number): void {
  const I = engine.state.int
  if (length > int(I, ai + largest)) {
    I[ai + largest] = length
    I[ai + ints.largestFrame] = wireLength
  }
  if (int(I, ai + sizeTry) !== 0) return
  I[ai + sizeTry] = length
  engine.state.real[a + sizeTryEnd] = end
}

/** A direction whose SYN was not seen counts from the first sequence number seen, as its first byte. */
export function begin(engine: Engine, a: number, ai: number, seq: number, isSyn: boolean): void {
  const R = engine.state.real
  const I = engine.state.int
  I[ai + ints.base] = isSyn ? seq : (seq - 1) | 0
  I[ai + nxtSeq] = seq
  const first = isSyn ? 0 : 1
  R[a + nxt] = first
  R[a + una] = first
  R[a + reals.start] = first
  I[ai + watch] = int(I, ai + watch) | begun
}

/** The first packet of a direction. */
export function firstOf(engine: Engine, a: number, ai: number, us: number, frame: number): void {
  engine.state.real[a + reals.firstTime] = us
  engine.state.int[ai + ints.firstFrame] = frame
  engine.state.int[ai + sampleHead] = engine.samples.take()
}

/** A TTL other than the usual one of this end. */
export function otherTtl(engine: Engine, ai: number, ttl: number): void {
  const I = engine.state.int
  if (ttl < int(I, ai + ints.ttlMin)) I[ai + ints.ttlMin] = ttl
  if (ttl > int(I, ai + ints.ttlMax)) I[ai + ints.ttlMax] = ttl
  // Boyer and Moore's majority vote.
  if (int(I, ai + ttlVotes) > 0) I[ai + ttlVotes] = int(I, ai + ttlVotes) - 1
  else {
    I[ai + ttlMode] = ttl
    I[ai + ttlVotes] = 1
  }
}

/** An IP id that is not the next of a counter. A small step back is a late packet's, and says nothing of how the host numbers. */
export function countId(engine: Engine, ai: number, id: number, before: number): void {
  const I = engine.state.int
  if (id === 0) up(I, ai + ints.ipIdZero)
  else if (before > 0 && (id === before || ((before - id) & 0xffff) > lateStep)) up(I, ai + (id === before ? ints.ipIdSame : ints.ipIdOther))
}

/** The first data or acknowledgment of a direction, in the history. */
export function noteFirst(engine: Engine, slot: number, fi: number, bit: number, what: number, direction: number): void {
  engine.state.int[fi + historyMask] = int(engine.state.int, fi + historyMask) | bit
  engine.histories.note(slot, what, direction, 1)
}
