import type { EventOf, Evidence } from '../model/index.ts'
import { isServicePort } from './device-sessions.ts'

type Rule = EventOf<'rule.seen'>

/** Rules of a packet filter that name the backup's port and have met packets, and do what is asked about. */
export function rulesThat(evidence: Evidence, action: Rule['action'], ports: readonly number[] = []): readonly Rule[] {
  return evidence
    .of('rule.seen')
    .filter((rule) => rule.action === action && rule.invalid !== true && ((rule.packets ?? 0) > 0 || rule.exhausted === true))
    .filter(({ port }) => port !== undefined && (ports.includes(port) || isServicePort(evidence, port)))
}

/** Rules that blank the window scale option and have met packets. */
export function strippingRules(evidence: Evidence): readonly Rule[] {
  return evidence.of('rule.seen').filter((rule) => rule.action === 'strip-option' && (rule.packets ?? 0) > 0)
}
