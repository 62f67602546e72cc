import { type Event, type Occurrence, type Timeline, usPerMinute } from '../model/index.ts'
import { episodesOf } from './episodes.ts'
import { type Nights, noNights } from './nights.ts'
import { signatureOf } from './signature.ts'

/** Symptoms of one failure or of the same failure repeated, before any cause has looked at them. */
export interface Group {
  readonly symptoms: readonly Event[]
  readonly occurrences: readonly Occurrence[]
  readonly signature: string
}

/** Sorts symptoms into failures, and joins failures with the same signature into one group with a count. */
export function groupSymptoms(events: readonly Event[], timeline: Timeline, nights: Nights = noNights): readonly Group[] {
  const symptoms = events.filter((event) => event.symptom !== undefined)
  const episodes = episodesOf(symptoms, timeline, nights)
  const starts = startsOf(events)
  const bySignature = new Map<string, { symptoms: Event[]; occurrences: Occurrence[] }>()
  for (const episode of episodes) {
    const primary = primaryOf(episode, timeline)
    const signature = signatureOf(primary)
    const group = bySignature.get(signature) ?? { symptoms: [], occurrences: [] }
    for (const symptom of episode) group.symptoms.push(symptom)
    for (const occurrence of occurrencesOf(episode, signature, starts, timeline)) group.occurrences.push(occurrence)
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
  let steps = 0
  for (const event of events) {
    let index = ordered.length
    while (index > 0 && isLater(ordered[index - 1], event, timeline)) index -= 1
    steps += ordered.length - index
    if (steps > mostSteps) return inOneOrder(events, timeline)
    ordered.splice(index, 0, event)
  }
  return ordered
}

/** Two long logs one after the other would take as many steps as the product of their lengths. */
const mostSteps = 2_000_000

/** The same for very many events: all that can be compared with the first that has a time by their times, the others behind what they follow. */
function inOneOrder(events: readonly Event[], timeline: Timeline): readonly Event[] {
  const anchor = events.find(({ when }) => when !== undefined)?.when
  let at = Number.NEGATIVE_INFINITY
  const placed = events.map((event) => {
    at = timeline.gap(anchor, event.when)?.us ?? at
    return { event, at }
  })
  return placed.toSorted((a, b) => a.at - b.at || 0).map(({ event }) => event)
}

function isLater(event: Event | undefined, than: Event, timeline: Timeline): boolean {
  const gap = timeline.gap(than.when, event?.when)
  return gap !== undefined && gap.us > gap.uncertaintyUs
}

/** Each time the signature appears in the source that shows it most often is one occurrence. */
function occurrencesOf(episode: readonly Event[], signature: string, starts: Starts, timeline: Timeline): readonly Occurrence[] {
  const telling = episode.filter((event) => event.symptom === 'specific' && signatureOf(event) === signature)
  const lists = [...Map.groupBy(telling, (event) => event.at.source).values()].map((events) => distinct(events, starts, timeline))
  const [longest] = lists.toSorted((a, b) => b.length - a.length || Number(b[0]?.when !== undefined) - Number(a[0]?.when !== undefined))
  const heads = longest ?? [primaryOf(episode, timeline)]
  const rest = new Set(episode).difference(new Set(heads))
  return heads.map((head, index) => {
    const startedAt = startOf(head, starts, timeline)
    return {
      symptoms: index === 0 ? [head, ...rest] : [head],
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(head.when === undefined ? {} : { failedAt: head.when }),
    }
  })
}

/** One failure may print the same line for every attempt and every process; this long without another, it is over. */
const sameFailureUs = usPerMinute

/** Of lines that belong to one failure, the first; a new start of the job in between makes it a new failure. */
function distinct(events: readonly Event[], starts: Starts, timeline: Timeline): readonly Event[] {
  return events.filter((event, index) => {
    const before = events[index - 1]
    if (before?.when === undefined || event.when === undefined) return before === undefined || before.when !== undefined || event.job !== undefined
    const [started, startedBefore] = [startOf(event, starts, timeline), startOf(before, starts, timeline)]
    if (started !== undefined && startedBefore !== undefined && started.us !== startedBefore.us) return true
    const gap = timeline.gap(before.when, event.when)
    return gap === undefined || gap.us >= sameFailureUs
  })
}

/** The starts that may be those of a failure's run: by the run's key, and for starts of no run by their source. */
type Starts = ReadonlyMap<string, readonly Event[]>

function startsOf(events: readonly Event[]): Starts {
  return Map.groupBy(
    events.filter((event) => event.kind === 'run.started'),
    (start) => (start.run === undefined ? `in ${start.at.source}` : `of ${start.run}`),
  )
}

function startOf(failure: Event, starts: Starts, timeline: Timeline): Event['when'] {
  const own = [...(starts.get(`of ${failure.run ?? ''}`) ?? []), ...(starts.get(`in ${failure.at.source}`) ?? [])]
  return own.findLast((start) => (timeline.gap(start.when, failure.when)?.us ?? -1) >= 0)?.when
}
