import { type Event, type EventBase, type EventOf, type Moment, usPerSecond } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { timedText } from '../generic/line-time.ts'
import type { LogLine, SourceContext } from '../reader.ts'
import { fieldsOf } from './fields.ts'
import { tupleFrom } from './tuple.ts'

type SessionEnd = EventOf<'session.ended'>['reason']

const tcp = new Set(['6', 'tcp', 'TCP', undefined])

/** FortiGate traffic logs: `date=… time=… type="traffic" action="timeout" srcip=… proto=6 duration=…`. */
export function fortiLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  if (!line.text.includes('action=') || !/\bsrc(?:ip)?=\S/.test(line.text) || !/\bdst(?:ip)?=\S/.test(line.text)) return undefined
  const fields = fieldsOf(line.text)
  // Shortened copies have neither ports nor the protocol.
  if (fields.get('srcip') === undefined && !/^date=\d/.test(line.text)) return undefined
  const action = fields.get('action') ?? ''
  const reason = ({ timeout: 'idle', 'server-rst': 'reset', 'client-rst': 'reset', close: 'fin', deny: 'denied' } as const)[action]
  if (reason === undefined || !tcp.has(fields.get('proto'))) return []
  const base = eventBase(line, source, 'path', fortiTime(fields, source) ?? timedText(line, source).when)
  return [session(fields, base, reason, { a: 'srcip', aPort: 'srcport', b: 'dstip', bPort: 'dstport', seconds: 'duration', device: 'devname', text: action })]
}

function fortiTime(fields: ReadonlyMap<string, string>, source: SourceContext): Moment | undefined {
  const stamp = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(`${fields.get('date') ?? ''} ${fields.get('time') ?? ''}`)
  if (stamp === null) return undefined
  const [, year, month, day, hour, minute, second] = stamp.map(Number)
  const zone = fields.get('tz')
  return source.dating.wall(
    { year: year ?? 0, month: month ?? 1, day: day ?? 1, hour: hour ?? 0, minute: minute ?? 0, second: second ?? 0, ...(zone === undefined ? {} : { zone }) },
    fields.get('devname'),
  )
}

/** Palo Alto's session end reasons, in `session_end_reason=…` or as a column of the TRAFFIC log. */
const endReasons: Readonly<Record<string, SessionEnd>> = {
  'aged-out': 'idle',
  'tcp-rst-from-client': 'reset',
  'tcp-rst-from-server': 'reset',
  'tcp-fin': 'fin',
  'policy-deny': 'denied',
  // A signature of the intrusion filter matched.
  threat: 'denied',
}

/** Palo Alto traffic logs, as columns or as key and value. */
export function paloAltoLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  if (line.text.includes(',TRAFFIC,')) return paloAltoColumns(line, source)
  if (!line.text.includes('session_end_reason=')) return undefined
  const fields = fieldsOf(line.text)
  const said = fields.get('session_end_reason') ?? ''
  const reason = endReasons[said]
  if (reason === undefined || !tcp.has(fields.get('proto') ?? fields.get('protocol'))) return []
  const base = eventBase(line, source, 'path', timedText(line, source).when)
  return [session(fields, base, reason, { a: 'src', aPort: 'sport', b: 'dst', bPort: 'dport', seconds: 'elapsed', device: 'device_name', text: said })]
}

/** Column numbers of the TRAFFIC log, PAN-OS log field documentation. */
const column = { source: 7, destination: 8, sourcePort: 24, destinationPort: 25, protocol: 29, bytes: 31, elapsed: 36 } as const

function paloAltoColumns(line: LogLine, source: SourceContext): readonly Event[] {
  const columns = line.text.split(',')
  const said = columns.slice(40).find((cell) => endReasons[cell] !== undefined)
  const reason = said === undefined ? undefined : endReasons[said]
  if (said === undefined || reason === undefined || !tcp.has(columns[column.protocol])) return []
  const fields = new Map(Object.entries(column).map(([name, index]) => [name, columns[index] ?? '']))
  const stamp = { ...line, text: columns[6] ?? '' }
  const base = eventBase(line, source, 'path', timedText(stamp, source).when)
  return [
    session(fields, base, reason, {
      a: 'source',
      aPort: 'sourcePort',
      b: 'destination',
      bPort: 'destinationPort',
      seconds: 'elapsed',
      device: 'device',
      text: said,
    }),
  ]
}

/** Check Point: `TCP packet out of state: First packet isn't SYN tcp_flags: PUSH-ACK src: … dst: …`. */
export function checkPointLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  if (!/TCP packet out of state|First packet isn't SYN/i.test(line.text)) return undefined
  const fields = fieldsOf(line.text.replace(/(\w): (?=\S)/g, '$1='))
  const base = eventBase(line, source, 'path', timedText(line, source).when)
  const flags = fields.get('tcp_flags') ?? /\bTCP[- _]Flags?: ?([A-Z-]{3,30})/i.exec(line.text)?.[1] ?? ''
  const event = session(fields, base, 'no-session', {
    a: 'src',
    aPort: 's_port',
    b: 'dst',
    bPort: 'service',
    seconds: '',
    device: 'origin',
    text: `flags ${flags}`,
  })
  return [/SYN|FIN|RST/.test(flags) ? event : { ...event, symptom: 'specific' }]
}

type Names = { readonly [Key in 'a' | 'aPort' | 'b' | 'bPort' | 'seconds' | 'device' | 'text']: string }

function session(fields: ReadonlyMap<string, string>, base: EventBase, reason: SessionEnd, names: Names): EventOf<'session.ended'> {
  const tuple = tupleFrom({ a: fields.get(names.a), aPort: port(fields.get(names.aPort)), b: fields.get(names.b), bPort: port(fields.get(names.bPort)) })
  const seconds = Number(fields.get(names.seconds) ?? Number.NaN)
  const bytes = bytesOf(fields)
  const device = fields.get(names.device)
  return {
    ...base,
    kind: 'session.ended',
    reason,
    ...(Number.isFinite(seconds) ? { durationUs: seconds * usPerSecond } : {}),
    ...(bytes === undefined ? {} : { bytes }),
    ...(tuple === undefined ? {} : { tuple }),
    ...(device === undefined || device === '' ? {} : { device }),
    text: names.text,
    ...(reason === 'idle' || reason === 'reset' ? { symptom: 'specific' as const } : {}),
  }
}

function port(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? text : undefined
}

function bytesOf(fields: ReadonlyMap<string, string>): number | undefined {
  const total = fields.get('bytes')
  if (total !== undefined && /^\d+$/.test(total)) return Number(total)
  const sent = Number(fields.get('sentbyte') ?? Number.NaN) + Number(fields.get('rcvdbyte') ?? Number.NaN)
  return Number.isFinite(sent) ? sent : undefined
}
