import type { CauseId } from './cause.ts'
import type { Clock, Moment } from './clock.ts'
import type { System } from './event.ts'
import type { EvidenceItem, Measurement, Next, Strength } from './finding.ts'
import type { Place } from './place.ts'
import type { Remedy } from './remedy.ts'
import type { Source } from './source.ts'

/** The JSON document of `holdfast explain`; every other output is a rendering of it. */
export interface Report {
  readonly schemaVersion: 1
  readonly tool: { readonly name: string; readonly version: string }
  /** ISO 8601 in UTC. */
  readonly generatedAt: string
  readonly conclusion: 'incidents' | 'clean' | 'nothing-recognised'
  readonly sources: readonly Source[]
  readonly clocks: readonly Clock[]
  readonly runs: readonly Run[]
  readonly incidents: readonly Incident[]
  readonly notices: readonly Notice[]
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
