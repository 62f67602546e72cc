import { capturePaths } from '../facts/taps/capture-paths.ts'
import { capturePairs } from '../facts/flow/clocks.ts'
import { regularity } from '../facts/regularity.ts'
import {
  type Cause,
  type Clock,
  type Event,
  type Evidence,
  type Incident,
  makeEvidence,
  type Moment,
  type Notice,
  type Report,
  type Run,
  type Source,
  type SourceDate,
  type SourceId,
  thousands,
} from '../model/index.ts'
import { agreeYears, alignClocks, buildTimeline, dateMoments, pairsOf } from '../timeline/index.ts'
import { calendarOf } from './calendar.ts'
import { conclusionOf } from './conclusion.ts'
import { flowSymptoms } from './flow-symptoms.ts'
import { type Group, groupSymptoms } from './group.ts'
import { historyOf, stillFailing } from './history.ts'
import { incidentOf } from './incident.ts'
import { withLoneTrouble } from './lone-trouble.ts'
import { meaningOf } from './meaning.ts'
import { newestCopy } from './newest-copy.ts'
import { nightsOf } from './nights.ts'
import { pastRuns } from './past-runs.ts'
import { runRecords } from './runs.ts'
import { stallNotices } from './stalls.ts'
import { withoutStrangers } from './strange-sessions.ts'
import { withToldFailures } from './told-failures.ts'
import { judge } from './verdict.ts'
import { isTroubleAlone } from '../facts/foreign-trouble.ts'
import { sourcesOfOthers, viewOf } from './view.ts'

export interface Gathered {
  readonly sources: readonly Source[]
  readonly clocks: readonly Clock[]
  readonly events: readonly Event[]
  /** When what a source tells of took place, for lines that do not say it themselves. */
  readonly dates?: ReadonlyMap<SourceId, SourceDate>
}

/** What the caller knows and a pure function cannot: who runs, when, and which readers only guess. */
export interface Setting {
  readonly causes: readonly Cause[]
  readonly tool: Report['tool']
  readonly generatedAt: string
  /** Readers whose claim on a source does not mean that its format was recognised. */
  readonly fallbackReaders: readonly string[]
}

const strengthOrder = { explained: 0, 'partly-explained': 1, 'cannot-tell': 2 }

/** Evidence in, report out: relates the clocks, sorts the failures, lets the causes compete over each. */
export function diagnose(found: Gathered, setting: Setting): Report {
  const gathered = { ...found, ...agreeYears(found) }
  const clocks = alignClocks(gathered.clocks, [...pairsOf(gathered.events), ...capturePairs(gathered.events)])
  const timeline = buildTimeline(clocks)
  const dated = dateMoments(clocks)
  const read = gathered.events.map((event) => {
    const when = event.when === undefined ? undefined : dated(event.when)
    return when === undefined || when === event.when ? event : { ...event, when }
  })
  const seen = [...read, ...flowSymptoms(read, timeline)]
  const records = runRecords(seen)
  const events = withLoneTrouble(withoutStrangers(withToldFailures(seen, records)))
  const dates = gathered.dates ?? new Map<SourceId, SourceDate>()
  const calendar = calendarOf(clocks, gathered.sources, dates)
  const past = pastRuns(events === seen ? records : runRecords(events), events, gathered.sources, calendar)
  const groups = groupSymptoms(events, timeline, nightsOf(gathered.sources, dates))
  const judged = groups.map((group) => {
    const evidence = viewOf(group, events, timeline, sourcesOfOthers(group, groups))
    return { group, evidence, judgement: judge(evidence, setting.causes) }
  })
  const ranked = judged.toSorted(
    (a, b) =>
      Number(isTroubleAlone(a.group.symptoms)) - Number(isTroubleAlone(b.group.symptoms)) ||
      strengthOrder[a.judgement.verdict] - strengthOrder[b.judgement.verdict],
  )
  const overfull = overfullSources(gathered)
  const incidentsOfRun = new Map<string, Set<string>>()
  const incidents = ranked.map(({ group, evidence, judgement }, index): Incident => {
    const id = `i${index + 1}`
    for (const run of new Set(group.symptoms.map(past.idOf))) if (run !== undefined) incidentsOfRun.set(run, (incidentsOfRun.get(run) ?? new Set()).add(id))
    const beside = past.beside(evidence)
    const history = historyOf(beside, regularity(evidence))
    const meaning = meaningOf(evidence, newestCopy(stillFailing(beside)?.runs ?? beside), past.hostsStruck(group.occurrences))
    return {
      ...incidentOf(id, group.signature, { evidence, judgement, calendar, meaning }),
      ...(group.symptoms.some(({ at }) => overfull.has(at.source)) ? { countIsLeast: true as const } : {}),
      ...(history === undefined ? {} : { history }),
    }
  })
  const paths = capturePaths(makeEvidence(read, timeline))
  const assumed = new Set(momentsIn(past.runs, incidents).map(({ clock }) => clock))
  return {
    schemaVersion: 1,
    tool: setting.tool,
    generatedAt: setting.generatedAt,
    conclusion: conclusionOf({ incidents, runs: past.runs, sources: gathered.sources, events }, setting.fallbackReaders),
    sources: gathered.sources,
    clocks: [...clocks, ...calendar.clocks.filter(({ id }) => assumed.has(id))],
    runs: past.runs.map((run) => ({ ...run, incidents: [...(incidentsOfRun.get(run.id) ?? none)] })),
    incidents,
    notices: [
      ...noticesOf(events),
      ...stallNotices(events, incidents, past.runs, timeline),
      ...(incidents.length === 0 ? repeatedWell(events) : []),
      ...judged.flatMap((one) => leftOut(one, overfull)),
    ],
    ...(paths.length === 0 ? {} : { paths }),
  }
}

