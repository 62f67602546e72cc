import { type Evidence, usPerSecond } from '../../model/index.ts'
import { type Death, deaths } from './deaths.ts'
import { pairsFrom } from './connections.ts'
import { directionOf, nearEndOf, otherEndOf } from './ends.ts'
import { endIn } from './sameness.ts'
import { genuineAround } from './scale.ts'
import { judgeReset, type JudgedReset } from './reset-origin.ts'
import type { FlowPair } from './pairs.ts'

/** A device answered both ends of a connection in use with resets, each for its own packets, and let nothing pass any more. */
export interface BothEndsReset {
  readonly pair: FlowPair
  readonly reset: JudgedReset
}

/** The reset that the other end's capture shows in the name of this end; undefined when there is none, or when packets still passed afterwards. */
export function bothEndsReset(death: Death): BothEndsReset | undefined {
  const { flow, reset, connection } = death
  if (reset?.origin !== 'device') return undefined
  const claimed = reset.record.from
  if (genuineAround(flow, claimed, reset.record.frame, reset.record.ttl)[1] !== undefined) return undefined
  for (const pair of pairsFrom(connection, flow)) {
    const there = endIn(claimed, pair.same)
    const record = pair.b.resets.find(({ from }) => from === otherEndOf(there))
    if (nearEndOf(pair.b) !== there || record === undefined) continue
    const judged = judgeReset(pair.b, record)
    if (judged.origin === 'device') return { pair, reset: judged }
  }
  return undefined
}

/** Connections forgotten together die when each next sends something. */
const togetherUs = 5 * usPerSecond

/** Other connections that a device reset at about the same time although they were in use. */
export function resetTogether(evidence: Evidence, death: Death): readonly Death[] {
  return deaths(evidence).filter((other) => {
    const alike = other !== death && other.flow.source === death.flow.source && other.reset?.origin === 'device' && other.flow.idle.beforeDeath === undefined
    return alike && Math.abs(other.at.us - death.at.us) <= togetherUs && directionOf(other.flow, 'opener').bytes + directionOf(other.flow, 'answerer').bytes > 0
  })
}
