import type { FlowEnd, FlowRecord, ResendChain } from '../../model/index.ts'
import type { Death } from './deaths.ts'
import { directionOf, nearEndOf, otherEndOf } from './ends.ts'

/** A segment that reached its host again and again, as the capture made there shows, and that its system never acknowledged. */
export interface ArrivedInVain {
  /** The receiving host's view. */
  readonly flow: FlowRecord
  readonly sender: FlowEnd
  readonly chain: ResendChain
}

/** One copy may have been late, two after one another and no answer are a system that takes none. */
const fewestCopies = 3

/** The silence was not on the way: what was repeated in vain stands in the capture of the host that should have answered, and that host sent nothing. */
export function arrivedInVain({ kind, connection }: Death): ArrivedInVain | undefined {
  if (kind !== 'silent') return undefined
  for (const { flow } of connection.sightings) {
    const near = nearEndOf(flow)
    if (near === undefined) continue
    const sender = otherEndOf(near)
    const chain = directionOf(flow, sender).chains.findLast(({ answered, count, peerHeard }) => !answered && !peerHeard && count >= fewestCopies)
    if (chain !== undefined && (directionOf(flow, near).last?.us ?? 0) < chain.start.us) return { flow, sender, chain }
  }
  return undefined
}
