import type { Evidence, EvidenceItem, FinRecord } from '../../model/index.ts'
import { deviceSessions } from '../device-sessions.ts'
import type { Death } from './deaths.ts'
import { failedConnection } from './of-failure.ts'
import { finLine, frameItem } from './quotes.ts'
import { deathItem } from './told.ts'

/** A transfer that one end closed in order, and then reset because more kept coming. */
export interface OrderlyClose {
  readonly death: Death
  readonly fin: FinRecord
}

/**
 * The close that is the failure, where packets alone tell of it. Undefined where the reset behind it was not that end's own, or lines tell of more:
 * of a failure, for then it may follow from the death of a connection that was not captured; of a session that a device ended; of a restart, for a
 * host that shuts down in order closes what its programs held.
 */
export function orderlyClose(evidence: Evidence): OrderlyClose | undefined {
  const death = failedConnection(evidence)
  if (death?.kind !== 'cut-short' || death.reset === undefined || death.reset.origin === 'device') return undefined
  if (evidence.symptoms.some((event) => 'line' in event.at) || evidence.of('host.restarted').length > 0) return undefined
  if (deviceSessions(evidence).some(({ meaning }) => meaning !== 'closed')) return undefined
  const { from, frame } = death.reset.record
  const fin = death.flow.fins.find((one) => one.from === from && one.frame < frame)
  return fin === undefined ? undefined : { death, fin }
}

/** The close, and the reset that only followed it, as speaking against what else resets a connection. */
export function closeItems({ death, fin }: OrderlyClose): readonly EvidenceItem[] {
  return [
    frameItem(death.flow, fin, 'it closed in order', finLine(death.flow, fin), 'against'),
    deathItem(death, 'then what still came was refused', 'against'),
  ]
}
