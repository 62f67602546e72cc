import type { FramePoint, ResentSegment } from '../../model/index.ts'
import { addReal, int, real, up } from './cells.ts'
import { chainResend, firstSendOf } from './chains.ts'
import { letter, troubleOf, type Engine } from './engine.ts'
import { mostHolesOfOne } from './holes.ts'
import { ints, reals, synBits, watchBits } from './layout.ts'
import { telling } from './host-signs.ts'
import { flag, type Segment } from './segment.ts'
import { probeOrKeepalive } from './windows.ts'

/** Linux and the BSDs never wait less for an acknowledgment (TCP_RTO_MIN). */
const shortestTimeoutUs = 200_000
/** A jump this far is another connection's number, or garbage: nothing between is called missing. */
const mostMissing = 2 ** 28
/** A keepalive of one byte comes after a silence; a needless resend of one byte does not. */
const keepaliveGapUs = 500_000
/** A tail is probed after two round trips, and never sooner than a tick of the coarsest clock in use (Linux: 2 ms). */
const soonestProbeUs = 2_000
/** Segments later than this are not late but sent again, when nothing better tells (Wireshark takes the same 3 ms). */
const lateUs = 3_000

/** A segment that begins above everything seen: what lies between is missing, for now. */
export function beyondHighest(engine: Engine, segment: Segment): void {
  const R = engine.state.real
  const I = engine.state.int
  const { own, ownInt, seq, end, length } = segment
  const top = real(R, own + reals.nxt)
  if (int(I, ownInt + ints.packets) === 1 || seq - top > mostMissing) R[own + (int(I, ownInt + ints.packets) === 1 ? reals.start : reals.forgotten)] = seq
  else addHole(engine, segment, top)
  if (top <= real(R, own + reals.una)) {
    R[own + reals.timer] = segment.us
    R[own + reals.headTime] = segment.us
    I[ownInt + ints.headFrame] = segment.frame
  }
  R[own + reals.nxt] = end
  I[ownInt + ints.nxtSeq] = (segment.rawSeq + (end - seq)) | 0
  addReal(R, own + reals.bytes, length)
}

function addHole(engine: Engine, segment: Segment, top: number): void {
  const R = engine.state.real
  const I = engine.state.int
  const { own, ownInt } = segment
  const head = int(I, ownInt + ints.holeHead)
  const count = int(I, ownInt + ints.holeCount)
  const ts = engine.options.hasTimestamps ? engine.options.tsVal : 0
  const hole = count < mostHolesOfOne ? engine.holes.add(engine.holes.last(head), top, segment.seq, segment.us, ts) : -1
  if (hole < 0) {
    R[own + reals.forgotten] = segment.seq
    return
  }
  if (head < 0) I[ownInt + ints.holeHead] = hole
  I[ownInt + ints.holeCount] = count + 1
  I[ownInt + ints.watch] = int(I, ownInt + ints.watch) | watchBits.holes
}

