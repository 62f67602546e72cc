import type { EventFields, EventKind } from '../../model/index.ts'

/** The part of an event that a line's words give, without its place and time. */
export type Told = { readonly [Kind in EventKind]: { readonly kind: Kind } & EventFields[Kind] }[EventKind]

/**
 * How much a failure line says about why the run died; the connection's whole set decides which is the specific one.
 * `names`: says what failed. `network`: what the connection did. `early`: the same, before a byte of protocol came. `stop`: somebody ended it. `transport`: the remote shell's own exit.
 * `file`: one file, the run goes on. `beside`: an attempt that had another beside it. `exit`: a trailer. `file-exit`: the trailer of codes 23 to 25.
 */
export type Rank = 'names' | 'network' | 'early' | 'stop' | 'transport' | 'file' | 'beside' | 'exit' | 'file-exit'

/** One thing a line says; without a rank it is context and no symptom. */
export interface Saying {
  readonly told: Told
  readonly rank?: Rank
  /** A daemon's caller left, and the log shows no request of it up to here. */
  readonly beforeRequest?: boolean
}

/** A line that is rsync's and says nothing about the run. */
export const nothing: readonly Saying[] = []

/** A failure and its rank. */
export function failure(rank: Rank, told: Told): readonly Saying[] {
  return [{ told, rank }]
}

/** Something worth knowing that is no failure. */
export function context(told: Told): readonly Saying[] {
  return [{ told }]
}
