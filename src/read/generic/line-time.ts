import { type Moment, usPerSecond } from '../../model/index.ts'
import { monthOf, type WallTime } from '../dating.ts'
import type { LogLine, SourceContext } from '../reader.ts'
import { writerOf } from './line-event.ts'

/** A line without the time it begins with, and that time on its clock. */
export interface TimedText {
  readonly text: string
  readonly when?: Moment
}

type FoundTime = { readonly kind: 'wall'; readonly time: WallTime } | { readonly kind: 'time-of-day' | 'epoch' | 'uptime'; readonly us: number }

const month = '(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'
const clock = '(\\d\\d):(\\d\\d):(\\d\\d)(?:[.,](\\d{1,9}))?'
const zone = '(?: ?(Z|[+-]\\d\\d:?\\d\\d|UTC|GMT|CES?T|EES?T|[ECMP][SD]T|BST|MSK|JST|AE[SD]T)(?![A-Za-z]))?'

const iso = new RegExp(`^\\[?(\\d{4})[-/.](\\d\\d)[-/.](\\d\\d)[T _]${clock}${zone}`)
const unixDate = new RegExp(`^\\[?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? ${month} +(\\d{1,2}) ${clock}(?: ([A-Z]{3,4}))? (\\d{4})`)
const dayFirst = new RegExp(`^\\[?(\\d{1,2})[ /-]${month}[ /-](\\d{4})[ :T]${clock}${zone}`)
const slashed = new RegExp(`^\\[?(\\d{1,2})/(\\d{1,2})/(\\d{4}|\\d\\d)[ ,]+${clock}(?: ?([AP]M))?`)
const timeOnly = new RegExp(`^\\[?${clock}(?![\\d:])`)
const epoch = /^\[?(1\d{9})(?:\.(\d{1,9}))?(?=[\] :])/
const uptime = /^\[ *(\d{1,9})\.(\d{1,9})\]/
const afterTime = /^[\] :|,-]+/

/** Splits the time a line begins with, in a syslog prefix or in the text itself, from what it says. */
export function timedText(line: LogLine, source: SourceContext): TimedText {
  if (last?.line === line && last.source === source) return last.timed
  const timed = readTime(line, source)
  last = { line, source, timed }
  return timed
}

/** Several readers ask about the same line, one after the other. */
let last: { readonly line: LogLine; readonly source: SourceContext; readonly timed: TimedText } | undefined

function readTime(line: LogLine, source: SourceContext): TimedText {
  const prefix = writerOf(line)
  if (prefix !== undefined) {
    const kernel = uptime.exec(line.text)
    const text = kernel === null ? withoutOwnTime(line.text) : line.text.slice(kernel[0].length).trimStart()
    return { text, when: source.dating.wall(prefix, prefix.host) }
  }
  const first = line.text.charCodeAt(0)
  const mayBeTime = (first >= 48 && first <= 57) || first === 91 || (first >= 70 && first <= 87)
  if (!mayBeTime) return { text: line.text }
  const found = timeAtStart(line.text)
  if (found === undefined) return { text: line.text }
  const text = line.text.slice(found.length).replace(afterTime, '')
  return { text, when: momentOf(found.found, source) }
}

/** What a program logged with a time of its own, and syslog or the journal once more. */
function withoutOwnTime(text: string): string {
  const first = text.charCodeAt(0)
  const own = (first >= 48 && first <= 57) || first === 91 ? wallAtStart(text) : undefined
  return own === undefined ? text : text.slice(own.length).replace(afterTime, '')
}

function momentOf(found: FoundTime, { dating }: SourceContext): Moment {
  switch (found.kind) {
    case 'wall':
      return dating.wall(found.time)
    case 'time-of-day':
      return dating.timeOfDay(found.us)
    case 'epoch':
      return dating.epoch(found.us)
    case 'uptime':
      return dating.elapsed(found.us, 'kernel')
  }
}

function timeAtStart(text: string): { readonly found: FoundTime; readonly length: number } | undefined {
  const wall = wallAtStart(text)
  if (wall !== undefined) return { found: { kind: 'wall', time: wall.time }, length: wall.length }
  const ofDay = timeOnly.exec(text)
  if (ofDay !== null) {
    const [whole, hour, minute, second, fraction] = ofDay
    const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second)
    return { found: { kind: 'time-of-day', us: seconds * usPerSecond + micros(fraction) }, length: whole.length }
  }
  const counted = epoch.exec(text)
  if (counted !== null) return { found: { kind: 'epoch', us: Number(counted[1]) * usPerSecond + micros(counted[2]) }, length: counted[0].length }
  const up = uptime.exec(text)
  if (up === null) return undefined
  return { found: { kind: 'uptime', us: Number(up[1]) * usPerSecond + micros(up[2]) }, length: up[0].length }
}

/** The date and time that a text begins with, and how long they are. */
export function wallAtStart(text: string): { readonly time: WallTime; readonly length: number } | undefined {
  const dashed = iso.exec(text)
  if (dashed !== null) {
    const [whole, year, mon, day, hour, minute, second, fraction, written] = dashed
    return { time: wallTime({ year, month: Number(mon), day, hour, minute, second, fraction, zone: written }), length: whole.length }
  }
  const unix = unixDate.exec(text)
  if (unix !== null) {
    const [whole, name = '', day, hour, minute, second, fraction, written, year] = unix
    return { time: wallTime({ year, month: monthOf(name), day, hour, minute, second, fraction, zone: written }), length: whole.length }
  }
  const named = dayFirst.exec(text)
  if (named !== null) {
    const [whole, day, name = '', year, hour, minute, second, fraction, written] = named
    return { time: wallTime({ year, month: monthOf(name), day, hour, minute, second, fraction, zone: written }), length: whole.length }
  }
  const numeric = slashed.exec(text)
  return numeric === null ? undefined : { time: slashedTime(numeric), length: numeric[0].length }
}

/** Month first, as American programs write it, unless the first number cannot be a month. */
function slashedTime([, first, second, year = '', hour, minute, sec, fraction, half]: RegExpExecArray): WallTime {
  const dayComesFirst = Number(first) > 12
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'PM' ? 12 : 0)
  const month = Number(dayComesFirst ? second : first)
  const day = dayComesFirst ? first : second
  return wallTime({ year: year.length === 2 ? `20${year}` : year, month, day, hour: String(hours), minute, second: sec, fraction })
}

type Parts = { readonly month: number } & { readonly [Key in 'year' | 'day' | 'hour' | 'minute' | 'second' | 'fraction' | 'zone']?: string | undefined }

function wallTime(parts: Parts): WallTime {
  return {
    year: Number(parts.year),
    month: parts.month,
    day: Number(parts.day),
    hour: Number(parts.hour),
    minute: Number(parts.minute),
    second: Number(parts.second),
    micros: micros(parts.fraction),
    ...(parts.zone === undefined ? {} : { zone: parts.zone }),
  }
}

function micros(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Number(fraction.slice(0, 6).padEnd(6, '0'))
}
