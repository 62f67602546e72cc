import type { Moment } from './clock.ts'
import type { Event, EventKind, EventOf } from './event.ts'

/** What a fact or a cause sees of one incident: its events in the best order known, and nothing of readers or files. */
export interface Evidence {
  readonly events: readonly Event[]
  /** What the user would call the failure, earliest first; `accountsFor` indexes into it. */
  readonly symptoms: readonly Event[]
  /** Each time the incident happened: the symptoms of one failure each, oldest first. */
  readonly occurrences: readonly Occurrence[]
  readonly timeline: Timeline
  of<K extends EventKind>(kind: K): readonly EventOf<K>[]
}

export interface Occurrence {
  readonly symptoms: readonly Event[]
  /** Start of the run it happened in. */
  readonly startedAt?: Moment
  readonly failedAt?: Moment
}

/** Compares moments, across clocks only where those clocks have been related. */
export interface Timeline {
  /** `later` minus `earlier`; undefined when their clocks were never related. */
  gap(earlier: Moment | undefined, later: Moment | undefined): Gap | undefined
  /** Names of what relates a moment to others: two moments that share none have no gap. Spares comparing every pair. */
  kin?(moment: Moment): readonly string[]
}

export interface Gap {
  readonly us: number
  readonly uncertaintyUs: number
}

/** Builds the view of one incident; `symptoms` default to the events marked so, `occurrences` to one that holds them all. */
export function makeEvidence(
  events: readonly Event[],
  timeline: Timeline,
  grouped: { readonly symptoms?: readonly Event[]; readonly occurrences?: readonly Occurrence[] } = {},
): Evidence {
  const byKind = Map.groupBy(events, (event) => event.kind)
  const symptoms = grouped.symptoms ?? events.filter((event) => event.symptom !== undefined)
  return {
    events,
    symptoms,
    occurrences: grouped.occurrences ?? [{ symptoms }],
    timeline,
    of: <K extends EventKind>(kind: K) => (byKind.get(kind) ?? []) as readonly Event[] as readonly EventOf<K>[],
  }
}
