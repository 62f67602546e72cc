import type { Report } from '../../model/index.ts'

/** An assistant has to take in the whole answer: beyond this many, sources and runs that no verdict speaks of are left out. */
const mostSources = 100
const mostRuns = 100

/** The report without what would drown it: sources, clocks and runs that nothing refers to, when there are very many. */
export function bounded(report: Report): Report {
  const runs =
    report.runs.length <= mostRuns ? report.runs : report.runs.filter((run, index) => run.incidents.length > 0 || index >= report.runs.length - mostRuns)
  if (report.sources.length <= mostSources) return { ...report, runs }
  const spoken = JSON.stringify([report.incidents, report.notices, report.paths ?? [], report.excerpts ?? []])
  const used = new Set([...spoken.matchAll(/"source":"(s\d+)"/g)].map(([, id]) => id))
  const sources = report.sources.filter((source, index) => used.has(source.id) || index < mostSources)
  const kept = new Set(sources.map((source) => source.id))
  return { ...report, runs, sources, clocks: report.clocks.filter((clock) => kept.has(clock.id.split(' ')[0] ?? '')) }
}
