import type { ZeroWindowEpisode } from '../../model/index.ts'
import { int, octet, real, up } from './cells.ts'
import { letter, troubleOf, type Engine } from './engine.ts'
import { flowInts, ints, octets, reals, scaleDecided, watchBits } from './layout.ts'
import type { Segment } from './segment.ts'
import { nowhere } from './trouble.ts'

/** A peer whose window holds less than this has room for no full segment, and is probed like one without any (RFC 9293 section 3.8.6.1); it is the smallest MSS in use. */
const smallSegment = 536

/** A segment that carries nothing new: a probe of the peer's closed window, or a keepalive. `withByte`: one byte of payload, as BSD and Windows send. */
export function probeOrKeepalive(engine: Engine, segment: Segment, withByte: boolean): void {
  const I = engine.state.int
  const peerWindow = int(I, segment.peerInt + ints.window)
  const known = (int(I, segment.headerInt + flowInts.bits) & scaleDecided) !== 0
  const granted = known && peerWindow >= 0 ? peerWindow << octet(engine.state.byte, segment.peer * 8 + octets.shift) : peerWindow
  const closed = granted === 0 || (known && granted > 0 && granted < smallSegment)
  const outstanding = real(engine.state.real, segment.own + reals.una) < real(engine.state.real, segment.own + reals.nxt)
  if (closed) probe(engine, segment, withByte)
  else if (!outstanding) keepalive(engine, segment, withByte)
}

function probe(engine: Engine, segment: Segment, withByte: boolean): void {
  const { slot, direction, ownInt, us } = segment
  const trouble = troubleOf(engine, slot)
  const own = trouble.of(direction)
  const peer = trouble.of(1 - direction)
  own.probes += 1
  if (withByte) {
    own.bytesProbes += 1
    own.probeEnd = segment.end
  } else own.emptyProbes += 1
  peer.zeroProbes += 1
  if (segment.gap > peer.zeroLongestGapUs) peer.zeroLongestGapUs = segment.gap
  peer.zeroLast = us
  engine.state.int[ownInt + ints.watch] = int(engine.state.int, ownInt + ints.watch) | watchBits.probe
  engine.histories.note(slot, letter.windowProbe, direction, own.probes)
}

function keepalive(engine: Engine, segment: Segment, withByte: boolean): void {
  const { slot, direction, ownInt, us, frame } = segment
  const trouble = troubleOf(engine, slot).of(direction)
  if (trouble.keepalives === 0) trouble.keepaliveFirst = { frame, us }
  if (trouble.keepalivesInARow === 0) trouble.keepaliveIdleUs = segment.gap
  else trouble.keepaliveIntervalUs = us - trouble.keepaliveLast.us
  trouble.keepalives += 1
  trouble.keepalivesInARow += 1
  trouble.keepaliveLast = { frame, us }
  trouble.keepalivePayload = withByte ? 1 : 0
  engine.state.int[ownInt + ints.watch] = int(engine.state.int, ownInt + ints.watch) | watchBits.keepalive
  engine.histories.note(slot, letter.keepalive, direction, trouble.keepalives)
}

/** The peer sent something after a probe or keepalive of `direction`. */
export function probeAnswered(engine: Engine, slot: number, direction: number, ownInt: number): void {
  const I = engine.state.int
  const bits = int(I, ownInt + ints.watch)
  const trouble = troubleOf(engine, slot)
  if ((bits & watchBits.probe) !== 0) {
    trouble.of(direction).probesAnswered += 1
    trouble.of(1 - direction).zeroAnswered += 1
  }
  if ((bits & watchBits.keepalive) !== 0) {
    trouble.of(direction).keepalivesAnswered += 1
    trouble.of(direction).keepalivesInARow = 0
  }
  I[ownInt + ints.watch] = bits & ~(watchBits.probe | watchBits.keepalive)
}

/** This end has no room left. */
export function windowClosed(engine: Engine, slot: number, direction: number, us: number, frame: number): void {
  const { int: at } = engine.state.at(slot, direction)
  const I = engine.state.int
  const trouble = troubleOf(engine, slot).of(direction)
  I[at + ints.watch] = int(I, at + ints.watch) | watchBits.zeroWindow
  trouble.zeroStart = { frame, us }
  trouble.zeroProbes = 0
  trouble.zeroAnswered = 0
  trouble.zeroLongestGapUs = 0
  trouble.zeroLast = us
  trouble.zeroCount += 1
  engine.histories.note(slot, letter.zeroWindow, direction, trouble.zeroCount)
}

/** The closed window opened, or its connection ended; without a frame the capture did. */
export function windowOpened(engine: Engine, slot: number, direction: number, us: number, frame: number, ended: ZeroWindowEpisode['ended']): void {
  const { int: at } = engine.state.at(slot, direction)
  const I = engine.state.int
  if ((int(I, at + ints.watch) & watchBits.zeroWindow) === 0) return
  I[at + ints.watch] = int(I, at + ints.watch) & ~watchBits.zeroWindow
  const trouble = troubleOf(engine, slot).of(direction)
  const length = Math.max(us - trouble.zeroStart.us, 0)
  const lastGap = us - trouble.zeroLast
  trouble.zeroTotalUs += length
  trouble.zeroLongestUs = Math.max(trouble.zeroLongestUs, length)
  trouble.zeroWindows.push({
    start: trouble.zeroStart,
    ...(frame > 0 ? { end: { frame, us } } : {}),
    us: length,
    probes: trouble.zeroProbes,
    probesAnswered: trouble.zeroAnswered,
    longestGapUs: Math.max(trouble.zeroLongestGapUs, lastGap),
    ended,
  })
  trouble.zeroStart = nowhere
}

/** The right edge moved left. RFC 7323 section 2.4 allows for what the scale rounds off. */
export function windowShrunk(engine: Engine, { own, ownInt, peer, us, frame }: Segment, right: number, shift: number): void {
  const step = real(engine.state.real, peer + reals.edge) - right
  if (step < 2 ** Math.max(shift, 0)) return
  const { real: R, int: I } = engine.state
  if (int(I, ownInt + ints.shrinks) === 0) {
    I[ownInt + ints.shrinkFrame] = frame
    R[own + reals.shrinkTime] = us
  }
  up(I, ownInt + ints.shrinks)
  if (step > int(I, ownInt + ints.largestShrink) >>> 0) I[ownInt + ints.largestShrink] = step
}
