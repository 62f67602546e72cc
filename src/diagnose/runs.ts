import type { Event, Run } from '../model/index.ts'

/** Gathers the runs that the events tell of: when each began, how it ended, and which run repeated it. */
export function runsOf(events: readonly Event[], incidentsOfRun: ReadonlyMap<string, readonly string[]>): readonly Run[] {
  const ofRuns = events.flatMap((event) => (event.run === undefined ? [] : [{ run: event.run, event }]))
  const byRun = Map.groupBy(ofRuns, (each) => each.run)
  return [...byRun]
    .map(([key, own]) => ({ key, own: own.map((each) => each.event) }))
    .filter(({ own }) => own.some(isAboutTheRun))
    .map(({ key, own }, index) => runOf(`r${index + 1}`, own, incidentsOfRun.get(key) ?? []))
}

function isAboutTheRun(event: Event): boolean {
  return event.symptom !== undefined || event.kind === 'run.started' || event.kind === 'run.ended'
}

function runOf(id: string, events: readonly Event[], incidents: readonly string[]): Run {
  const job = events.find((event) => event.job !== undefined)?.job
  const hosts = [...new Set(events.map((event) => event.host).filter((host) => host !== undefined))]
  const start = events.find((event) => event.kind === 'run.started')?.when
  const end = events.findLast((event) => event.kind === 'run.ended')?.when
  return {
    id,
    system: events[0]?.system ?? 'other',
    ...(job === undefined ? {} : { job }),
    hosts,
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    outcome: outcomeOf(events),
    incidents,
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
