import { type EventOf, type Evidence, usPerMinute } from '../model/index.ts'
import type { Break } from './broken-connections.ts'

/** How recently something must have moved for a connection to count as in use: no common idle limit is this short. */
export const inUseWithinUs = usPerMinute

/** The last progress of the run whose connection broke, less than a minute before, and how long before. */
export interface InUse {
  readonly progress: EventOf<'stream.active'>
  readonly beforeUs: number
}

/** A program that logs each file over the connection that broke shows that it was not idle; undefined where no such line is dated. */
export function inUseUntil(evidence: Evidence, { event: broken }: Break): InUse | undefined {
  for (const progress of evidence.of('stream.active').toReversed()) {
    const same = progress.run !== undefined && progress.run === broken.run && progress.stream === 'files'
    const gap = same ? evidence.timeline.gap(progress.when, broken.when) : undefined
    if (gap !== undefined && gap.us >= 0 && gap.us + gap.uncertaintyUs <= inUseWithinUs) return { progress, beforeUs: gap.us }
  }
  return undefined
}
