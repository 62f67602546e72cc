import { int, octet, real } from './cells.ts'
import { type Engine, finsOf, letter, troubleOf } from './engine.ts'
import { flowBits, flowBytes, flowInts, halves, ints, octets, reals, synBits, watchBits } from './layout.ts'
import { flag, type Segment } from './segment.ts'
import { windowOpened } from './windows.ts'

/** Sends of one attempt that are kept with their times. */
const keptSyns = 12

/** SYN, FIN and RST: what begins and ends a connection. */
export function control(engine: Engine, segment: Segment): void {
  const { flags } = segment
  const odd = (flags & (flag.syn | flag.fin)) === (flag.syn | flag.fin) || (flags & (flag.syn | flag.rst)) === (flag.syn | flag.rst)
  if (odd) troubleOf(engine, segment.slot).of(segment.direction).oddFlags += 1
  if ((flags & flag.rst) !== 0) {
    reset(engine, segment)
    return
  }
  if ((flags & flag.syn) !== 0) syn(engine, segment)
  if ((flags & flag.fin) !== 0) fin(engine, segment)
}

function syn(engine: Engine, segment: Segment): void {
  const { int: I, half: H, byte: B } = engine.state
  const { slot, direction, headerInt, own, ownInt, us, frame } = segment
  const isAnswer = (segment.flags & flag.ack) !== 0
  const bits = int(I, headerInt + flowInts.bits)
  const isKnown = (bits & (isAnswer ? flowBits.synAckSeen : flowBits.synSeen)) !== 0
  if (octet(B, own * 8 + octets.synBits) !== 0) {
    synAgain(engine, segment, isAnswer)
    return
  }
  if (isKnown) countSyn(engine, slot, isAnswer)
  engine.histories.note(slot, isAnswer ? letter.synAck : letter.syn, direction, 1)
  const options = engine.options
  const isLate = frame !== int(I, ownInt + ints.firstFrame)
  if (isLate) troubleOf(engine, slot).of(direction).synAt = { frame, us }
  H[own * 4 + halves.synWindow] = segment.window
  H[own * 4 + halves.synMss] = options.mss
  H[own * 4 + halves.synOrder] = engine.optionOrders.number(options.order)
  B[own * 8 + octets.synShift] = options.shift + 1
  B[own * 8 + octets.synTtl] = segment.ttl
  B[own * 8 + octets.synBits] =
    synBits.seen |
    (options.sackPermitted ? synBits.sack : 0) |
    (options.hasTimestamps ? synBits.timestamps : 0) |
    (options.blanks >= 3 ? synBits.blanked : 0) |
    (options.mss >= 0 ? synBits.mss : 0) |
    (isLate ? synBits.late : 0)
  B[segment.headerByte + flowBytes.opener] = (isAnswer ? 1 - direction : direction) + 1
  I[headerInt + flowInts.bits] = bits | (isAnswer ? flowBits.synAckSeen : flowBits.synSeen) | scaling(engine, segment)
  I[ownInt + ints.watch] = int(I, ownInt + ints.watch) | watchBits.synOpen
}

/** A SYN sent again. */
function synAgain(engine: Engine, { slot, direction, own, us, frame }: Segment, isAnswer: boolean): void {
  const trouble = troubleOf(engine, slot)
  const ofEnd = trouble.of(direction)
  countSyn(engine, slot, isAnswer)
  ofEnd.synResends += 1
  // Karn: the answer may be to either sending.
  engine.state.real[own + reals.rttTime] = 0
  const sends = isAnswer ? trouble.synAckSends : trouble.synSends
  if (sends.length < keptSyns) sends.push({ frame, us })
  engine.histories.note(slot, isAnswer ? letter.synAck : letter.syn, direction, ofEnd.synResends + 1)
}

/** One more than the first that the flow's bits tell. */
function countSyn(engine: Engine, slot: number, isAnswer: boolean): void {
  const trouble = troubleOf(engine, slot)
  if (isAnswer) trouble.moreSynAcks += 1
  else trouble.moreSyns += 1
}

/** How windows are scaled, once both ends' SYNs are seen. */
function scaling(engine: Engine, { own, peer }: Segment): number {
  const B = engine.state.byte
  if ((octet(B, peer * 8 + octets.synBits) & synBits.seen) === 0) return 0
  const [ownShift, peerShift] = [octet(B, own * 8 + octets.synShift) - 1, octet(B, peer * 8 + octets.synShift) - 1]
  const both = ownShift >= 0 && peerShift >= 0
  // RFC 7323 section 2.2: one end alone scales nothing. What each offered stays with its SYN.
  B[own * 8 + octets.shift] = both ? ownShift : 0
  B[peer * 8 + octets.shift] = both ? peerShift : 0
  return both ? flowBits.scaleKnown : flowBits.scaleOff
}

function fin(engine: Engine, segment: Segment): void {
  const I = engine.state.int
  const { headerInt, direction, slot, frame, us, end } = segment
  const fins = finsOf(engine, slot)
  if (fins[direction] !== undefined) return
  fins[direction] = { frame, us, end }
  I[headerInt + flowInts.bits] = int(I, headerInt + flowInts.bits) | (direction === 0 ? flowBits.finFirst : flowBits.finSecond)
  engine.histories.note(slot, letter.fin, direction, 1)
}

function reset(engine: Engine, segment: Segment): void {
  const { real: R, int: I, byte: B } = engine.state
  const { slot, direction, headerInt, own, ownInt, peer, peerInt, us, frame } = segment
  const trouble = troubleOf(engine, slot)
  const otherFrame = int(I, peerInt + ints.lastFrame)
  const others = int(I, peerInt + ints.packets)
  // This packet is counted already.
  const before = int(I, ownInt + ints.packets) - 1
  const echoesAck = segment.rawSeq === int(I, peerInt + ints.lastAck)
  trouble.resets.push({
    frame,
    us,
    direction,
    withAck: (segment.flags & flag.ack) !== 0,
    seq: segment.seq,
    seqOffset: segment.seq - real(R, own + reals.nxt),
    ackOffset: segment.ack - real(R, peer + reals.nxt),
    window: segment.window,
    ttl: segment.ttl,
    ipId: segment.ipId,
    tsVal: engine.options.hasTimestamps ? engine.options.tsVal >>> 0 : null,
    lastOther:
      others === 0
        ? undefined
        : {
            frame: otherFrame,
            us: real(R, peer + reals.lastTime),
            flags: octet(B, peer * 8 + octets.lastFlags),
            length: int(I, peerInt + ints.lastLength),
            echoesAck,
          },
    sinceOwnUs: before === 0 ? undefined : segment.ownGap,
    ttlMode: octet(B, own * 8 + octets.ttlMax) === 0 ? undefined : octet(B, own * 8 + octets.ttlMode),
    lastIpId: int(I, ownInt + ints.ipId),
    lastWindow: int(I, ownInt + ints.window),
  })
  I[headerInt + flowInts.bits] = int(I, headerInt + flowInts.bits) | flowBits.dead
  I[ownInt + ints.watch] = int(I, ownInt + ints.watch) | watchBits.begun
  engine.histories.note(slot, letter.reset, direction, trouble.resets.count)
  windowOpened(engine, slot, 0, us, frame, 'reset')
  windowOpened(engine, slot, 1, us, frame, 'reset')
}
