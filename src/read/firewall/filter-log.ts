import type { Event } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { timedText } from '../generic/line-time.ts'
import type { LogLine, SourceContext } from '../reader.ts'
import { tupleFrom } from './tuple.ts'

/**
 * pf's log as pfSense and OPNsense write it, in commas: rule, sub-rule, anchor, tracker, interface, reason, action, direction and IP version;
 * then what the version has (nine fields for 4, six for 6); then length, both addresses, both ports, bytes of data and TCP's flags.
 */
const front =
  /^(?:filterlog(?:\[\d{1,10}\])?: )?\d{0,6},\d{0,6},[^,]{0,80},[^,]{0,40},[^,\s]{1,20},\w{1,20},(block|pass|rdr|nat|binat|reject),(?:in|out),([46]),/
/** `tcp` stands behind tos, ecn, ttl, id, offset, flags and the number of the protocol, or behind class, flow label and hop limit. */
const behind = {
  '4': /^[^,]{0,10},[^,]{0,10},\d{1,3},\d{1,6},\d{1,6},[^,]{0,10},6,tcp,/,
  '6': /^[^,]{0,10},[^,]{0,10},\d{1,3},(?:[Tt][Cc][Pp],6|6,[Tt][Cc][Pp]),/,
} as const
const ends = /^\d{1,6},([\da-fA-F.:]{2,45}),([\da-fA-F.:]{2,45}),(\d{1,5}),(\d{1,5}),\d{0,6},([SAFRPUEWC]{0,9})(?:,|$)/

/** A packet that pf blocked: one of no connection it knows, unless it asks for a new one. */
export function filterLogLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  if (!line.text.includes(',block,') && !line.text.includes(',pass,')) return undefined
  const { text, when } = timedText(line, source)
  const match = front.exec(text)
  if (match === null) return undefined
  const rest = text.slice(match[0].length)
  const version = match[2] === '6' ? '6' : '4'
  const protocol = behind[version].exec(rest)
  const found = protocol === null ? null : ends.exec(rest.slice(protocol[0].length))
  if (found === null || (match[1] !== 'block' && match[1] !== 'reject')) return []
  const [, a = '', b = '', aPort = '', bPort = '', flags = ''] = found
  const asks = flags.includes('S')
  const tuple = tupleFrom({ a, aPort, b, bPort })
  const base = eventBase(line, source, 'path', when)
  return [
    {
      ...base,
      kind: 'session.ended',
      reason: asks ? 'denied' : 'no-session',
      text: `${match[1]}, flags ${flags}`,
      ...(tuple === undefined ? {} : { tuple }),
      ...(base.host === undefined ? {} : { device: base.host }),
      // The last packets of a connection that was closed arrive late every day.
      ...(asks || /[FR]/.test(flags) ? {} : { symptom: 'specific' as const }),
    },
  ]
}
