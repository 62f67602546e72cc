import type { Event, EventBase } from '../../model/index.ts'
import type { LineReader, LogLine, SourceContext } from '../reader.ts'
import { readCall, type Sockets } from './call.ts'
import { readDeath } from './death.ts'
import { traceLine, traceSigns } from './trace-line.ts'

/** `strace -f -tt` of a dying backup: network errors of its calls and how its processes ended. Evidence for others, never a symptom. */
export const strace: LineReader = {
  id: 'strace',
  signs: traceSigns,
  open: (source) => {
    const sockets: Sockets = new Map()
    return { read: (line) => readLine(line, source, sockets) }
  },
}

/** Quotes are cut here; strace prints whole buffers when asked to. */
const longestQuote = 400

function readLine(line: LogLine, source: SourceContext, sockets: Sockets): readonly Event[] | undefined {
  const trace = traceLine(line.text)
  if (trace === undefined) return undefined
  const told = readDeath(trace.text) ?? readCall(trace.text, trace.pid ?? '', sockets)
  if (told === undefined) return undefined
  if (told === 'nothing') return []
  const when =
    trace.epochUs === undefined ? (trace.ofDayUs === undefined ? undefined : source.dating.timeOfDay(trace.ofDayUs)) : source.dating.epoch(trace.epochUs)
  const base: EventBase = {
    at: { source: source.id, line: line.line, ...(line.lastLine > line.line ? { lastLine: line.lastLine } : {}) },
    quote: line.raw.trim().slice(0, longestQuote),
    system: 'host',
    ...(when === undefined ? {} : { when }),
    ...(trace.pid === undefined ? {} : { pid: trace.pid }),
  }
  return [{ ...base, ...told }]
}
