import { type FlowEnd, type FlowRecord, type IdleGap, usPerSecond } from '../../model/index.ts'
import { type Connection, pairsFrom } from './connections.ts'
import { nearEndOf, otherEndOf } from './ends.ts'
import { type FlowPair, usInB } from './pairs.ts'
import { endIn, samplesOf } from './sameness.ts'

/**
 * Another capture holds packets of the connection from within a silence: then it was not quiet, and what was sent did not arrive here.
 * The answer to the last packet before it, and what broke it, stand at its edges and are none.
 */
export function sentMeanwhile(connection: Connection, flow: FlowRecord, gap: IdleGap): boolean {
  return pairsFrom(connection, flow).some((pair) => ends.some((end) => inside(pair, end, gap)))
}

const ends = ['opener', 'answerer'] as const

/** Answers and delayed acknowledgments come within half a second of what they answer. */
const edgeUs = 500_000

function inside(pair: FlowPair, end: FlowEnd, gap: IdleGap): boolean {
  const [from, to] = [usInB(pair, gap.before.us), usInB(pair, gap.after.us)]
  if (from === undefined || to === undefined) return false
  const margin = edgeUs + (pair.clock?.uncertaintyUs ?? 0)
  return samplesOf(pair.b, endIn(end, pair.same)).some(({ us }) => us > from + margin && us < to - margin)
}

/** So many segments with data within a second are a transfer. */
const fewestOfTransfer = 10

/**
 * The other end was in the middle of sending when a silence began. This end cannot tell whether it had no more to say, or went on and was no longer heard.
 */
export function farWasSending(flow: FlowRecord, gap: IdleGap): boolean {
  const near = nearEndOf(flow)
  if (near === undefined) return false
  const recent = samplesOf(flow, otherEndOf(near)).filter(({ us, length }) => length > 0 && us <= gap.before.us && us > gap.before.us - usPerSecond)
  return recent.length >= fewestOfTransfer
}
