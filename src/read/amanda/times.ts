import { monthOf, type WallTime } from '../dating.ts'

/** ctime() and date(1) in the C locale: `Tue Mar 21 15:39:18 2006`, `Sat Nov 21 05:59:43 UTC 2026`. */
const ctime = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?: ([A-Z+][\w:+-]{1,6}))? (\d{4})$/

/** A ctime or date(1) text; undefined in other locales and forms. */
export function ctimeOf(text: string): WallTime | undefined {
  const found = ctime.exec(text.trim())
  if (found === null) return undefined
  const [, name = '', day, hour, minute, second, zone, year] = found
  const month = monthOf(name)
  if (month === 0) return undefined
  const time = { year: Number(year), month, day: Number(day), hour: Number(hour), minute: Number(minute), second: Number(second) }
  return zone === undefined ? time : { ...time, zone }
}

/** `20261121055943`, or `20261121` at midnight. */
export function stampTime(stamp: string): WallTime | undefined {
  const found = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?$/.exec(stamp)
  if (found === null) return undefined
  const [, year, month, day, hour, minute, second] = found
  return { year: Number(year), month: Number(month), day: Number(day), hour: Number(hour ?? 0), minute: Number(minute ?? 0), second: Number(second ?? 0) }
}
