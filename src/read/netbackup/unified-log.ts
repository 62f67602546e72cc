import type { WallTime } from '../dating.ts'
import { failuresIn } from './failures.ts'
import { hourOfDay } from './record.ts'
import type { Told } from './status-bodies.ts'

/** One line of `vxlogview`. */
export interface UnifiedLine {
  readonly time?: WallTime
  readonly program: string
  readonly pid: string
  readonly jobId?: string
  readonly told: readonly Told[]
}

/** 51216 is NetBackup's product number in the unified log. */
export const unified = /\[(Application|Diagnostic|Debug)\] NB 51216 (\w{1,40}) \d{1,6} PID:([\w.]{1,20}) TID:\S{1,24} (?:File ID:\S{1,24} )?(.*)$/
const dated = /^(\d{1,2})\/(\d{1,2})\/(\d{2,4}) (\d{1,2}):(\d\d):(\d\d)(?:\.(\d{3}))?(?: ?([AP])M)? $/

/** Reads one unified log line; undefined when it is none. */
export function unifiedLine(text: string): UnifiedLine | undefined {
  const match = unified.exec(text)
  if (match === null) return undefined
  const [, , program = '', pid = '', rest = ''] = match
  const jobId = /\[jobid=(\d{1,12})\b/.exec(rest)?.[1]
  const time = timeOf(text.slice(0, match.index))
  const severe = /\[(?:Error|Critical)\]/.test(rest)
  return { program, pid, told: failuresIn(rest, { program, severe }), ...(jobId === undefined ? {} : { jobId }), ...(time === undefined ? {} : { time }) }
}

function timeOf(head: string): WallTime | undefined {
  const match = dated.exec(head)
  if (match === null) return undefined
  const [first, second, third, hour, minute, sec, ms = 0] = match.slice(1, 8).map(Number)
  const half = match[8]
  if (first === undefined || second === undefined || third === undefined || hour === undefined || minute === undefined || sec === undefined) return undefined
  const [month, day] = first > 12 ? [second, first] : [first, second]
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined
  return { year: third < 100 ? 2000 + third : third, month, day, hour: hourOfDay(hour, half), minute, second: sec, micros: (Number.isNaN(ms) ? 0 : ms) * 1_000 }
}
