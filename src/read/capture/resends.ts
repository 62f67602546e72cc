import type { FramePoint, ResentSegment } from '../../model/index.ts'
import { addReal, int, octet, real } from './cells.ts'
import { chainResend, firstSendOf } from './chains.ts'
import { letter, troubleOf, type Engine } from './engine.ts'
import { mostHolesOfOne } from './holes.ts'
import { ints, octets, reals, synBits, watchBits } from './layout.ts'
import { telling } from './host-signs.ts'
import { flag, isBefore, type Segment } from './segment.ts'
import type { DirectionTrouble } from './trouble.ts'
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
  if (int(I, ownInt + ints.packets) === 1) troubleOf(engine, segment.slot).of(segment.direction).start = seq
  else if (seq - top > mostMissing) troubleOf(engine, segment.slot).of(segment.direction).forgotten = seq
  else addHole(engine, segment, top)
  if (top <= real(R, own + reals.una)) {
    R[own + reals.timer] = segment.us
    I[ownInt + ints.headFrame] = segment.frame
  }
  R[own + reals.nxt] = end
  I[ownInt + ints.nxtSeq] = segment.rawEnd
  addReal(R, own + reals.bytes, length)
}

function addHole(engine: Engine, segment: Segment, top: number): void {
  const I = engine.state.int
  const { ownInt } = segment
  const trouble = troubleOf(engine, segment.slot).of(segment.direction)
  const ts = engine.options.hasTimestamps ? engine.options.tsVal : 0
  const hole = trouble.holeCount < mostHolesOfOne ? engine.holes.add(engine.holes.last(trouble.holeHead), top, segment.seq, segment.us, ts) : -1
  if (hole < 0) {
    trouble.forgotten = segment.seq
    return
  }
  if (trouble.holeHead < 0) trouble.holeHead = hole
  trouble.holeCount += 1
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
  const trouble = troubleOf(engine, segment.slot).of(segment.direction)
  const from = Math.max(seq, startOf(trouble, int(I, ownInt + ints.watch)))
  const to = Math.min(end, top)
  const filled = trouble.holeCount > 0 ? engine.holes.fill(trouble.holeHead, from, to) : undefined
  const missing = filled?.missing ?? 0
  if (filled !== undefined) {
    trouble.holeHead = filled.head
    trouble.holeCount += filled.added
  }
  const known = Math.max(to - from, 0)
  addReal(R, own + reals.bytes, Math.min(missing, length))
  if (end > top) goOn(engine, segment, top)
  // Before the capture began: nothing is known of it.
  if (known === 0) return
  if (missing === known && isLate(engine, segment, filled?.since ?? 0, filled?.tsAfter ?? 0)) {
    trouble.reordered += 1
    return
  }
  R[own + reals.rttTime] = 0
  trouble.resentBytes += Math.min(known - missing, length)
  cancelTries(engine, segment)
  const seen = missing === known ? 'nothing' : missing > 0 || end > top || to <= trouble.forgotten ? 'part' : 'all'
  if (length === 0) trouble.finResends += 1
  else if (seen === 'nothing') trouble.holeFills += 1
  else if (seen === 'part') trouble.partial += 1
  else trouble.certain += 1
  resent(engine, segment, top, seen)
}

/** Below this nothing is known of a direction. */
function startOf(trouble: DirectionTrouble, watch: number): number {
  if (trouble.start >= 0) return trouble.start
  return (watch & watchBits.fromSyn) === 0 ? 1 : 0
}

/** A byte that probed a closed window and was refused: it goes again with what follows when the window opens. */
function isRefusedByte(engine: Engine, { slot, direction }: Segment, top: number): boolean {
  return engine.troubles[slot]?.known(direction)?.probeEnd === top
}

/** What lies above the highest byte seen is new. */
function goOn(engine: Engine, segment: Segment, top: number): void {
  const { own, ownInt, end, length, rawEnd } = segment
  engine.state.real[own + reals.nxt] = end
  engine.state.int[ownInt + ints.nxtSeq] = rawEnd
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
  const { int: I, byte: B } = engine.state
  const bothSack = octet(B, segment.own * 8 + octets.synBits) & octet(B, segment.peer * 8 + octets.synBits) & synBits.sack
  return bothSack !== 0 && (int(I, segment.ownInt + ints.watch) & watchBits.chain) === 0
}

/** What is sent again says nothing of what its first sending would have. */
function cancelTries(engine: Engine, segment: Segment): void {
  const I = engine.state.int
  const { own, ownInt, rawSeq, rawEnd } = segment
  const sizeEnd = int(I, ownInt + ints.sizeTryEnd)
  const flightEnd = int(I, ownInt + ints.flightTryEnd)
  if (isBefore(rawSeq, sizeEnd) && isBefore(sizeEnd - int(I, ownInt + ints.sizeTry), rawEnd)) I[ownInt + ints.sizeTry] = 0
  if (isBefore(rawSeq, flightEnd) && !isBefore(rawEnd, flightEnd)) engine.state.real[own + reals.flightTry] = 0
}

/** Why it was sent again: the timer ran out, the peer's acknowledgments asked for it, or it probes for a lost tail. */
function resent(engine: Engine, segment: Segment, top: number, seen: ResentSegment['seen']): void {
  const R = engine.state.real
  const I = engine.state.int
  const { slot, direction, own, ownInt, seq, end, us } = segment
  const una = real(R, own + reals.una)
  const waited = us - real(R, own + reals.timer)
  const timeout = 0.8 * Math.max(shortestTimeoutUs, real(R, own + reals.rttSmooth) + 4 * real(R, own + reals.rttVar))
  const trouble = troubleOf(engine, slot).of(direction)
  const asked = int(I, ownInt + ints.dupRun) >= 3 || trouble.sackHigh > end
  const watch = int(I, ownInt + ints.watch)
  const isHead = seq <= una && end > una
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
    una >= trouble.recover
  if (isTail) trouble.tailProbes += 1
  else if ((isHead && waited >= timeout) || (una < trouble.recover && (watch & watchBits.recoveryByTimer) !== 0)) {
    trouble.timeout += 1
    if (isHead && waited >= timeout) {
      I[ownInt + ints.watch] = watch | watchBits.recoveryByTimer
      trouble.recover = top
    }
  } else if (asked || una < trouble.recover || (isHead && waited < soonestProbeUs)) {
    // So soon after an acknowledgment only that can be the reason (RFC 8985 section 6.2: something sent later was delivered).
    trouble.fast += 1
    if (una >= trouble.recover) trouble.recover = top
  }
  const count = trouble.certain + trouble.partial + trouble.holeFills + trouble.finResends
  engine.histories.note(slot, isTail ? letter.tailProbe : letter.resend, direction, count)
  if (isHead) {
    const first = firstSendOf(engine, slot, direction, seq)
    if (trouble.headFrame !== int(I, ownInt + ints.headFrame)) {
      trouble.headFrame = int(I, ownInt + ints.headFrame)
      trouble.headTime = real(R, own + reals.timer)
    }
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
