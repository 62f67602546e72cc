import { type SourceDate, type SourceId, usPerDay, usPerMinute, usPerMs } from '../model/index.ts'
import { dateInName } from './named-date.ts'
import type { OpenedSource } from './open/opened.ts'

/** What is known of a source's date before all sources are seen. */
export interface Datable {
  readonly id: SourceId
  readonly named?: SourceDate
  readonly modifiedMs?: number
}

/** Files that all changed within this time were copied or unpacked together: their times say nothing of nights. */
const copiedWithinUs = usPerDay / 2

/** A time of day right behind the date: `2026-11-21_02-00`, `20261121T0200`, `20261121055943`, `20261121055943001`. */
const dateAndTime = /(?<!\d)(?:19|20)\d\d([-_.]?)\d\d\1\d\d[-_T. ]?([01]\d|2[0-3])[-:_.h]?([0-5]\d)(?:[-:_.m]?[0-5]\d(?:\d{3})?)?(?!\d)/

/** The date that the source's name shows, or else the nearest folder around it. */
export function namedDate(opened: Pick<OpenedSource, 'path' | 'member'>): SourceDate | undefined {
  const place = opened.member === undefined ? opened.path : `${opened.path}/${opened.member}`
  const nameAt = place.lastIndexOf('/') + 1
  const name = place.slice(nameAt)
  const own = dateOf(name, 'file')
  if (own !== undefined) return own
  const folders = place.slice(0, Math.max(0, nameAt - 1)).split('/')
  const folder = folders.findLast((each) => dateInName(each) !== undefined)
  return folder === undefined ? undefined : dateOf(folder, 'folder')
}

/** The date of each source that has one; times of change count only where they lie nights apart. */
export function sourceDates(sources: readonly Datable[]): ReadonlyMap<SourceId, SourceDate> {
  const changes = sources.map(({ modifiedMs }) => modifiedMs).filter((ms) => ms !== undefined)
  const range = changes.reduce(({ first, last }, ms) => ({ first: Math.min(first, ms), last: Math.max(last, ms) }), { first: Infinity, last: -Infinity })
  const telling = (range.last - range.first) * usPerMs > copiedWithinUs
  return new Map(
    sources.flatMap(({ id, named, modifiedMs }): [SourceId, SourceDate][] => {
      if (named !== undefined) return [[id, named]]
      if (!telling || modifiedMs === undefined) return []
      return [[id, { us: Math.round(modifiedMs * usPerMs), resolutionUs: usPerMinute, from: 'the time the file last changed' }]]
    }),
  )
}

/** Names and what they say: thousands of files have few names among them, one for each night or host. */
const known = new Map<string, SourceDate | undefined>()
const mostKnown = 2_000

function dateOf(name: string, kind: 'file' | 'folder'): SourceDate | undefined {
  const from = `the ${kind} name ${name}`
  if (known.has(from)) return known.get(from)
  const found = readDate(name, from)
  if (known.size >= mostKnown) known.clear()
  known.set(from, found)
  return found
}

function readDate(name: string, from: string): SourceDate | undefined {
  const day = dateInName(name)
  if (day === undefined) return undefined
  const us = Date.UTC(day.year, day.month - 1, day.day) * usPerMs
  // What was put aside that day may be of the day before.
  if (day.putAside) return { us: us - usPerDay, resolutionUs: 2 * usPerDay, from }
  const time = dateAndTime.exec(name)
  if (time === null) return { us, resolutionUs: usPerDay, from }
  return { us: us + (Number(time[2]) * 60 + Number(time[3])) * usPerMinute, resolutionUs: usPerMinute, from }
}