/** A segment that begins below the highest byte seen: sent again, filling a hole, late, or a probe. */
export function belowHighest(engine: Engine, segment: Segment): void {
  const R = engine.state.real
  const I = engine.state.int
  const { own, ownInt, peerInt, seq, end, length, flags } = segment
  if ((flags & flag.syn) !== 0) return
  const top = real(R, own + reals.nxt)
  if (length === 1 && (flags & flag.fin) === 0) {
    const alive = seq === top - 1 && real(R, own + reals.una) >= top && segment.ownGap >= keepaliveGapUs
    if (alive || int(I, peerInt + ints.window) === 0) {
      probeOrKeepalive(engine, segment, true)
      return
    }
  }
  if (end > top && seq === top - 1 && real(R, own + reals.una) === seq && isRefusedByte(engine, segment, top)) {
    goOn(engine, segment, top)
    return
  }
  const from = Math.max(seq, real(R, own + reals.start))
  const to = Math.min(end, top)
  const filled = int(I, ownInt + ints.holeCount) > 0 ? engine.holes.fill(int(I, ownInt + ints.holeHead), from, to) : undefined
  const missing = filled?.missing ?? 0
  if (filled !== undefined) {
    I[ownInt + ints.holeHead] = filled.head
    I[ownInt + ints.holeCount] = int(I, ownInt + ints.holeCount) + filled.added
  }
  const known = Math.max(to - from, 0)
  addReal(R, own + reals.bytes, Math.min(missing, length))
  if (end > top) goOn(engine, segment, top)
  // Before the capture began: nothing is known of it.
  if (known === 0) return
  if (missing === known && isLate(engine, segment, filled?.since ?? 0, filled?.tsAfter ?? 0)) {
    up(I, ownInt + ints.reordered)
    return
  }
  R[own + reals.rttTime] = 0
  addReal(R, own + reals.resentBytes, Math.min(known - missing, length))
  cancelTries(engine, segment)
  const seen = missing === known ? 'nothing' : missing > 0 || end > top || to <= real(R, own + reals.forgotten) ? 'part' : 'all'
  if (length === 0) up(I, ownInt + ints.finResends)
  else if (seen === 'nothing') up(I, ownInt + ints.holeFills)
  else up(I, ownInt + (seen === 'part' ? ints.partial : ints.certain))
  resent(engine, segment, top, seen)
}

/** A byte that probed a closed window and was refused: it goes again with what follows when the window opens. */
function isRefusedByte(engine: Engine, { slot, direction }: Segment, top: number): boolean {
  return engine.troubles[slot]?.of(direction).probeEnd === top
}

/** What lies above the highest byte seen is new. */
function goOn(engine: Engine, segment: Segment, top: number): void {
  const { own, ownInt, seq, end, length, rawSeq } = segment
  engine.state.real[own + reals.nxt] = end
  engine.state.int[ownInt + ints.nxtSeq] = (rawSeq + (end - seq)) | 0
  addReal(engine.state.real, own + reals.bytes, Math.min(end - top, length))
}

/**
 * Late on its way rather than sent again. A host that counts its packets tells it by the IP id, any other by the timestamp:
 * what was sent again is numbered later than what overtook it. Without both, it came soon and nobody missed it.
 */
function isLate(engine: Engine, segment: Segment, since: number, tsAfter: number): boolean {
  const { own, ownInt, us } = segment
  const numbered = numberedOrder(engine, segment)
  if (numbered !== 0) return numbered < 0
  const { hasTimestamps, tsVal } = engine.options
  const lag = us - since
  const order = hasTimestamps && tsAfter !== 0 ? (tsVal - tsAfter) | 0 : 0
  if (order !== 0) return order < 0
  const missed = int(engine.state.int, ownInt + ints.dupRun) >= 3
  const smooth = real(engine.state.real, own + reals.rttSmooth)
  return !missed && lag < (smooth > 0 ? Math.min(lateUs, smooth / 4) : lateUs)
}

/** Below 0 when its IP id is lower than the last packet's, above when it is higher, 0 when the ids tell nothing. */
function numberedOrder(engine: Engine, segment: Segment): number {
  const I = engine.state.int
  const { ownInt, ipId, previousIpId } = segment
  const steps = int(I, ownInt + ints.ipIdStep)
  if (ipId <= 0 || previousIpId <= 0 || steps < telling || int(I, ownInt + ints.ipIdOther) * telling > steps) return 0
  return ((ipId - previousIpId) << 16) >> 16
}

/**
 * The only segment in flight is probed no sooner than the timer would run out, as its acknowledgment may be delayed (RFC 8985 section 7.2).
 * Who negotiated selective acknowledgments probes first; what follows without an answer is the timer's.
 */
