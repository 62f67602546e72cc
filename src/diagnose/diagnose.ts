import type { Cause, Clock, Event, Incident, Notice, Report, Source } from '../model/index.ts'
import { alignClocks, buildTimeline, dateMoments, pairsOf } from '../timeline/index.ts'
import { groupSymptoms } from './group.ts'
import { incidentOf } from './incident.ts'
import { runsOf } from './runs.ts'
import { judge } from './verdict.ts'
import { viewOf } from './view.ts'

export interface Gathered {
  readonly sources: readonly Source[]
  readonly clocks: readonly Clock[]
  readonly events: readonly Event[]
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
export function diagnose(gathered: Gathered, setting: Setting): Report {
  const clocks = alignClocks(gathered.clocks, pairsOf(gathered.events))
  const timeline = buildTimeline(clocks)
  const dated = dateMoments(clocks)
  const events = gathered.events.map((event) => (event.when === undefined ? event : { ...event, when: dated(event.when) }))
  const incidentsOfRun = new Map<string, string[]>()
  const judged = groupSymptoms(events, timeline).map((group) => {
    const evidence = viewOf(group, events, timeline)
    return { group, evidence, judgement: judge(evidence, setting.causes) }
  })
  const ranked = judged.toSorted((a, b) => strengthOrder[a.judgement.verdict] - strengthOrder[b.judgement.verdict])
  const incidents = ranked.map(({ group, evidence, judgement }, index): Incident => {
    const id = `i${index + 1}`
    for (const event of group.symptoms) if (event.run !== undefined) incidentsOfRun.set(event.run, [...new Set([...(incidentsOfRun.get(event.run) ?? []), id])])
    return incidentOf(id, group.signature, evidence, judgement)
  })
  return {
    schemaVersion: 1,
    tool: setting.tool,
    generatedAt: setting.generatedAt,
    conclusion: conclusionOf(incidents, gathered.sources, setting),
    sources: gathered.sources,
    clocks,
    runs: runsOf(events, incidentsOfRun),
    incidents,
    notices: noticesOf(events),
  }
}

/** "Clean" is a claim about formats that were recognised; where none was, nothing can be said. */
function conclusionOf(incidents: readonly Incident[], sources: readonly Source[], setting: Setting): Report['conclusion'] {
  if (incidents.length > 0) return 'incidents'
  return sources.some((source) => source.reader !== null && !setting.fallbackReaders.includes(source.reader)) ? 'clean' : 'nothing-recognised'
}

function noticesOf(events: readonly Event[]): readonly Notice[] {
  const probes = events.filter((event) => event.kind === 'port.probed')
  const first = probes[0]
  if (first === undefined) return []
  const times = probes.length === 1 ? 'once' : `${probes.length} times`
  return [{ id: 'port-probe', text: `Somebody connected and left without a byte of protocol (${times}): a port scan or health check, no backup was harmed.`, at: first.at }]
}
