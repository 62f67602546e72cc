import type { Clock, Event } from '../../model/index.ts'
import { Dating, type DatingHints } from '../dating.ts'
import { Dispatcher } from '../dispatch.ts'
import type { LineReader } from '../reader.ts'
import { netbackup } from './reader.ts'

/** The dispatcher keeps its last two places for readers that take what is left. */
const nobody: LineReader = { id: 'nobody', open: () => ({ read: () => undefined }) }

interface SampleReading {
  readonly events: readonly Event[]
  readonly clocks: readonly Clock[]
  readonly unread: number
  readonly notes: readonly string[]
}

/** Reads a text as the whole program would, without the other readers. */
export function readText(text: string, hints: DatingHints = {}): SampleReading {
  const dating = new Dating('s1', hints)
  const notes: string[] = []
  const dispatcher = new Dispatcher([netbackup, nobody, nobody], { id: 's1', path: 'paste', dating, note: (note) => void notes.push(note) })
  for (const [index, raw] of text.split('\n').entries()) dispatcher.line({ raw, line: index + 1 })
  const { events, unread } = dispatcher.end()
  return { events, clocks: dating.clocks, unread: unread.count, notes }
}

/** Events of one kind. */
export function of<K extends Event['kind']>(events: readonly Event[], kind: K): readonly Extract<Event, { kind: K }>[] {
  return events.filter((event): event is Extract<Event, { kind: K }> => event.kind === kind)
}

/** Kind, standing and the fields that tell, one line an event; messages and openings left out. */
export function brief(events: readonly Event[]): readonly string[] {
  const quiet = new Set(['message.sent', 'message.received', 'connection.opened', 'connect.started'])
  return events.filter(({ kind }) => !quiet.has(kind)).map((event) => [event.symptom ?? '-', event.kind, ...telling(event)].join(' '))
}

function telling(event: Event): readonly (string | number)[] {
  if (event.kind === 'connect.abandoned') return [event.port ?? '?', event.waitedUs / 1_000]
  if (event.kind === 'connect.failed') return [event.errno, event.port ?? '?', event.attempt ?? '?', event.local === true ? 'local' : 'remote']
  if (event.kind === 'connection.failed') return [event.errno, event.operation, event.role ?? '?']
  if (event.kind === 'status.reported') return [event.code]
  if (event.kind === 'run.ended') return [event.outcome]
  if (event.kind === 'timer.expired') return [event.timer, event.limitUs ?? '?']
  if (event.kind === 'listener.opened') return [event.key]
  if (event.kind === 'listener.expired') return [event.key, event.limitUs ?? '?']
  if (event.kind === 'access.refused') return [event.reason]
  return []
}
