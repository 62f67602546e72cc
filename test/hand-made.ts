import { type Event, type EventFields, type EventKind, type Evidence, makeEvidence, type Moment, type Timeline, usPerSecond } from '../src/model/index.ts'

/** Seconds on one clock; moments of different clocks cannot be compared. */
export function at(seconds: number, clock = 'one'): Moment {
  return { clock, us: seconds * usPerSecond }
}

const timeline: Timeline = { gap: (a, b) => (a !== undefined && b !== undefined && a.clock === b.clock ? { us: b.us - a.us, uncertaintyUs: 0 } : undefined) }

let line = 0

type Rest = Partial<Pick<Event, 'when' | 'system' | 'host' | 'side' | 'program' | 'pid' | 'run' | 'job' | 'symptom' | 'reported' | 'quote'>> & {
  readonly source?: string
}

/** An event made by hand; each stands on the next line of its source, so that the order of making is the order of the lines. */
export function made<K extends EventKind>(kind: K, fields: EventFields[K], { source = 's1', ...rest }: Rest = {}): Event {
  line += 1
  const event = { kind, ...fields, system: 'rsync', at: { source, line }, quote: kind, ...rest }
  // The fields were checked against the kind above; TypeScript does not see that a generic spread is one member of the union.
  return event as unknown as Event
}

/** A symptom that says what happened. */
export function failure<K extends EventKind>(kind: K, fields: EventFields[K], rest: Rest = {}): Event {
  return made(kind, fields, { symptom: 'specific', ...rest })
}

/** The view of one incident that holds these events. */
export function evidenceOf(...events: readonly Event[]): Evidence {
  return makeEvidence(events, timeline)
}

/** "strong", "ruled-out", …: what a cause answered, in one word. */
export function answer(outcome: { readonly outcome: string; readonly strength?: string }): string {
  return outcome.strength ?? outcome.outcome
}
