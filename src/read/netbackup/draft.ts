import type { EventFields, EventKind } from '../../model/index.ts'
import type { WallTime } from '../dating.ts'

/** What an event says, before the end of the source has settled whose it is and whether it is a symptom. */
export type Body = { readonly [K in EventKind]: { readonly kind: K } & EventFields[K] }[EventKind]

/**
 * How an event counts once the run is known as a whole. `specific` names the failure. `vague` and `status` do where nothing
 * better stands, in this order, and else only repeat it, as `echo` always does; `fallback` stands between these two and exists
 * only where it is needed. `waiting` is a symptom only where the source shows no other and no good end; `skipped` only where the job ended in part;
 * `context` never is one.
 */
export type Weight = 'specific' | 'vague' | 'echo' | 'status' | 'fallback' | 'waiting' | 'skipped' | 'context'

/** An event in the making: its thread decides its host and its run when the source ends. */
export interface Draft {
  body: Body
  weight: Weight
  /** Empty when the line names no process. */
  readonly thread: string
  /** Since midnight, where the line shows only the time of day. */
  readonly us?: number
  /** Where the line shows a date too. */
  readonly time?: WallTime
  /** Which stretch of the text, as prose divides it. */
  readonly stretch: number
  readonly program?: string
  readonly pid?: string
  readonly line: number
  readonly lastLine: number
  readonly quote: string
}
