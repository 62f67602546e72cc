import type { FramePoint } from '../../model/index.ts'
import { int } from './cells.ts'
import { troubleOf, type Engine } from './engine.ts'
import { ints, watchBits } from './layout.ts'
import type { Segment } from './segment.ts'
import type { DirectionTrouble } from './trouble.ts'

const { watch } = ints

/** A resend of the oldest byte not acknowledged: it continues the open chain, or begins one. */
export function chainResend(engine: Engine, segment: Segment, firstSend: FramePoint): void {
  const I = engine.state.int
  const { ownInt, peerInt, slot, direction } = segment
  const trouble = troubleOf(engine, slot).of(direction)
  const point = { frame: segment.frame, us: segment.us }
  if ((int(I, ownInt + watch) & watchBits.chain) !== 0) {
    if (trouble.chainSeq === segment.seq) {
      trouble.chainCount += 1
      trouble.chainLast = point
      trouble.chainLength = Math.max(trouble.chainLength, segment.length)
      return
    }
    closeChain(engine, slot, direction, ownInt, undefined)
  }
  I[ownInt + watch] = int(I, ownInt + watch) | watchBits.chain
  trouble.chainSeq = segment.seq
  trouble.chainLength = segment.length
  trouble.chainStart = firstSend
  trouble.chainFirst = point
  trouble.chainLast = point
  trouble.chainCount = 1
  trouble.chainPassed = 0
  trouble.chainPeerPackets = int(I, peerInt + ints.packets)
}

/** `direction` is that of the resends. */
export function answerChain(engine: Engine, slot: number, direction: number, ownInt: number, ack: number, us: number, frame: number): void {
  const trouble = troubleOf(engine, slot).of(direction)
  if (ack > trouble.chainSeq) closeChain(engine, slot, direction, ownInt, { frame, us })
}

/** Keeps a chain of two resends or more; `answeredAt` is absent when nothing ever acknowledged it. */
export function closeChain(engine: Engine, slot: number, direction: number, ownInt: number, answeredAt: FramePoint | undefined): void {
  const I = engine.state.int
  if ((int(I, ownInt + watch) & watchBits.chain) === 0) return
  const trouble = troubleOf(engine, slot).of(direction)
  I[ownInt + watch] = int(I, ownInt + watch) & ~watchBits.chain
  if (trouble.chainCount >= 2) keep(engine, slot, direction, ownInt, trouble, answeredAt)
}

function keep(engine: Engine, slot: number, direction: number, ownInt: number, trouble: DirectionTrouble, answeredAt: FramePoint | undefined): void {
  const I = engine.state.int
  const heard = engine.state.directionInt(slot, 1 - direction, 'packets') > trouble.chainPeerPackets
  trouble.chains.push({
    seq: trouble.chainSeq,
    length: trouble.chainLength,
    start: trouble.chainStart,
    first: trouble.chainFirst,
    last: trouble.chainLast,
    count: trouble.chainCount,
    peerHeard: heard,
    answered: answeredAt !== undefined,
    ...(answeredAt === undefined ? {} : { answeredAt }),
    largestAcked: int(I, ownInt + ints.largestAcked),
    passedDuring: trouble.chainPassed,
  })
}

/** When the byte at `seq` was first sent, as far as the last samples tell. */
export function firstSendOf(engine: Engine, slot: number, direction: number, seq: number): FramePoint | undefined {
  const { state } = engine
  const [head, tail] = [state.directionHalf(slot, direction, 'sampleHead'), state.directionHalf(slot, direction, 'sampleTail')]
  return engine.samples.firstCovering(head, tail, state.directionInt(slot, direction, 'packets'), seq)
}
