import type { Event } from '../../model/index.ts'
import type { LineReader, LogLine, SourceContext } from '../reader.ts'
import { banLine } from './bans.ts'
import { ciscoLine } from './cisco.ts'
import { failoverLine } from './failover.ts'
import { filterLogLine } from './filter-log.ts'
import { checkPointLine, fortiLine, paloAltoLine } from './key-value.ts'
import { juniperLine, netfilterLine, windowsFirewallLine } from './packet-log.ts'

const mayBeFirewall =
  /%(?:ASA|FWSM|PIX|FTD)-|srcip=|action=(?:timeout|close|server-rst|client-rst)|session_end_reason=|,TRAFFIC,|out of state|First packet isn't SYN|IN=|RT_FLOW|killing (?:all )?states|,(?:block|pass|reject),(?:in|out),[46],| STATE\b|\bcarp|HA Group \d|JSRPD_|\] (?:Restore )?Ban [\da-fA-F]|^Blocking "?[\da-fA-F]|new denied hosts|^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:ALLOW|DROP) /

/** Firewalls that log how a session ended: Cisco, FortiGate, Palo Alto, Check Point, Juniper, netfilter, pf, Windows. */
export const firewall: LineReader = {
  id: 'firewall',
  eachAlone: true,
  signs: [mayBeFirewall],
  open: (source) => ({ read: (line, whole) => readLine(line, source, whole) }),
}

const formats = [
  ciscoLine,
  fortiLine,
  paloAltoLine,
  checkPointLine,
  juniperLine,
  netfilterLine,
  filterLogLine,
  windowsFirewallLine,
  banLine,
  failoverLine,
] as const

function readLine(line: LogLine, source: SourceContext, whole: boolean): readonly Event[] | 'more' | undefined {
  if (!mayBeFirewall.test(line.text) && line.prefix?.program !== 'RT_FLOW') return undefined
  for (const format of formats) {
    const events = format(line, source, whole)
    if (events !== undefined) return events
  }
  return undefined
}
