import type { Event, EventOf, Evidence } from '../model/index.ts'
import { order } from './order.ts'

/** How readers name a ban that a program set after failed logins. */
const bannedBy = /^(?:fail2ban|sshguard|crowdsec|denyhosts)\b/

/**
 * An address that fail2ban or its kind shut out, by the host's own packet filter, not known to be later than a refusal: such an address is answered
 * with a reset or an ICMP message, or not at all.
 */
export function banBefore(evidence: Evidence, refused: Event): EventOf<'session.ended'> | undefined {
  return evidence
    .of('session.ended')
    .find((event) => event.reason === 'denied' && bannedBy.test(event.text ?? '') && order(evidence.timeline, refused, event) !== 'before')
}
