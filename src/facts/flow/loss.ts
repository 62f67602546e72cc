import type { Evidence, FlowDirection, FlowRecord } from '../../model/index.ts'
import { connections } from './connections.ts'
import type { Death } from './deaths.ts'
import { failedConnections } from './of-failure.ts'

/** How much of a transfer was sent again. */
export interface Loss {
  readonly flow: FlowRecord
  readonly direction: FlowDirection
  /** Segments sent again for a loss, as a share of all data segments. */
  readonly share: number
  /** The death of the connection, where it died. */
  readonly death?: Death
}

/** Fewer segments say nothing about a rate of one per cent. */
const fewestSegments = 200
/** One resend in two thousand is nothing. */
const harmlessShare = 0.0005

/** The loss on the connection that failed, or on the busiest one; undefined where too little was sent, or the capture itself lost more. */
export function lossOf(evidence: Evidence): Loss | undefined {
  const [death] = failedConnections(evidence)
  const flow = death?.flow ?? busiest(evidence)
  if (flow === undefined) return undefined
  const direction = flow.opener.dataSegments >= flow.answerer.dataSegments ? flow.opener : flow.answerer
  if (direction.dataSegments < fewestSegments || flow.captureLossBytes > direction.resentBytes) return undefined
  return { flow, direction, share: shareOf(direction), ...(death === undefined ? {} : { death }) }
}

/** Whether the path hardly lost anything. */
export function isHarmless({ share }: Loss): boolean {
  return share <= harmlessShare
}

/** Needless resends and probes of the tail are not loss. */
function shareOf({ resends, dataSegments }: FlowDirection): number {
  return Math.max(0, resends.certain + resends.partial + resends.holeFills - resends.needless - resends.tailProbes) / dataSegments
}

function busiest(evidence: Evidence): FlowRecord | undefined {
  return connections(evidence)
    .flatMap(({ sightings }) => sightings.map(({ flow }) => flow))
    .toSorted((a, b) => b.packets - a.packets)[0]
}
