import { type Event, type Timeline, usPerDay, usPerMinute } from '../model/index.ts'
import { isBelowTheBackup, isKillOfAnother } from '../facts/foreign-trouble.ts'
import { joinByDate } from './join-by-date.ts'
import { type Nights, noNights } from './nights.ts'

/** Failures further apart than this are two failures, unless one run holds both. */
const sameFailureUs = 10 * usPerMinute

/** Symptoms that share everything by which belonging is judged, so that one comparison serves them all. */
interface Bucket {
  readonly sample: Event
  readonly members: Event[]
  first: number | undefined
  last: number | undefined
  leader: Bucket | undefined
  /** Of what was joined to it: one line of each log that a backup wrote. */
  readonly tellers: Event[]
}

/** Sorts symptoms into failures: same run; or one backup's events close in time; or untimed and not contradicting each other. */
export function episodesOf(symptoms: readonly Event[], timeline: Timeline, nights: Nights = noNights): readonly (readonly Event[])[] {
  const face = faces(symptoms, timeline)
  const buckets = bucketsOf(symptoms, face)
  const timed = buckets.filter((bucket) => bucket.first !== undefined).toSorted((a, b) => (a.first ?? 0) - (b.first ?? 0))
  const untimed = buckets.filter((bucket) => bucket.first === undefined)
  joinByTime(timed)
  const dated = new Set(joinByDate(timed, untimed, { nights, mayBelong: (a, b) => mayBelong(a.sample, b.sample), leaderOf, join }))
  // With several failures to choose from, an untimed line belongs to the latest rather than binding them all together.
  const placed = [...timed, ...dated]
  const byRun = new Map(placed.flatMap((bucket) => (bucket.sample.run === undefined ? [] : [[bucket.sample.run, bucket]])))
  for (const bucket of untimed.toSorted((a, b) => Number(isBelowTheBackup(a.sample)) - Number(isBelowTheBackup(b.sample)))) {
    if (dated.has(bucket)) continue
    const { run } = bucket.sample
    const chosen = (run === undefined ? undefined : byRun.get(run)) ?? latestFor(bucket, placed)
    if (chosen !== undefined) join(chosen, bucket)
    placed.push(bucket)
    if (run !== undefined) byRun.set(run, bucket)
  }
  return [...Map.groupBy(buckets, leaderOf).values()].map((joined) => joined.flatMap((bucket) => bucket.members))
}

/** Its own log's failure first; of other logs' the latest, unless those are of several jobs or products, of which nothing says which it is. */
function latestFor(bucket: Bucket, placed: readonly Bucket[]): Bucket | undefined {
  const fitting = placed.filter((other) => mayBelong(other.sample, bucket.sample) && isOneBackup(other, bucket))
  const own = fitting.findLast((other) => other.sample.at.source === bucket.sample.at.source)
  if (own !== undefined) return own
  const kinds = new Set(fitting.flatMap((other) => leaderOf(other).tellers.map(({ system, job }) => `${system}\n${job ?? ''}`)))
  return kinds.size > 1 ? undefined : fitting.at(-1)
}

/**
 * Joins what one run holds within a day, and what speaks of one backup within ten minutes. Of buckets with the same system and job the one that
 * lasted longest stands for all: those that a later one could still belong to belong together already.
 */
function joinByTime(timed: readonly Bucket[]): void {
  const byRun = new Map<string, Bucket>()
  const open = new Map<string, Bucket>()
  for (const bucket of timed) {
    const first = bucket.first ?? 0
    const { run, system, job } = bucket.sample
    const before = run === undefined ? undefined : byRun.get(run)
    if (before !== undefined && first - (before.first ?? 0) <= usPerDay) join(before, bucket)
    if (run !== undefined) byRun.set(run, bucket)
    for (const [kind, earlier] of open) {
      if (first - (earlier.last ?? 0) > sameFailureUs) open.delete(kind)
      else if (first - (earlier.first ?? 0) <= usPerDay && speakOfOneBackup(earlier.sample, bucket.sample) && isOneBackup(earlier, bucket))
        join(earlier, bucket)
    }
    const kind = `${system}\n${job ?? ''}`
    const longest = open.get(kind)
    if (longest === undefined || (bucket.last ?? 0) >= (longest.last ?? 0)) open.set(kind, bucket)
  }
}

