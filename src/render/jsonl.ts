import type { Report } from '../model/index.ts'

/**
 * The report as one JSON object a line, told apart by `kind`: every source, run, incident, notice, path and excerpt as in the report,
 * and `conclusion` with what concerns them all, last: a stream without it was cut off.
 */
export function jsonLines(report: Report): string {
  const { sources, runs, incidents, notices, paths = [], excerpts = [] } = report
  return [
    ...sources.map((source) => jsonLine('source', source)),
    ...runs.map((run) => jsonLine('run', run)),
    ...incidents.map((incident) => jsonLine('incident', incident)),
    ...notices.map((notice) => jsonLine('notice', notice)),
    ...paths.map((path) => jsonLine('path', path)),
    ...excerpts.map((excerpt) => jsonLine('excerpt', excerpt)),
    conclusionLine(report),
  ].join('')
}

/** The last line: what the report says as a whole. */
export function conclusionLine({ schemaVersion, tool, generatedAt, conclusion, clocks }: Report): string {
  return jsonLine('conclusion', { schemaVersion, tool, generatedAt, conclusion, clocks })
}

/** One line of the stream. */
export function jsonLine(kind: 'source' | 'run' | 'incident' | 'notice' | 'path' | 'excerpt' | 'conclusion', value: object): string {
  return `${JSON.stringify({ kind, ...value })}\n`
}
