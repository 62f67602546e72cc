import type { EventOf, Evidence } from '../model/index.ts'

/** How readers name a device's ICMP message that a rule forbids a connection; the value is the address it was meant for. */
const prohibited = 'prohibited by ICMP'

/** A message of ICMP by which a rule rejected this attempt: a host on which nothing listens answers TCP with a reset, and a missing one not at all. */
export function icmpRefusal(evidence: Evidence, { peer }: EventOf<'connect.failed'>): EventOf<'setting.seen'> | undefined {
  const messages = evidence.of('setting.seen').filter(({ name }) => name === prohibited)
  // A name in the log may be any address.
  const isAddress = peer !== undefined && /^[\d.]+$|:.*:/.test(peer)
  return isAddress ? messages.find(({ value }) => value === peer) : messages[0]
}
