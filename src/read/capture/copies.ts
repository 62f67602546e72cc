import { half, int, octet, real } from './cells.ts'
import type { Engine } from './engine.ts'
import { lateStep, telling } from './host-signs.ts'
import { halves, ints, octets, reals } from './layout.ts'
import { flag, type Segment } from './segment.ts'

/** A copy of a frame that the capture took twice follows at once; a resend of any system comes later or carries another IP id. */
const copyWithinUs = 50_000

/** The very packet again, with its IP id, at once: the capture took it twice, or the path delivered it twice. */
export function isCopy(engine: Engine, segment: Segment): boolean {
  const { real: R, int: I, byte: B } = engine.state
  const { own, ownInt, ipId, rawSeq, length, flags } = segment
  if (ipId <= 0) return false
  if (ipId !== int(I, ownInt + ints.ipId)) return isOlderCopy(engine, segment)
  return (
    segment.us - real(R, own + reals.lastTime) < copyWithinUs &&
    rawSeq === int(I, ownInt + ints.lastSeq) &&
    segment.rawAck === int(I, ownInt + ints.lastAck) &&
    length === int(I, ownInt + ints.lastLength) &&
    flags === octet(B, own * 8 + octets.lastFlags) &&
    (flags & flag.rst) === 0
  )
}

/** A copy that others overtook. Only hosts that count their packets tell it from a resend. */
function isOlderCopy(engine: Engine, { own, ownInt, rawSeq, length, ipId }: Segment): boolean {
  const { state, samples } = engine
  const I = state.int
  const beyond = (rawSeq - int(I, ownInt + ints.nxtSeq)) | 0
  if (length === 0 || beyond >= 0) return false
  const steps = int(I, ownInt + ints.ipIdStep)
  const counts = steps >= telling && int(I, ownInt + ints.ipIdOther) * telling <= steps
  const behind = (int(I, ownInt + ints.ipId) - ipId) & 0xffff
  if (!counts || behind > lateStep) return false
  const [head, tail] = [half(state.half, own * 4 + halves.sampleHead), half(state.half, own * 4 + halves.sampleTail)]
  return samples.holds(head, tail, int(I, ownInt + ints.packets), real(state.real, own + reals.nxt) + beyond, length, ipId)
}