/** Sources that tell of more events than were kept. */
function overfullSources({ sources, events }: Gathered): ReadonlySet<SourceId> {
  const kept = new Map<SourceId, number>()
  for (const { at } of events) kept.set(at.source, (kept.get(at.source) ?? 0) + 1)
  return new Set(sources.flatMap(({ id, reader, read }) => (reader !== 'capture' && read.events > (kept.get(id) ?? 0) ? [id] : [])))
}

/** What most runs have no part in. */
const none: ReadonlySet<string> = new Set()

function momentsIn(runs: readonly Pick<Run, 'start' | 'end'>[], incidents: readonly Incident[]): readonly Moment[] {
  return [...runs.flatMap(({ start, end }) => [start, end]), ...incidents.flatMap(({ occurrences }) => occurrences)].filter((moment) => moment !== undefined)
}

/** What failed and came through when it was tried again harmed nothing, but is no silence either. */
function repeatedWell(events: readonly Event[]): readonly Notice[] {
  const repeats = events.filter((event) => event.kind === 'run.retried').filter(({ reported }) => reported !== true)
  const well = repeats.filter(({ succeeded }) => succeeded === true)
  const [first] = repeats
  if (first === undefined || well.length === 0) return []
  return [{ id: 'repeated-well', text: `Something failed and was repeated successfully (${times(well.length)}): the backup came through.`, at: first.at }]
}

function noticesOf(events: readonly Event[]): readonly Notice[] {
  const probes = events.filter((event) => event.kind === 'port.probed')
  const first = probes[0]
  if (first === undefined) return []
  return [
    {
      id: 'port-probe',
      text: `Somebody connected and left without a byte of protocol (${times(probes.length)}): a port scan or health check, no backup was harmed.`,
      at: first.at,
    },
  ]
}

/** A failure that is told by more lines than causes compare. */
function leftOut({ group, evidence }: { readonly group: Group; readonly evidence: Evidence }, overfull: ReadonlySet<SourceId>): readonly Notice[] {
  const [told, weighed] = [group.symptoms.length, evidence.symptoms.length]
  const [first] = group.symptoms
  if (first === undefined || told === weighed) return []
  return [
    {
      id: 'left-out',
      text: `${group.symptoms.some(({ at }) => overfull.has(at.source)) ? 'More than ' : ''}${thousands(told)} lines tell of one failure: its first ${weighed / 2} and its last ${weighed / 2} were weighed, the others counted.`,
      at: first.at,
    },
  ]
}

function times(n: number): string {
  return n === 1 ? 'once' : `${n} times`
}
