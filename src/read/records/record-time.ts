import { usPerSecond } from '../../model/index.ts'
import { utcOf } from '../dating.ts'
import { wallAtStart } from '../generic/line-time.ts'
import type { SyslogPrefix } from '../reader.ts'

/** When a record was written, as a prefix of syslog's says it. */
export type TimeParts = Pick<SyslogPrefix, 'month' | 'day' | 'hour' | 'minute' | 'second' | 'micros' | 'year' | 'zone'>

/** The time that a record's value shows: a date in words, or a number counted from 1970 in seconds or any thousandth of them. */
export function timeOf(text: string | undefined): TimeParts | undefined {
  if (text === undefined) return undefined
  if (/^\d{10,19}(?:\.\d{1,9})?$|^\d\.\d{1,18}e\+?\d{1,2}$/i.test(text)) return counted(Number(text))
  const found = wallAtStart(text)
  if (found === undefined) return undefined
  const { micros = 0, ...time } = found.time
  return { ...time, micros }
}

/** From 2001 to 2128 seconds, milliseconds, microseconds and nanoseconds have ten, thirteen, sixteen and nineteen digits. */
function counted(value: number): TimeParts | undefined {
  let seconds = value
  while (seconds >= 5e9) seconds /= 1_000
  if (seconds < 9e8) return undefined
  const us = Math.round(seconds * usPerSecond)
  return { ...utcOf(Math.floor(us / usPerSecond)), micros: us % usPerSecond, zone: 'Z' }
}

/** The time of day that a text begins with, where it shows no date. */
export function timeOfDay(text: string): string | undefined {
  return /^(\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)(?=\s|$)/.exec(text)?.[1]
}