function probesTails(engine: Engine, segment: Segment): boolean {
  const I = engine.state.int
  const bothSack = int(I, segment.ownInt + ints.synBits) & int(I, segment.peerInt + ints.synBits) & synBits.sack
  return bothSack !== 0 && (int(I, segment.ownInt + ints.watch) & watchBits.chain) === 0
}

/** What is sent again says nothing of what its first sending would have. */
function cancelTries(engine: Engine, segment: Segment): void {
  const R = engine.state.real
  const I = engine.state.int
  const { own, ownInt, seq, end } = segment
  const sizeEnd = real(R, own + reals.sizeTryEnd)
  if (sizeEnd > seq && sizeEnd - int(I, ownInt + ints.sizeTry) < end) I[ownInt + ints.sizeTry] = 0
  if (real(R, own + reals.flightTryEnd) > seq && real(R, own + reals.flightTryEnd) <= end) R[own + reals.flightTry] = 0
}

/** Why it was sent again: the timer ran out, the peer's acknowledgments asked for it, or it probes for a lost tail. */
function resent(engine: Engine, segment: Segment, top: number, seen: ResentSegment['seen']): void {
  const R = engine.state.real
  const I = engine.state.int
  const { slot, direction, own, ownInt, seq, end, us } = segment
  const una = real(R, own + reals.una)
  const waited = us - real(R, own + reals.timer)
  const timeout = 0.8 * Math.max(shortestTimeoutUs, real(R, own + reals.rttSmooth) + 4 * real(R, own + reals.rttVar))
  const asked = int(I, ownInt + ints.dupRun) >= 3 || real(R, own + reals.sackHigh) > end
  const watch = int(I, ownInt + ints.watch)
  const isHead = seq <= una && end > una
  const trouble = troubleOf(engine, slot).of(direction)
  const point: FramePoint = { frame: segment.frame, us }
  trouble.firstResend ??= point
  trouble.lastResend = point
  if (segment.length > 0) trouble.resends.push({ frame: segment.frame, us, seq, length: segment.length, seen })
  const isTail =
    end >= top &&
    !asked &&
    (waited < timeout || (isHead && waited < 2.5 * timeout && probesTails(engine, segment))) &&
    waited >= Math.max(soonestProbeUs, 1.5 * real(R, own + reals.rttSmooth)) &&
    una < end &&
    una >= real(R, own + reals.recover)
  if (isTail) up(I, ownInt + ints.tailProbes)
  else if ((isHead && waited >= timeout) || (una < real(R, own + reals.recover) && (watch & watchBits.recoveryByTimer) !== 0)) {
    up(I, ownInt + ints.timeout)
    if (isHead && waited >= timeout) {
      I[ownInt + ints.watch] = watch | watchBits.recoveryByTimer
      R[own + reals.recover] = top
    }
  } else if (asked || una < real(R, own + reals.recover) || (isHead && waited < soonestProbeUs)) {
    // So soon after an acknowledgment only that can be the reason (RFC 8985 section 6.2: something sent later was delivered).
    up(I, ownInt + ints.fast)
    if (una >= real(R, own + reals.recover)) R[own + reals.recover] = top
  }
  const count = int(I, ownInt + ints.certain) + int(I, ownInt + ints.partial) + int(I, ownInt + ints.holeFills) + int(I, ownInt + ints.finResends)
  engine.histories.note(slot, isTail ? letter.tailProbe : letter.resend, direction, count)
  if (isHead) {
    const first = firstSendOf(engine, slot, direction, seq)
    R[own + reals.timer] = us
    chainResend(engine, segment, first ?? point)
  }
  // The peer echoes the segment that filled its left edge (RFC 7323 section 4.3): only the head's echo tells which sending arrived.
  if (isHead && engine.options.hasTimestamps && (int(I, ownInt + ints.watch) & watchBits.eifel) === 0) {
    trouble.echoEnd = end
    trouble.echoTsVal = engine.options.tsVal
    I[ownInt + ints.watch] = int(I, ownInt + ints.watch) | watchBits.eifel
  }
}
