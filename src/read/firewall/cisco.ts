import { type Event, type EventBase, type EventOf, type Tuple, usPerSecond } from '../../model/index.ts'
import { timedText } from '../generic/line-time.ts'
import { eventBase } from '../generic/line-event.ts'
import type { LogLine, SourceContext } from '../reader.ts'
import { splitSyslogPrefix } from '../syslog-prefix.ts'
import { isBackupPort } from './backup-ports.ts'
import { tupleFrom, tupleOf } from './tuple.ts'

/** ASA syslog guide: 199001 and 199002 frame a reload, 104001 and 104002 a change of the active unit. */
const beginnings: Readonly<Record<string, string>> = { '199001': 'reload', '199002': 'started', '104001': 'failover', '104002': 'failover' }

type SessionEnd = EventOf<'session.ended'>['reason']

const message = /%(?:ASA|FWSM|PIX|FTD)-(?:\w{1,20}-)?\d-(\d{6}): (.*?)[`'"]?$/

/** ASA 8 and later: `for outside:A/p to inside:B/q`; FWSM and PIX 6: `faddr A/p gaddr X/x laddr B/q`. */
const teardown = /^Teardown TCP (?:state-bypass )?connection \d+ (.{1,300}?) duration {1,2}(\d{1,5}):(\d\d):(\d\d) bytes (\d+)(?: (.{0,120}))?$/
const interfaceEnds = /^(?:for|from) [^:\s]{1,60}:([^\s/]{1,60})\/(\d{1,5})\S* (?:\([^)]{0,120}\) )?to [^:\s]{1,60}:([^\s/]{1,60})\/(\d{1,5})/
const addressEnds = /^faddr ([^\s/]{1,60})\/(\d{1,5}) gaddr \S{1,70} laddr ([^\s/]{1,60})\/(\d{1,5})/
const unknownSession = /^Deny TCP \(no connection\) from ([^\s/]{1,60})\/(\d{1,5}) to ([^\s/]{1,60})\/(\d{1,5}) flags ([A-Z ]{1,40}?) +on interface (\S+)/
const denied = /^(?:Deny (?:inbound )?tcp|Deny TCP|access-list \S{1,80} denied tcp|Inbound TCP connection denied)/i

/** What a Cisco firewall says about sessions; undefined when the line holds none of its messages. */
export function ciscoLine(line: LogLine, source: SourceContext, whole = true): readonly Event[] | 'more' | undefined {
  const start = line.text.indexOf('%')
  const match = start < 0 ? null : message.exec(line.text)
  if (match === null) return undefined
  const base = deviceBase(line, source, line.text.slice(0, match.index))
  const [, number = '', said = ''] = match
  // Where a mail client broke the line, a blank stands behind the name of an interface.
  const text = said.replace(/(\w): (?=[\d.]{7,15}\/)/g, '$1:')
  if (number === '302014' || number === '302304') return !whole && !teardown.test(text) ? 'more' : ended(text, base)
  if (number === '106015') return forgotten(text, base)
  const anew = beginnings[number]
  if (anew !== undefined) return [{ ...base, kind: 'host.restarted', detail: anew }]
  if (denied.test(text)) return [{ ...base, kind: 'session.ended', reason: 'denied', text: text.slice(0, 200), ...deviceOf(base) }]
  return []
}

/** `logging timestamp` on an ASA: `Nov 21 2026 05:40:12`. */
const yearAfterDay = /^(?:<\d{1,3}>)?\s*([A-Z][a-z]{2} +\d{1,2}) (\d{4}) /

/** The device's own time and name stand between the collector's prefix and the message, when there was a collector. */
function deviceBase(line: LogLine, source: SourceContext, before: string): EventBase {
  const own = splitSyslogPrefix(`${before.replace(yearAfterDay, '$1 ').trim().replace(/ ?:$/, '')} `)
  if (own !== undefined) {
    const device = own.prefix.host?.replace(/:$/, '')
    const year = yearAfterDay.exec(before)?.[2]
    const when = source.dating.wall({ ...own.prefix, ...(year === undefined ? {} : { year: Number(year) }) }, device)
    return { ...eventBase(line, source, 'path', when), ...(device === undefined ? {} : { host: device }) }
  }
  const { when } = timedText(line, source)
  const base = eventBase(line, source, 'path', when)
  return base.host === undefined ? base : { ...base, host: base.host.replace(/:$/, '') }
}

function ended(text: string, base: EventBase): readonly Event[] {
  const match = teardown.exec(text)
  if (match === null) return []
  const [, ends = '', hours, minutes, seconds, bytes, said = ''] = match
  const [, a, aPort, b, bPort] = interfaceEnds.exec(ends) ?? addressEnds.exec(ends) ?? []
  const tuple = tupleOf({ a, aPort, b, bPort })
  const reason = reasonOf(said)
  const silent = /SYN Timeout/i.test(said) ? unanswered(tuple, base) : []
  return [
    ...silent,
    {
      ...base,
      kind: 'session.ended',
      reason,
      durationUs: (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * usPerSecond,
      bytes: Number(bytes),
      ...(tuple === undefined ? {} : { tuple }),
      ...deviceOf(base),
      ...(said === '' ? {} : { text: said.replace(/^\((.*)\)$/, '$1') }),
      ...(reason === 'idle' || reason === 'reset' ? { symptom: 'specific' as const } : {}),
    },
  ]
}

/** The device passed a SYN on and no answer came back; of a backup's port that is the failure itself, of any other perhaps a scan: then it counts where nothing else is told. */
function unanswered(tuple: Tuple | undefined, base: EventBase): readonly Event[] {
  if (tuple === undefined) return []
  const own = [tuple.to.port, tuple.from.port].find(isBackupPort)
  const { address, port } = own === tuple.from.port ? tuple.from : tuple.to
  return [{ ...base, kind: 'connect.failed', errno: 'ETIMEDOUT', port, peer: address, ...(own === undefined ? {} : { symptom: 'specific' }) }]
}

/** Reasons of message 302014, ASA syslog guide. */
function reasonOf(said: string): SessionEnd {
  if (/conn-?timeout|connection timeout|idle timeout/i.test(said)) return 'idle'
  if (/FIN/.test(said)) return 'fin'
  if (/reset/i.test(said)) return 'reset'
  if (/deny/i.test(said)) return 'denied'
  return 'other'
}

/** A packet of a session the device no longer knows; a late FIN or RST is the tail of an orderly end and no sign of trouble. */
function forgotten(text: string, base: EventBase): readonly Event[] {
  const match = unknownSession.exec(text)
  if (match === null) return []
  const [, a, aPort, b, bPort, flags = ''] = match
  const tuple = tupleFrom({ a, aPort, b, bPort })
  return [
    {
      ...base,
      kind: 'session.ended',
      reason: 'no-session',
      ...(tuple === undefined ? {} : { tuple }),
      ...deviceOf(base),
      text: `flags ${flags.trim()}`,
      ...(/SYN|FIN|RST/.test(flags) ? {} : { symptom: 'specific' as const }),
    },
  ]
}

function deviceOf(base: EventBase): { readonly device?: string } {
  return base.host === undefined ? {} : { device: base.host }
}
