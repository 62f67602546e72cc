import { type Event, type Evidence, type Moment, type Run, type Source, type SourceId, usPerDay } from '../model/index.ts'
import type { Calendar } from './calendar.ts'
import { fleetOf, hostsOf } from './fleet.ts'
import type { PastRun } from './history.ts'
import { Lanes, lanesOf } from './lanes.ts'
import { type RunRecord, runOf } from './runs.ts'
import { seriesOf } from './series.ts'
import { isExact, jobWithoutLevel, type Trait, traitsOf } from './traits.ts'

/** Finds, for a failure, the runs of the same job that it has to be compared with. */
export interface PastRuns {
  /** The runs of the report, dated where only their source's name or file says when. */
  readonly runs: readonly Omit<Run, 'incidents'>[]
  /** The id of the run that a symptom is of. */
  idOf(event: Event): string | undefined
  beside(evidence: Evidence): readonly PastRun[]
  /** On how many hosts at a time it struck backups of their own; 0 where it may be one backup. */
  hostsStruck(occurrences: Evidence['occurrences']): number
}

/** Runs of one night may be of two jobs. */
const nightsApartUs = usPerDay / 2

interface Known {
  readonly record: RunRecord
  readonly run: Omit<Run, 'incidents'>
  readonly lanes: readonly string[]
}

export function pastRuns(records: readonly RunRecord[], events: readonly Event[], sources: readonly Source[], calendar: Calendar): PastRuns {
  const series = new Map(sources.map((source) => [source.id, seriesOf(source)]))
  const settings = settingsBySource(events)
  const dated = records.map((record) => ({ record, run: datedRun(record, calendar), lanes: lanesOf(record.events, series) }))
  const known = withSharedLanes(dated, calendar)
  const byEvent = new Map<Event, Known>()
  for (const one of known) for (const event of one.record.events) if (event.symptom !== undefined) byEvent.set(event, one)
  const byLane = new Map<string, Known[]>()
  for (const one of known) {
    for (const lane of one.lanes) {
      const own = byLane.get(lane)
      if (own === undefined) byLane.set(lane, [one])
      else own.push(one)
    }
  }
  return {
    runs: known.map(({ run }) => run),
    idOf: (event) => byEvent.get(event)?.run.id,
    hostsStruck: (occurrences) => occurrences.reduce((most, { symptoms }) => Math.max(most, hostsOf(fleetOf(membersOf(symptoms, byEvent))).size), 0),
    beside: (evidence) => {
      const failures = failuresOf(evidence, byEvent, calendar)
      const lanes = new Lanes()
      for (const { members, symptoms } of failures) {
        const fleet = fleetOf(members)
        for (const one of fleet) lanes.addFailure([one.lanes])
        if (fleet.length === 0) lanes.addFailure(members.length > 0 ? members.map((one) => one.lanes) : [lanesOf(symptoms, series)])
      }
      const chosen = new Set(lanes.chosen((lane) => runsIn(byLane.get(lane) ?? [])))
      const failedIn = new Map(failures.flatMap((failure) => failure.members.map((one) => [one, failure] as const)))
      const inLanes = known.filter((one) => one.lanes.some((lane) => chosen.has(lane)))
      const compared = inLanes.filter((one) => failedIn.has(one) || one.run.outcome === 'completed' || one.run.outcome === 'completed-with-warnings')
      const laneOf = (one: Known): string => one.lanes.find((lane) => chosen.has(lane)) ?? ''
      const tied = compared.map((one) => ({ lane: laneOf(one), ...pastRun(one, failedIn.get(one), settings, calendar) }))
      const untied = failures.filter(({ members, symptoms }) => members.length === 0 && lanesOf(symptoms, series).some((lane) => chosen.has(lane)))
      return [...tied, ...untied.map((failure) => ({ ...momentsOf(failure), failed: true, traits: [] }))]
    },
  }
}

/** Runs without a name, each in a log named as it came (`good.log`, `bad.log`), are one job's if they took place on different nights. */
function withSharedLanes(known: readonly Known[], calendar: Calendar): readonly Known[] {
  const single = known.filter(({ run, lanes }) => run.job === undefined && lanes.length === 1)
  const alone = [...Map.groupBy(single, ({ lanes }) => lanes[0] ?? '').values()].flatMap((own) => (own.length === 1 ? own : []))
  const shared = new Map<Known, string>()
  for (const [lane, own] of Map.groupBy(alone, ({ lanes }) => folderOf(lanes[0] ?? ''))) {
    const times = own.map(({ run }) => calendar.dated(run.start ?? run.end)?.us).toSorted((a, b) => (a ?? 0) - (b ?? 0))
    const apart = times.every((us, index) => us !== undefined && (index === 0 || us - (times[index - 1] ?? us) >= nightsApartUs))
    if (apart && own.length > 1) for (const one of own) shared.set(one, lane)
  }
  return known.map((one) => (shared.has(one) ? { ...one, lanes: [shared.get(one) ?? ''] } : one))
}

