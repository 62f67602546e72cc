import { type Cause, type CauseId, cannotTell, opposing } from '../model/index.ts'
import { statements } from './statements.ts'

/** Causes that a device between the hosts brings about: where none stands there, only that device's own traces outweigh the statement. */
const needsDevice: ReadonlySet<CauseId> = new Set([
  'idle-flow-dropped',
  'firewall-state-lost',
  'reset-injected',
  'connection-table-full',
  'port-rejected',
  'window-scale-lost',
])

/** The cause as it stands, weighed against somebody's word that no firewall is in the path. */
export function weighedAgainstNoDevice(cause: Cause): Cause {
  if (!needsDevice.has(cause.id)) return cause
  return {
    ...cause,
    weigh: (evidence) => {
      const outcome = cause.weigh(evidence)
      const [told] = statements(evidence, 'no-firewall-between')
      if (told === undefined || statements(evidence, 'firewall-between', 'firewall-suspected').length > 0) return outcome
      const against = opposing(told, 'reported: nothing between the hosts could do that')
      if (outcome.outcome === 'cannot-tell')
        return {
          ...outcome,
          summary: `${outcome.summary}; somebody says that no such device stands between the hosts`,
          evidence: [...outcome.evidence, against],
        }
      if (outcome.outcome !== 'explains') return outcome
      if (outcome.strength === 'weak')
        return cannotTell('It would fit, and somebody says that no device stands between the hosts', outcome.next ?? [], [...outcome.evidence, against])
      return { ...outcome, strength: outcome.strength === 'strong' ? 'weak' : outcome.strength, evidence: [...outcome.evidence, against] }
    },
  }
}
