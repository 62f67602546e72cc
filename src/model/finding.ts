import type { CauseId } from './cause.ts'
import type { Event } from './event.ts'
import type { Place } from './place.ts'
import type { Moment } from './clock.ts'

/** `decisive`: nothing else fits. `strong`: nothing else in the evidence fits as well. `weak`: fits, and so may others. */
export type Strength = 'decisive' | 'strong' | 'weak'

/** One quoted piece of evidence and what it says in plain words. */
export interface EvidenceItem {
  readonly text: string
  readonly quote: string
  readonly at: Place
  readonly when?: Moment
  readonly supports: 'for' | 'against'
}

/** A next piece of evidence, how to get it, and which causes it separates. */
export interface Next {
  readonly what: string
  readonly command: string
  readonly separates: readonly CauseId[]
}

export interface Measurement {
  readonly name: string
  readonly value: number | { readonly atLeast?: number; readonly below?: number }
  readonly unit: string
  readonly at: readonly Place[]
}

/** A cause's outcome on one incident, as its rule returns it. */
export type Outcome = Explains | RuledOut | CannotTell | NotApplicable

export interface Explains {
  readonly outcome: 'explains'
  readonly strength: Strength
  /** The first line a user reads if this is the root: the answer, with the number that gives it away. */
  readonly headline: string
  readonly summary: string
  readonly accountsFor: readonly Event[]
  readonly evidence: readonly EvidenceItem[]
  readonly next?: readonly Next[]
  readonly measurements?: readonly Measurement[]
}

export interface RuledOut {
  readonly outcome: 'ruled-out'
  readonly summary: string
  readonly evidence: readonly EvidenceItem[]
}

export interface CannotTell {
  readonly outcome: 'cannot-tell'
  readonly summary: string
  /** Where what is open has an order of its own, such as the usual causes of a status: the smaller comes first, 0 unless told. */
  readonly place?: number
  readonly next: readonly Next[]
  readonly evidence: readonly EvidenceItem[]
}

export interface NotApplicable {
  readonly outcome: 'not-applicable'
}

export const notApplicable: NotApplicable = { outcome: 'not-applicable' }

export function explains(strength: Strength, finding: Omit<Explains, 'outcome' | 'strength'>): Explains {
  return { outcome: 'explains', strength, ...finding }
}

export function ruledOut(summary: string, evidence: readonly EvidenceItem[]): RuledOut {
  return { outcome: 'ruled-out', summary, evidence }
}

export function cannotTell(summary: string, next: readonly Next[], evidence: readonly EvidenceItem[] = []): CannotTell {
  return { outcome: 'cannot-tell', summary, next, evidence }
}

/** Quotes an event in favour of a finding. */
export function supporting(event: Event, text: string): EvidenceItem {
  return quoteOf(event, text, 'for')
}

/** Quotes an event that speaks against a finding. */
export function opposing(event: Event, text: string): EvidenceItem {
  return quoteOf(event, text, 'against')
}

function quoteOf(event: Event, text: string, supports: 'for' | 'against'): EvidenceItem {
  const item = { text, quote: event.quote, at: event.at, supports }
  return event.when === undefined ? item : { ...item, when: event.when }
}