/** One bucket per source, system, job and run, cut where ten minutes pass without a symptom. */
function bucketsOf(symptoms: readonly Event[], face: ReadonlyMap<Event, number>): readonly Bucket[] {
  const open = new Map<string, Bucket>()
  const all: Bucket[] = []
  for (const event of symptoms) {
    const key = [event.at.source, event.system, event.job ?? '', event.run ?? ''].join('\n')
    const us = face.get(event)
    const known = open.get(key)
    const fits = known !== undefined && (event.run !== undefined || us === undefined || known.last === undefined || Math.abs(us - known.last) <= sameFailureUs)
    const bucket = fits ? known : { sample: event, members: [], first: us, last: us, leader: undefined, tellers: isBelowTheBackup(event) ? [] : [event] }
    if (!fits) {
      all.push(bucket)
      open.set(key, bucket)
    }
    bucket.members.push(event)
    if (us !== undefined) {
      bucket.first = Math.min(bucket.first ?? us, us)
      bucket.last = Math.max(bucket.last ?? us, us)
    }
  }
  return all
}

/**
 * Every symptom's time on one common face, as well as it is known: related clocks exactly, dated clocks as they stand
 * (roughly right is good enough to tell nights apart); others have none.
 */
function faces(symptoms: readonly Event[], timeline: Timeline): ReadonlyMap<Event, number> {
  const face = new Map<Event, number>()
  const anchors = new Map<string, Event[]>()
  const clocks = new Set<string>()
  for (const event of symptoms) {
    if (event.when === undefined) continue
    const kin = timeline.kin?.(event.when) ?? ['']
    const related = kin.flatMap((name) => anchors.get(name)?.find((anchor) => timeline.gap(anchor.when, event.when) !== undefined) ?? [])[0]
    const gap = timeline.gap(related?.when, event.when)
    const base = related === undefined ? undefined : face.get(related)
    if (gap !== undefined && base !== undefined) face.set(event, base + gap.us)
    else if (event.when.us > 300 * usPerDay) face.set(event, event.when.us)
    else continue
    if (!clocks.has(event.when.clock)) {
      clocks.add(event.when.clock)
      for (const name of kin) anchors.getOrInsert(name, []).push(event)
    }
  }
  return face
}

/** Two runs that one log tells apart are two runs, even when neither has a time; so are two logs that nothing ties to each other. */
function mayBelong(a: Event, b: Event): boolean {
  if (sameRun(a, b)) return true
  if (a.at.source !== b.at.source) return speakOfOneBackup(a, b) && (a.when !== undefined || b.when !== undefined || areTwoViews(a, b))
  const toldApart = a.run !== undefined && b.run !== undefined
  return !toldApart && speakOfOneBackup(a, b)
}

/** What both ends wrote, or a backup and the system below it: two views of one failure even where neither has a time. */
function areTwoViews(a: Event, b: Event): boolean {
  if (a.side !== undefined && b.side !== undefined) return a.side !== b.side
  if (a.system === b.system && a.program !== undefined && b.program !== undefined && a.program !== b.program) return true
  return isOfTheSystem(a) !== isOfTheSystem(b)
}

function isOfTheSystem(event: Event): boolean {
  return event.system !== 'other' && isBelowTheBackup(event)
}

function sameRun(a: Event, b: Event): boolean {
  return a.run !== undefined && a.run === b.run
}

function speakOfOneBackup(a: Event, b: Event): boolean {
  if (a.job !== undefined && b.job !== undefined && a.job !== b.job) return false
  if (isKillOfAnother(a, b) || isKillOfAnother(b, a)) return false
  return a.system === b.system || isBelowTheBackup(a) || isBelowTheBackup(b)
}

/**
 * What the system or ssh says goes with any backup, and never makes one of two: of another product, or of untimed logs that nothing ties to
 * each other. What one log or one run holds is one already.
 */
function isOneBackup(a: Bucket, b: Bucket): boolean {
  const [left, right] = [leaderOf(a).tellers, leaderOf(b).tellers]
  return left.every((one) => right.every((other) => one.at.source === other.at.source || mayBelong(one, other)))
}

function join(a: Bucket, b: Bucket): void {
  const [left, right] = [leaderOf(a), leaderOf(b)]
  if (left === right) return
  right.leader = left
  for (const teller of right.tellers) if (left.tellers.length < mostTellers) left.tellers.push(teller)
}

/** Of a failure that more logs tell of, these stand for the rest. */
const mostTellers = 16

function leaderOf(bucket: Bucket): Bucket {
  let leader = bucket
  while (leader.leader !== undefined) leader = leader.leader
  // The way is shortened for the next who asks.
  for (let at = bucket; at.leader !== undefined && at.leader !== leader; ) {
    const next = at.leader
    at.leader = leader
    at = next
  }
  return leader
}