function folderOf(lane: string): string {
  return lane.slice(0, lane.lastIndexOf('/') + 1)
}

function runsIn(lane: readonly Known[]): { readonly all: number; readonly timed: number } {
  return { all: lane.length, timed: lane.filter(({ run }) => run.start !== undefined && isExact(run.start)).length }
}

/** One occurrence with the runs it struck. */
interface Failure {
  readonly symptoms: readonly Event[]
  readonly members: readonly Known[]
  readonly at?: Moment
  readonly failedAt?: Moment
  readonly ageUs?: number
}

function failuresOf(evidence: Evidence, byEvent: ReadonlyMap<Event, Known>, calendar: Calendar): readonly Failure[] {
  return evidence.occurrences.map(({ symptoms, startedAt, failedAt }) => {
    const members = membersOf(symptoms, byEvent)
    const aged = symptoms.find((event) => (event.kind === 'connection.failed' || event.kind === 'connection.closed') && event.ageUs !== undefined)
    const own = aged?.kind === 'connection.failed' || aged?.kind === 'connection.closed' ? aged.ageUs : undefined
    const ageUs = own ?? evidence.timeline.gap(startedAt, failedAt)?.us
    const failed = calendar.dated(failedAt)
    const at = failed ?? calendar.nightOf(symptoms)
    return {
      symptoms,
      members,
      ...(at === undefined ? {} : { at }),
      ...(failed === undefined ? {} : { failedAt: failed }),
      ...(ageUs === undefined ? {} : { ageUs }),
    }
  })
}

function membersOf(symptoms: readonly Event[], byEvent: ReadonlyMap<Event, Known>): readonly Known[] {
  return [...new Set(symptoms.map((event) => byEvent.get(event)).filter((one) => one !== undefined))]
}

function momentsOf({ at, failedAt, ageUs, symptoms }: Failure): Omit<PastRun, 'failed' | 'traits'> {
  const [first] = symptoms
  return {
    ...(at === undefined ? {} : { at }),
    ...(failedAt === undefined ? {} : { failedAt }),
    ...(ageUs === undefined ? {} : { ageUs }),
    ...(first === undefined ? {} : { place: first.at }),
  }
}

function pastRun({ record, run }: Known, failure: Failure | undefined, settings: ReadonlyMap<SourceId, readonly Trait[]>, calendar: Calendar): PastRun {
  const [start, end] = [calendar.dated(run.start), calendar.dated(run.end)]
  const at = start ?? end ?? failure?.at
  const sources = [...new Set(record.events.map((event) => event.at.source))]
  const last = record.events.findLast((event) => event.kind === 'run.ended')
  const of = run.job === undefined ? run.hosts[0] : jobWithoutLevel(run.job)
  return {
    ...(last === undefined ? {} : { place: last.at }),
    complete: run.outcome === 'completed',
    ...(failure === undefined ? {} : momentsOf(failure)),
    run: run.id,
    failed: failure !== undefined,
    ...(of === undefined ? {} : { of }),
    ...(at === undefined ? {} : { at }),
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    traits: traitsOf(
      record,
      start,
      sources.flatMap((source) => settings.get(source) ?? []),
    ),
  }
}

/** A run that no line dates has the date of its source. */
function datedRun(record: RunRecord, calendar: Calendar): Omit<Run, 'incidents'> {
  const run = runOf(record)
  if (run.start !== undefined || run.end !== undefined || record.events.some((event) => event.when !== undefined)) return run
  const source = record.events.map((event) => event.at.source).find((id) => calendar.assumed(id) !== undefined)
  const moment = source === undefined ? undefined : calendar.assumed(source)
  return moment === undefined ? run : { ...run, start: moment, end: moment }
}

/** What each source says of the settings in force, outside of any run. */
function settingsBySource(events: readonly Event[]): ReadonlyMap<SourceId, readonly Trait[]> {
  const bySource = new Map<SourceId, Map<string, Trait>>()
  for (const event of events) {
    if (event.kind !== 'setting.seen' || event.run !== undefined) continue
    const own = bySource.get(event.at.source) ?? new Map<string, Trait>()
    own.set(event.name, { what: event.name, text: event.value, at: event.at })
    bySource.set(event.at.source, own)
  }
  return new Map([...bySource].map(([source, own]) => [source, [...own.values()]]))
}
