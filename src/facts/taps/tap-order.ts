import type { FlowRecord } from '../../model/index.ts'
import { directionOf, nearEndOf } from '../flow/ends.ts'
import { endIn, type Sameness } from '../flow/sameness.ts'

/** Delays at two taps differ by twice the way between them. So much is more than hosts and captures add to the least of many; */
const tellingUs = 200
/** or so much, where it is a good part of a short path. */
const littleUs = 20
const goodPart = 0.2

/** Which of two taps on one connection is nearer to the end that opened it in `a`: by routers passed, else by the delays on each side, else by what each tap looks like alone. */
export function nearerOpener(a: FlowRecord, b: FlowRecord, same: Sameness): 'a' | 'b' | undefined {
  const byTtl = nearerByTtl(a, b, same)
  if (byTtl !== undefined) return byTtl
  const [one, other] = [sides(a, { by: 'ports', turned: false }), sides(b, same)]
  const towardsOpener = difference(one.opener, other.opener)
  const towardsAnswerer = difference(other.answerer, one.answerer)
  if (towardsOpener > 0 && towardsAnswerer > 0) return 'a'
  if (towardsOpener < 0 && towardsAnswerer < 0) return 'b'
  const [nearA, nearB] = [nearEndOf(a), nearEndOf(b)]
  const nearBInA = nearB === undefined ? undefined : endIn(nearB, same)
  if (nearA === nearBInA) return undefined
  if (nearA === 'opener' || nearBInA === 'answerer') return 'a'
  return nearA === 'answerer' || nearBInA === 'opener' ? 'b' : undefined
}

function nearerByTtl(a: FlowRecord, b: FlowRecord, same: Sameness): 'a' | 'b' | undefined {
  const ofOpener = [a.opener.ttl.mode, directionOf(b, endIn('opener', same)).ttl.mode] as const
  const ofAnswerer = [directionOf(b, endIn('answerer', same)).ttl.mode, a.answerer.ttl.mode] as const
  const steps = [ofOpener, ofAnswerer].flatMap(([here, there]) => (here > 0 && there > 0 ? [here - there] : []))
  if (steps.some((step) => step > 0) && steps.every((step) => step >= 0)) return 'a'
  return steps.some((step) => step < 0) && steps.every((step) => step <= 0) ? 'b' : undefined
}

/** The least time to each end and back, as seen from the tap; the ends named as in the first flow. */
export function sides(flow: FlowRecord, same: Sameness): { readonly opener: number | undefined; readonly answerer: number | undefined } {
  const [opener, answerer] = [directionOf(flow, endIn('opener', same)), directionOf(flow, endIn('answerer', same))]
  const shake = same.turned ? undefined : flow.handshake
  return { opener: least(answerer.rtt?.minUs, shake?.synAckToAckUs), answerer: least(opener.rtt?.minUs, shake?.synToSynAckUs) }
}

function least(...delays: readonly (number | undefined)[]): number | undefined {
  const known = delays.filter((one) => one !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

/** 1 where the first is clearly less, -1 where the second is. */
function difference(one: number | undefined, other: number | undefined): -1 | 0 | 1 {
  if (one === undefined || other === undefined) return 0
  const apart = Math.abs(one - other)
  if (apart < tellingUs && (apart < littleUs || apart < goodPart * Math.max(one, other))) return 0
  return one < other ? 1 : -1
}
