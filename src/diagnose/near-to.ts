import { datedFromUs, type Event, type Moment, type Timeline, usPerMs } from '../model/index.ts'

/** How long before and after a moment still counts as near it, in microseconds. */
export interface Reach {
  readonly before: number
  readonly after: number
  /** What lies near on a clock that is related to none: anything, or what its own date and time of day put there. */
  readonly unrelated?: 'any' | 'by-face'
}

/** Moments on clocks that are related to each other: where they lie from one of them, in order. */
interface Row {
  readonly anchor: Moment
  readonly offsets: number[]
}

/** Whether a moment lies near one of these events; so does one whose clock is related to none of theirs. */
export function nearTo(events: readonly Event[], timeline: Timeline, reach: Reach): (when: Moment | undefined) => boolean {
  const rows = new Map<string, Row[]>()
  for (const { when } of events) if (when !== undefined) enter(when, rows, timeline)
  for (const one of rows.values()) for (const row of one) row.offsets.sort((a, b) => a - b)
  const faces = reach.unrelated === 'by-face' ? facesOf(events) : undefined
  return (when) => {
    if (when === undefined) return true
    let related = false
    for (const kin of kinOf(when, timeline)) {
      for (const { anchor, offsets } of rows.get(kin) ?? []) {
        const gap = timeline.gap(anchor, when)
        if (gap === undefined) continue
        related = true
        const next = firstFrom(offsets, gap.us - reach.after)
        if (next !== undefined && next <= gap.us + reach.before) return true
      }
    }
    if (related || faces === undefined || faces[0]?.length === 0 || when.us < datedFromUs) return !related
    return [when.us, utcOf(when)].some((us, index) => isOnFace(faces[index] ?? [], us, reach))
  }
}

function isOnFace(face: readonly number[], us: number | undefined, { before, after }: Reach): boolean {
  const next = us === undefined ? undefined : firstFrom(face, us - after)
  return us !== undefined && next !== undefined && next <= us + before
}

function enter(when: Moment, rows: Map<string, Row[]>, timeline: Timeline): void {
  for (const kin of kinOf(when, timeline)) {
    const known = rows.get(kin) ?? []
    rows.set(kin, known)
    const row = known.find(({ anchor }) => timeline.gap(anchor, when) !== undefined)
    const offset = timeline.gap(row?.anchor, when)?.us
    if (row === undefined || offset === undefined) known.push({ anchor: when, offsets: [0] })
    else row.offsets.push(offset)
  }
}

/** What the dated clocks of the events show, and the same in UTC where that is known, each in order. */
function facesOf(events: readonly Event[]): readonly (readonly number[])[] {
  const dated = events.flatMap(({ when }) => (when === undefined || when.us < datedFromUs ? [] : [when]))
  return [dated.map(({ us }) => us), dated.flatMap((when) => utcOf(when) ?? [])].map((face) => face.toSorted((a, b) => a - b))
}

function utcOf({ utc }: Moment): number | undefined {
  const us = utc === undefined ? Number.NaN : Date.parse(utc) * usPerMs
  return Number.isNaN(us) ? undefined : us
}

/** Names that two moments share if they can be compared. */
function kinOf(when: Moment, timeline: Timeline): readonly string[] {
  return timeline.kin?.(when) ?? ['']
}

/** The first of the sorted numbers that is not below `least`. */
function firstFrom(sorted: readonly number[], least: number): number | undefined {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < least) low = middle + 1
    else high = middle
  }
  return sorted[low]
}
