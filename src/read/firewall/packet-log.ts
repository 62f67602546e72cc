import { type Event, usPerSecond } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { timedText } from '../generic/line-time.ts'
import type { LogLine, SourceContext } from '../reader.ts'
import { fieldsOf } from './fields.ts'
import { tupleFrom } from './tuple.ts'

/** netfilter's LOG target: the rule's own words, then `IN=… OUT=… SRC=… DST=… PROTO=TCP SPT=… DPT=…`. */
const netfilter = /^(.{0,80}?)IN=\S* (?:OUT=|PHYSIN=)/
const refusal = /drop|deny|denied|reject|block|refuse/i
/** A conntrack state, not a verdict: the packet fits no known connection, or not its window. */
const invalid = /invalid/i

/** A packet netfilter logged: a denied session when the rule's words say that it was dropped. */
export function netfilterLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  if (!line.text.includes('IN=') || !line.text.includes('SRC=')) return undefined
  const { text, when } = timedText(line, source)
  const match = netfilter.exec(text)
  if (match === null) return undefined
  // A rule's words that end in a colon have been split off as the name of a program.
  const words = `${line.prefix?.program === 'kernel' ? '' : (line.prefix?.program ?? '')} ${match[1] ?? ''}`.trim()
  const fields = fieldsOf(text)
  const reason = refusal.test(words) ? 'denied' : invalid.test(words) ? 'other' : undefined
  if (reason === undefined || fields.get('proto') !== 'TCP') return []
  const tuple = tupleFrom({ a: fields.get('src'), aPort: fields.get('spt'), b: fields.get('dst'), bPort: fields.get('dpt') })
  const base = eventBase(line, source, 'path', when)
  return [
    {
      ...base,
      kind: 'session.ended',
      reason,
      text: words,
      ...(tuple === undefined ? {} : { tuple }),
      ...(base.host === undefined ? {} : { device: base.host }),
    },
  ]
}

/** Windows Firewall's `pfirewall.log`: date, time, action, protocol, both addresses, both ports. */
const windows = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (ALLOW|DROP) (TCP|UDP|ICMP) (\S+) (\S+) (\d{1,5}|-) (\d{1,5}|-) /

export function windowsFirewallLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  const match = line.prefix === undefined ? windows.exec(line.text) : null
  if (match === null) return undefined
  const [, action, protocol, a, b, aPort, bPort] = match
  if (action !== 'DROP' || protocol !== 'TCP') return []
  const tuple = tupleFrom({ a, aPort, b, bPort })
  return [
    {
      ...eventBase(line, source, 'path', timedText(line, source).when),
      kind: 'session.ended',
      reason: 'denied',
      text: 'DROP',
      ...(tuple === undefined ? {} : { tuple }),
    },
  ]
}

/** Juniper SRX: `RT_FLOW_SESSION_CLOSE: session closed idle Timeout: A/p->B/q … 1800 …`, elapsed seconds after the byte counts. */
const juniper = /RT_FLOW_SESSION_CLOSE: session closed ([^:]{1,60}): ([^\s/]{1,60})\/(\d{1,5})->([^\s/]{1,60})\/(\d{1,5}) /
const juniperCounts = / \d+\((\d+)\) \d+\((\d+)\) (\d+) /

/** SRX with `format sd-syslog`: the same as named fields. */
const juniperNamed = /RT_FLOW_SESSION_CLOSE \[.{0,60}?reason="/

function juniperFields(text: string): Readonly<Record<'said' | 'a' | 'aPort' | 'b' | 'bPort', string>> & { readonly counts: readonly (string | undefined)[] } {
  const fields = fieldsOf(text)
  const [said = '', a = '', aPort = '', b = '', bPort = ''] = ['reason', 'source-address', 'source-port', 'destination-address', 'destination-port'].map(
    (name) => fields.get(name),
  )
  return { said, a, aPort, b, bPort, counts: [fields.get('bytes-from-client'), fields.get('bytes-from-server'), fields.get('elapsed-time')] }
}

function juniperColumns(text: string): ReturnType<typeof juniperFields> | undefined {
  const match = juniper.exec(text)
  if (match === null) return undefined
  const [, said = '', a = '', aPort = '', b = '', bPort = ''] = match
  return { said, a, aPort, b, bPort, counts: juniperCounts.exec(text)?.slice(1) ?? [] }
}

export function juniperLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  if (!line.raw.includes('RT_FLOW')) return undefined
  // The fields are RFC 5424's structured data, which is no part of a message's text.
  const found = juniperNamed.test(line.raw) ? juniperFields(line.raw) : juniperColumns(line.text)
  if (found === undefined) return undefined
  const { said, a, aPort, b, bPort } = found
  const [sent, received, seconds] = found.counts
  if (said === '') return []
  const tuple = tupleFrom({ a, aPort, b, bPort })
  const reason = /idle/i.test(said) ? 'idle' : /RST/.test(said) ? 'reset' : /FIN/.test(said) ? 'fin' : 'other'
  const base = eventBase(line, source, 'path', timedText(line, source).when)
  return [
    {
      ...base,
      kind: 'session.ended',
      reason,
      ...(seconds === undefined ? {} : { durationUs: Number(seconds) * usPerSecond, bytes: Number(sent) + Number(received) }),
      ...(tuple === undefined ? {} : { tuple }),
      ...(base.host === undefined ? {} : { device: base.host }),
      text: said,
      ...(reason === 'idle' || reason === 'reset' ? { symptom: 'specific' as const } : {}),
    },
  ]
}
