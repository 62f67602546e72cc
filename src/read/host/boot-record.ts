import type { Event } from '../../model/index.ts'
import { monthOf } from '../dating.ts'
import { eventBase } from '../generic/line-event.ts'
import type { LogLine, SourceContext } from '../reader.ts'

/** `last reboot`: `reboot   system boot  6.1.0-21-amd64  Thu Mar 16 02:41   still running`, with `-F` seconds and year. */
const ofLast = /^reboot +system boot +\S{1,60} +[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d)(?::(\d\d))?(?: (\d{4}))?\b/
/** `who -b`: `system boot  2026-11-21 02:41`. */
const ofWho = /^ *system boot +(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d)\b/

/** A start of the host in the records of logins; undefined for any other line. */
export function bootRecord(text: string, line: LogLine, source: SourceContext): readonly Event[] | undefined {
  const last = ofLast.exec(text)
  const who = last === null ? ofWho.exec(text) : null
  if (last === null && who === null) return undefined
  const numbers = (last ?? who ?? []).map(Number)
  const month = last === null ? (numbers[2] ?? 1) : monthOf(last[1] ?? '')
  if (month === 0) return []
  const year = last === null ? numbers[1] : numbers[6]
  const [day = 1, hour = 0, minute = 0] = last === null ? numbers.slice(3) : numbers.slice(2)
  const when = source.dating.wall({ month, day, hour, minute, second: 0, ...(year === undefined || Number.isNaN(year) ? {} : { year }) })
  return [{ ...eventBase(line, source, 'host', when), kind: 'host.restarted', detail: text.trim().slice(0, 80) }]
}
