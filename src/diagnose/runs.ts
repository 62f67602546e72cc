import { type Event, type Run, usPerMinute, usPerSecond } from '../model/index.ts'
import { runKeys } from './implied-runs.ts'

/** One run and everything it tells. */
export interface RunRecord {
  readonly key: string
  readonly id: string
  readonly events: readonly Event[]
}

/** Gathers the runs that the events tell of. */
export function runRecords(events: readonly Event[]): readonly RunRecord[] {
  const keyOf = runKeys(events)
  const byKey = new Map<string, Event[]>()
  for (const event of events) {
    const key = keyOf(event)
    if (key === undefined) continue
    const own = byKey.get(key)
    if (own === undefined) byKey.set(key, [event])
    else own.push(event)
  }
  const records: RunRecord[] = []
  for (const [key, own] of byKey) if (own.some(isAboutTheRun)) records.push({ key, id: `r${records.length + 1}`, events: own })
  return records
}

function isAboutTheRun(event: Event): boolean {
  return event.symptom !== undefined || event.kind === 'run.started' || event.kind === 'run.ended'
}

/** When a run began, how it ended, and what it moved. */
export function runOf({ id, events }: RunRecord): Omit<Run, 'incidents'> {
  const job = events.find((event) => event.job !== undefined)?.job
  const hosts: string[] = []
  for (const { host } of events) if (host !== undefined && !hosts.includes(host)) hosts.push(host)
  const start = events.find((event) => event.kind === 'run.started')?.when
  const end = events.findLast((event) => event.kind === 'run.ended')?.when
  const bytes = sizeOf(events)?.bytes
  const version = versionOf(events)?.version
  const durationUs = durationOf(events)?.durationUs
  return {
    id,
    system: events[0]?.system ?? 'other',
    ...(job === undefined ? {} : { job }),
    hosts,
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    outcome: outcomeOf(events),
    ...(bytes === undefined ? {} : { bytes }),
    ...(version === undefined ? {} : { version }),
    ...(durationUs === undefined ? {} : { durationUs }),
  }
}

/** How a run ended: its last word, except that a completion after a failure means that the retry worked. */
export function outcomeOf(events: readonly Event[]): Run['outcome'] {
  const ends = events.flatMap((event) => (event.kind === 'run.ended' ? [event.outcome] : []))
  if (events.some((event) => event.kind === 'run.retried' && event.succeeded === true)) return 'completed'
  const last = ends.at(-1)
  if (last !== undefined) return last
  return events.some((event) => event.symptom === 'specific') ? 'failed' : 'unknown'
}

/** What the run moved, and the line that says so: the last that does, as earlier ones may tell of attempts that failed. */
export function sizeOf(events: readonly Event[]): { readonly bytes: number; readonly event: Event } | undefined {
  const event = events.findLast((one) => one.kind === 'run.ended' && one.bytes !== undefined)
  return event?.kind === 'run.ended' && event.bytes !== undefined ? { bytes: event.bytes, event } : undefined
}

/** The release of the program that ran it, and the line that says so. */
export function versionOf(events: readonly Event[]): { readonly version: string; readonly event: Event } | undefined {
  for (const event of events) {
    if (event.kind !== 'run.started' && event.kind !== 'run.ended' && event.kind !== 'program.exited') continue
    if (event.version !== undefined) return { version: event.version, event }
  }
  return undefined
}

/** A program's own count and the times of its lines may differ by this much: it counts without its set-up, and lines may show minutes only. */
const sameDurationUs = usPerMinute

/** How long the run took: as it says itself, or as its first start and last end show where they contradict that, as a rate divided by is none. */
export function durationOf(events: readonly Event[]): { readonly durationUs: number; readonly event: Event } | undefined {
  const end = events.findLast((event) => event.kind === 'run.ended')
  if (end?.kind !== 'run.ended') return undefined
  const own = end.durationUs
  const shown = shownDurationUs(events, end)
  if (own !== undefined && (shown === undefined || Math.abs(own - shown) <= sameDurationUs)) return { durationUs: own, event: end }
  return shown === undefined ? undefined : { durationUs: shown, event: end }
}

function shownDurationUs(events: readonly Event[], end: Event): number | undefined {
  const start = events.find((event) => event.kind === 'run.started' && event.when?.clock === end.when?.clock)
  if (start?.when === undefined || end.when === undefined || end.when.us - start.when.us < usPerSecond) return undefined
  return end.when.us - start.when.us
}
