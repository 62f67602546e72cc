import { int, octet, up } from './cells.ts'
import { type Engine, troubleOf } from './engine.ts'
import { ints, octets, reals, watchBits } from './layout.ts'
import type { Segment } from './segment.ts'

/** A step of the IP id as large as a thousand is one host's counter for many connections, or segments that a card cut. */
export const idStep = 1024
/** A window of packets may overtake a late one; of random ids one in 250 falls so near. */
export const lateStep = 256
/** A counter shows in this many steps, and in that many to one jump. */
export const telling = 8

/** The usual TTL of this end, by Boyer and Moore's majority vote, and the least and the largest. */
export function voted(engine: Engine, { own, ownInt, ttl }: Segment): void {
  const { int: I, byte: B } = engine.state
  const at = own * 8
  if (ttl === octet(B, at + octets.ttlMode)) {
    up(I, ownInt + ints.ttlVotes)
    return
  }
  if (ttl < octet(B, at + octets.ttlMin)) B[at + octets.ttlMin] = ttl
  if (ttl > octet(B, at + octets.ttlMax)) B[at + octets.ttlMax] = ttl
  if (int(I, ownInt + ints.ttlVotes) > 0) I[ownInt + ints.ttlVotes] = int(I, ownInt + ints.ttlVotes) - 1
  else {
    B[at + octets.ttlMode] = ttl
    I[ownInt + ints.ttlVotes] = 1
  }
}

/** How its host numbers its packets. A small step back is a late packet's, and says nothing of it. */
export function numbered(engine: Engine, { slot, direction, ownInt, ipId, previousIpId }: Segment): void {
  const I = engine.state.int
  if (previousIpId > 0 && (((ipId - previousIpId) & 0xffff) - 1) >>> 0 < idStep) up(I, ownInt + ints.ipIdStep)
  else if (ipId === 0) up(I, ownInt + ints.ipIdZero)
  else if (ipId > 0 && previousIpId > 0 && ipId === previousIpId) troubleOf(engine, slot).of(direction).ipIdSame += 1
  else if (ipId > 0 && previousIpId > 0 && ((previousIpId - ipId) & 0xffff) > lateStep) up(I, ownInt + ints.ipIdOther)
}

/** The timestamp of a segment that is not one sent again. */
export function timestamp(engine: Engine, { own, ownInt, ownWatch, us, frame }: Segment): void {
  const I = engine.state.int
  const { tsVal } = engine.options
  if ((ownWatch & watchBits.timestamps) === 0) {
    I[ownInt + ints.watch] = int(I, ownInt + ints.watch) | watchBits.timestamps
    I[ownInt + ints.tsFirst] = tsVal
    I[ownInt + ints.tsFirstFrame] = frame
    engine.state.real[own + reals.tsFirstTime] = us
  } else if (((tsVal - int(I, ownInt + ints.tsLast)) | 0) < 0) up(I, ownInt + ints.tsBack)
  I[ownInt + ints.tsLast] = tsVal
}
