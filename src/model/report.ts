import type { CauseId } from './cause.ts'
import type { Clock, Moment } from './clock.ts'
import type { System } from './event.ts'
import type { EvidenceItem, Measurement, Next, Strength } from './finding.ts'
import type { ConnectionPath } from './path.ts'
import type { Place } from './place.ts'
import type { Remedy } from './remedy.ts'
import type { Source } from './source.ts'

/**
 * `incidents`: a failure was found. `clean`: something was seen to end well, nothing to fail, and nothing that was given was lost.
 * `no-failure-seen`: nothing was seen to fail, nor to end well. `incomplete`: no failure was seen, but part of the evidence could not be read.
 * `nothing-recognised`: no reader knew what it was given.
 */
export type Conclusion = 'incidents' | 'clean' | 'no-failure-seen' | 'incomplete' | 'nothing-recognised'

/** The JSON document of `holdfast explain`; every other output is a rendering of it. */
export interface Report {
  readonly schemaVersion: 1
  readonly tool: { readonly name: string; readonly version: string }
  /** ISO 8601 in UTC. */
  readonly generatedAt: string
  readonly conclusion: Conclusion
  readonly sources: readonly Source[]
  readonly clocks: readonly Clock[]
  readonly runs: readonly Run[]
  readonly incidents: readonly Incident[]
  readonly notices: readonly Notice[]
  /** Connections that several captures hold, those with something to place first; absent where there are none. */
  readonly paths?: readonly ConnectionPath[]
  readonly excerpts?: readonly Excerpt[]
}

export interface Run {
  readonly id: string
  readonly system: System
  readonly job?: string
  readonly hosts: readonly string[]
  readonly start?: Moment
  readonly end?: Moment
  readonly outcome: 'completed' | 'completed-with-warnings' | 'failed' | 'unknown'
  /** The run that repeated this one and how that ended is in its own entry. */
  readonly retriedBy?: string
  /** What it moved, as the program itself counted it. */
  readonly bytes?: number
  /** The release of the program that ran it. */
  readonly version?: string
  readonly durationUs?: number
  readonly incidents: readonly string[]
}

export interface Incident {
  readonly id: string
  readonly headline: string
  readonly fingerprint: string
  readonly system: System
  readonly job?: string
  readonly hosts: readonly string[]
  readonly startedAt?: Moment
  readonly failedAt?: Moment
  readonly count: number
  /** Whether it may have happened more often: its logs tell of more events than are kept. */
  readonly countIsLeast?: true
  readonly occurrences: readonly Moment[]
  readonly symptoms: readonly Symptom[]
  readonly verdict: 'explained' | 'partly-explained' | 'cannot-tell'
  /** What it means for the backup: which job, whether a retry worked, whether there is a usable copy. */
  readonly meaning: string
  readonly findings: readonly Finding[]
  readonly next: readonly Next[]
  readonly measurements: readonly Measurement[]
  readonly remedies: readonly (Remedy & { readonly cause: CauseId })[]
  /** Indexes into `symptoms`. */
  readonly unexplained: readonly number[]
  /** How this failure stands among the other runs of the same job; absent when only one run was seen. */
  readonly history?: History
}

/** Since when it fails, how often, and what was different when it did. */
export interface History {
  /** Where several jobs failed alike and some have completed since: the names of those that fail still, of which the rest speaks. */
  readonly of?: readonly string[]
  /** The others: how many, and how often they failed. */
  readonly recovered?: { readonly jobs: number; readonly failed: number }
  /** `always`: in every run seen. `since`: in every run from one on. `once`: in one of several. */
  readonly pattern: 'always' | 'since' | 'intermittent' | 'once'
  /** Runs of the same job that failed this way, and that completed. */
  readonly failed: number
  readonly completed: number
  /** The last run that completed: with `since`, before the failures began. */
  readonly lastGood?: { readonly run: string; readonly at?: Moment }
  /** The first of the failed runs that no good one follows. */
  readonly failingSince?: Moment
  readonly differences: readonly Difference[]
  readonly follows?: { readonly what: 'size' | 'duration' | 'time-of-day'; readonly text: string }
}

/** Something that was one way in the runs that completed and another way in those that failed. */
export interface Difference {
  /** `version`, `size`, `duration`, `start`, `level`, `peer`, `host`, or the name of a setting. */
  readonly what: string
  readonly before: string
  readonly after: string
  readonly at: readonly Place[]
}

export interface Symptom {
  readonly text: string
  readonly at: Place
  readonly when?: Moment
}

export interface Finding {
  readonly cause: CauseId
  readonly outcome: 'explains' | 'ruled-out' | 'cannot-tell' | 'not-applicable'
  readonly strength?: Strength
  readonly role?: 'root' | 'consequence' | 'alternative'
  readonly summary: string
  readonly accountsFor: readonly number[]
  readonly evidence: readonly EvidenceItem[]
}

/** Worth knowing, but no backup was harmed. */
export interface Notice {
  readonly id: string
  readonly text: string
  readonly at: Place
}

export interface Excerpt {
  readonly source: string
  readonly firstLine: number
  readonly lines: readonly string[]
}
