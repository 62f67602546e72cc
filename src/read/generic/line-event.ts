import type { EventBase, LinePlace, Moment, System } from '../../model/index.ts'
import type { LogLine, SourceContext, SyslogPrefix } from '../reader.ts'

/** A quote is shown whole up to here. */
const longestQuote = 400

/** The fields every event of one line shares: its place, its words, its time and who wrote it. */
export function eventBase(line: LogLine, source: SourceContext, system: System, when?: Moment): EventBase {
  const prefix = writerOf(line)
  return {
    at: placeOf(line, source),
    quote: line.raw.trim().slice(0, longestQuote),
    system,
    ...(when === undefined ? {} : { when }),
    ...(prefix?.host === undefined ? {} : { host: prefix.host }),
    ...(prefix?.program === undefined ? {} : { program: prefix.program }),
    ...(prefix?.pid === undefined ? {} : { pid: prefix.pid }),
  }
}

/** `2026-11-21T05:40:12Z agent: text` names a program where syslog names the host. */
export function writerOf({ prefix }: LogLine): SyslogPrefix | undefined {
  if (prefix?.host?.endsWith(':') !== true) return prefix
  const { host, ...rest } = prefix
  return { ...rest, program: prefix.program ?? host.slice(0, -1) }
}

function placeOf(line: LogLine, source: SourceContext): LinePlace {
  return { source: source.id, line: line.line, ...(line.lastLine > line.line ? { lastLine: line.lastLine } : {}) }
}
