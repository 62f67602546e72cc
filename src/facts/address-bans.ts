import type { EventOf, Evidence } from '../model/index.ts'

/** How readers name a ban that a program set after failed logins. */
export const bannedBy = /^(?:fail2ban|sshguard|crowdsec|denyhosts)\b/

/** Addresses that fail2ban and its kind shut out, by the host's own packet filter: those are answered with a reset or an ICMP message, or not at all. */
export function addressBans(evidence: Evidence): readonly EventOf<'session.ended'>[] {
  return evidence.of('session.ended').filter(({ reason, text }) => reason === 'denied' && bannedBy.test(text ?? ''))
}
