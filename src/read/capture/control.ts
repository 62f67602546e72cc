import { int, real, up } from './cells.ts'
import { letter, troubleOf, type Engine } from './engine.ts'
import { flowBits, flowInts, flowReals, ints, reals, synBits, watchBits } from './layout.ts'
import { flag, type Segment } from './segment.ts'
import { windowOpened } from './windows.ts'

/** Sends of one attempt that are kept with their times. */
const keptSyns = 12

/** SYN, FIN and RST: what begins and ends a connection. */
export function control(engine: Engine, segment: Segment): void {
  const { flags, ownInt } = segment
  const odd = (flags & (flag.syn | flag.fin)) === (flag.syn | flag.fin) || (flags & (flag.syn | flag.rst)) === (flag.syn | flag.rst)
  if (odd) up(engine.state.int, ownInt + ints.oddFlags)
  if ((flags & flag.rst) !== 0) {
    reset(engine, segment)
    return
  }
  if ((flags & flag.syn) !== 0) syn(engine, segment)
  if ((flags & flag.fin) !== 0) fin(engine, segment)
}

function syn(engine: Engine, segment: Segment): void {
  const R = engine.state.real
  const I = engine.state.int
  const { slot, direction, headerInt, header, own, ownInt, us, frame } = segment
  const isAnswer = (segment.flags & flag.ack) !== 0
  const trouble = int(I, ownInt + ints.synBits) !== 0 ? troubleOf(engine, slot) : undefined
  up(I, headerInt + (isAnswer ? flowInts.synAckCount : flowInts.synCount))
  if (trouble !== undefined) {
    up(I, ownInt + ints.synResends)
    // Karn: the answer may be to either sending.
    R[own + reals.rttTime] = 0
    const sends = isAnswer ? trouble.synAckSends : trouble.synSends
    if (sends.length < keptSyns) sends.push({ frame, us })
    engine.histories.note(slot, isAnswer ? letter.synAck : letter.syn, direction, int(I, ownInt + ints.synResends) + 1)
    return
  }
  engine.histories.note(slot, isAnswer ? letter.synAck : letter.syn, direction, 1)
  const options = engine.options
  I[ownInt + ints.synFrame] = frame
  R[own + reals.synTime] = us
  I[ownInt + ints.synWindow] = segment.window
  I[ownInt + ints.synMss] = options.mss
  I[ownInt + ints.synShift] = options.shift
  I[ownInt + ints.synTtl] = segment.ttl
  I[ownInt + ints.synOrder] = engine.optionOrders.number(options.order)
  I[ownInt + ints.synBits] =
    synBits.seen | (options.sackPermitted ? synBits.sack : 0) | (options.hasTimestamps ? synBits.timestamps : 0) | (options.blanks >= 3 ? synBits.blanked : 0)
  let bits = int(I, headerInt + flowInts.bits) | (isAnswer ? flowBits.synAckSeen : flowBits.synSeen)
  if (isAnswer) {
    R[header + flowReals.synAckTime] = us
    I[headerInt + flowInts.opener] = 1 - direction
  } else {
    R[header + flowReals.synTime] = us
    I[headerInt + flowInts.opener] = direction
  }
  if ((int(I, segment.peerInt + ints.synBits) & synBits.seen) !== 0) {
    const both = int(I, ownInt + ints.synShift) >= 0 && int(I, segment.peerInt + ints.synShift) >= 0
    bits |= both ? flowBits.scaleKnown : flowBits.scaleOff
    // RFC 7323 section 2.2: one end alone scales nothing. What each offered stays with its SYN.
    I[ownInt + ints.shift] = both ? int(I, ownInt + ints.synShift) : 0
    I[segment.peerInt + ints.shift] = both ? int(I, segment.peerInt + ints.synShift) : 0
  }
  I[headerInt + flowInts.bits] = bits
  I[ownInt + ints.watch] = int(I, ownInt + ints.watch) | watchBits.synOpen
}

function fin(engine: Engine, segment: Segment): void {
  const R = engine.state.real
  const I = engine.state.int
  const { own, ownInt, headerInt, direction, slot } = segment
  if (int(I, ownInt + ints.finFrame) !== 0) return
  I[ownInt + ints.finFrame] = segment.frame
  R[own + reals.finTime] = segment.us
  R[own + reals.finEnd] = segment.end
  I[headerInt + flowInts.bits] = int(I, headerInt + flowInts.bits) | (direction === 0 ? flowBits.finFirst : flowBits.finSecond)
  engine.histories.note(slot, letter.fin, direction, 1)
}

function reset(engine: Engine, segment: Segment): void {
  const R = engine.state.real
  const I = engine.state.int
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
            flags: int(I, peerInt + ints.lastFlags),
            length: int(I, peerInt + ints.lastLength),
            echoesAck,
          },
    sinceOwnUs: before === 0 ? undefined : segment.ownGap,
    ttlMode: int(I, ownInt + ints.ttlMax) < 0 ? undefined : int(I, ownInt + ints.ttlMode),
    lastIpId: int(I, ownInt + ints.ipId),
    lastWindow: int(I, ownInt + ints.window),
  })
  up(I, headerInt + flowInts.resetCount)
  if (int(I, headerInt + flowInts.deathFrame) === 0) {
    I[headerInt + flowInts.deathFrame] = frame
  }
  I[ownInt + ints.watch] = int(I, ownInt + ints.watch) | watchBits.begun
  engine.histories.note(slot, letter.reset, direction, trouble.resets.count)
  windowOpened(engine, slot, 0, us, frame, 'reset')
  windowOpened(engine, slot, 1, us, frame, 'reset')
}
