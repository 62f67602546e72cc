import { isForeignTrouble, isPlaced } from '../facts/foreign-trouble.ts'
import type { Evidence, Outcome } from '../model/index.ts'

/** Put behind the summary of what would be sure if a clock said that it was at that time. */
const doubt = ' No related clocks set it beside the failure: that it struck this backup at that time is not shown.'

/** An outcome as it stands, except that trouble of a system or a device makes no cause firm unless a clock or a log sets it beside the failure. */
export function ifPlaced(outcome: Outcome, evidence: Evidence): Outcome {
  if (outcome.outcome !== 'explains' || outcome.strength === 'weak') return outcome
  // What frames show happened to this connection, whatever else happened when.
  if (outcome.evidence.some(({ at, supports }) => supports === 'for' && 'frame' in at)) return outcome
  const quoted = new Set(outcome.evidence.flatMap(({ at, supports }) => (supports === 'for' ? [JSON.stringify(at)] : [])))
  const troubles = evidence.events.filter((event) => isForeignTrouble(event) && event.reported !== true && quoted.has(JSON.stringify(event.at)))
  if (troubles.length === 0 || troubles.some((event) => isPlaced(event, evidence))) return outcome
  return { ...outcome, strength: 'weak', summary: `${outcome.summary}${doubt}` }
}
