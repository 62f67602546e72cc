import { type Event, type Occurrence, type Timeline, usPerMinute } from '../model/index.ts'
import { signatureOf } from './signature.ts'

/** Failures further apart than this are two failures, unless one run holds both. */
const sameFailureUs = 10 * usPerMinute

/** Symptoms of one failure or of the same failure repeated, before any cause has looked at them. */
export interface Group {
  readonly symptoms: readonly Event[]
  readonly occurrences: readonly Occurrence[]
  readonly signature: string
}

/** Sorts symptoms into failures, and joins failures with the same signature into one group with a count. */
export function groupSymptoms(events: readonly Event[], timeline: Timeline): readonly Group[] {
  const symptoms = events.filter((event) => event.symptom !== undefined)
  const episodes = episodesOf(symptoms, timeline)
  const starts = events.filter((event) => event.kind === 'run.started')
  const bySignature = new Map<string, { symptoms: Event[]; occurrences: Occurrence[] }>()
  for (const episode of episodes) {
    const primary = primaryOf(episode, timeline)
    const signature = signatureOf(primary)
    const group = bySignature.get(signature) ?? { symptoms: [], occurrences: [] }
    group.symptoms.push(...episode)
    group.occurrences.push(...occurrencesOf(episode, signature, starts, timeline))
    bySignature.set(signature, group)
  }
  return [...bySignature].map(([signature, group]) => ({
    signature,
    symptoms: inOrder(group.symptoms, timeline),
    occurrences: group.occurrences,
  }))
}

/** The earliest symptom that says what happened; an echo only where nothing else is left. */
export function primaryOf(symptoms: readonly Event[], timeline: Timeline): Event {
  const specific = symptoms.filter((event) => event.symptom === 'specific')
  const [first] = inOrder(specific.length > 0 ? specific : symptoms, timeline)
  if (first === undefined) throw new RangeError('an episode has at least one symptom')
  return first
}

/** Orders by time where clocks allow it, and otherwise keeps the order of reading. */
export function inOrder(events: readonly Event[], timeline: Timeline): readonly Event[] {
  const ordered: Event[] = []
  for (const event of events) {
    let index = ordered.length
    while (index > 0 && isLater(ordered[index - 1], event, timeline)) index -= 1
    ordered.splice(index, 0, event)
  }
  return ordered
}

function isLater(event: Event | undefined, than: Event, timeline: Timeline): boolean {
  const gap = timeline.gap(than.when, event?.when)
  return gap !== undefined && gap.us > gap.uncertaintyUs
}

function episodesOf(symptoms: readonly Event[], timeline: Timeline): readonly (readonly Event[])[] {
  const leader = symptoms.map((_, index) => index)
  const find = (index: number): number => {
    let at = index
    while (leader[at] !== undefined && leader[at] !== at) at = leader[at] ?? at
    return at
  }
  for (const [index, event] of symptoms.entries()) {
    for (let other = index - 1; other >= 0; other -= 1) {
      const earlier = symptoms[other]
      if (earlier !== undefined && find(index) !== find(other) && belongTogether(earlier, event, timeline)) leader[find(index)] = find(other)
    }
  }
  const episodes = new Map<number, Event[]>()
  for (const [index, event] of symptoms.entries()) episodes.set(find(index), [...(episodes.get(find(index)) ?? []), event])
  return [...episodes.values()]
}

function belongTogether(a: Event, b: Event, timeline: Timeline): boolean {
  if (a.run !== undefined && a.run === b.run) return true
  if (!speakOfOneBackup(a, b)) return false
  const apart = distance(a, b, timeline)
  if (apart !== undefined) return apart <= sameFailureUs
  if (a.run !== undefined && b.run !== undefined && a.at.source === b.at.source) return false
  return a.job === undefined || b.job === undefined || a.job === b.job
}

function speakOfOneBackup(a: Event, b: Event): boolean {
  if (a.job !== undefined && b.job !== undefined && a.job !== b.job) return false
  const anywhere = (event: Event): boolean => event.system === 'ssh' || event.system === 'host' || event.system === 'path' || event.system === 'other'
  return a.system === b.system || anywhere(a) || anywhere(b)
}

/** Microseconds between two events; dated clocks that were never related count as roughly right, which is good enough to tell nights apart. */
function distance(a: Event, b: Event, timeline: Timeline): number | undefined {
  const gap = timeline.gap(a.when, b.when)
  if (gap !== undefined) return Math.max(0, Math.abs(gap.us) - gap.uncertaintyUs)
  const [left, right] = [faceOf(a), faceOf(b)]
  return left === undefined || right === undefined ? undefined : Math.abs(left - right)
}

/** The reading of a dated clock; elapsed clocks and bare times of day have no face to compare. */
function faceOf(event: Event): number | undefined {
  if (event.when === undefined) return undefined
  const dated = event.when.us >= 300 * 24 * 60 * usPerMinute
  return dated ? event.when.us : undefined
}

/** Each time the signature appears in the source that shows it most often is one occurrence. */
function occurrencesOf(episode: readonly Event[], signature: string, starts: readonly Event[], timeline: Timeline): readonly Occurrence[] {
  const bySource = new Map<string, Event[]>()
  for (const event of episode) {
    if (event.symptom === 'specific' && signatureOf(event) === signature) bySource.set(event.at.source, [...(bySource.get(event.at.source) ?? []), event])
  }
  const lists = [...bySource.values()].toSorted((a, b) => distinct(b).length - distinct(a).length || Number(b[0]?.when !== undefined) - Number(a[0]?.when !== undefined))
  const heads = distinct(lists[0] ?? [primaryOf(episode, timeline)])
  return heads.map((head, index) => {
    const startedAt = startOf(head, starts, timeline)
    return {
      symptoms: heads.length === 1 ? episode : [head, ...(index === 0 ? episode.filter((event) => !heads.includes(event)) : [])],
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(head.when === undefined ? {} : { failedAt: head.when }),
    }
  })
}

/** Two processes that print the same failure at the same moment, or a program that prints it twice, saw one failure. */
function distinct(events: readonly Event[]): readonly Event[] {
  return events.filter((event, index) => {
    if (event.when === undefined || event.job !== undefined) return true
    return !events.slice(0, index).some((earlier) => earlier.when?.clock === event.when?.clock && Math.abs((earlier.when?.us ?? 0) - (event.when?.us ?? 0)) < 2_000_000)
  })
}

function startOf(failure: Event, starts: readonly Event[], timeline: Timeline): Event['when'] {
  const own = starts.filter((start) => (start.run !== undefined ? start.run === failure.run : start.at.source === failure.at.source))
  return own.findLast((start) => (timeline.gap(start.when, failure.when)?.us ?? -1) >= 0)?.when
}
