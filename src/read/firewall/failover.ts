import type { Event } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { timedText } from '../generic/line-time.ts'
import type { LogLine, SourceContext } from '../reader.ts'

/**
 * How gateways in pairs say that the address or the duty moved: keepalived's VRRP, CARP of the BSDs and of pfSense, Palo Alto's HA,
 * Juniper's redundancy groups, Linux-HA. A start goes through INIT, which is no move.
 */
const moved =
  /^\(\w{1,40}\) (?:Entering (?:MASTER|BACKUP|FAULT) STATE|Transition to (?:MASTER|BACKUP|FAULT) STATE)\b|\bcarp:? .{0,80}\b(?:MASTER -> BACKUP|BACKUP -> MASTER)\b|\bHA Group \d{1,3}: Moved from state \S{3,12} to state \S{3,12}|\bJSRPD_RG_STATE_CHANGE: .{1,120}|^VRRP_Instance\(\w{1,40}\) (?:Entering|Transition to) (?:MASTER|BACKUP|FAULT) STATE\b/

/** pfSense and OPNsense drop the states of an address that their provider changed (`/rc.newwanip`, php-fpm's log). */
const statesKilled = /\bkilling (?:all )?states on (?:the )?(?:former|old|previous) IP\b/i

/** Evidence that another device took the path over, or that the device threw its table away. */
export function failoverLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  const { text, when } = timedText(line, source)
  if (text.length > 400) return undefined
  const detail = moved.test(text) ? 'failover' : statesKilled.test(text) ? 'states killed' : undefined
  return detail === undefined ? undefined : [{ ...eventBase(line, source, 'path', when), kind: 'host.restarted', detail }]
}
