import { datedFromUs, type Event, type Evidence, type Timeline, usPerHour, usPerMinute } from '../model/index.ts'
import { order } from './order.ts'

/** Clocks of two hosts that were never related may differ by a zone, which is at most 26 hours (UTC-12 to UTC+14). */
const widestZonesUs = 26 * usPerHour

/** A program may log its failure some seconds after the trouble, and the log of the trouble may lag behind that. */
export const logLagUs = usPerMinute

/**
 * Whether `trouble` may have caused `failure`: not after it, at most `windowUs` before it, and not before the run that failed began.
 * Where no clock decides it may; then `order` says `unknown`, and nobody should be surer than that.
 */
export function mayHaveCaused(evidence: Evidence, trouble: Event, failure: Event, windowUs: number): boolean {
  const gap = evidence.timeline.gap(trouble.when, failure.when)
  if (gap === undefined) return order(evidence.timeline, trouble, failure) !== 'after' && !datesApart(trouble, failure)
  if (gap.us < -(gap.uncertaintyUs + logLagUs) || gap.us > windowUs + gap.uncertaintyUs) return false
  return !precedesItsRun(evidence, trouble, failure)
}

function precedesItsRun(evidence: Evidence, trouble: Event, failure: Event): boolean {
  if (failure.run === undefined) return false
  const start = evidence.of('run.started').findLast((event) => event.run === failure.run && order(evidence.timeline, event, failure) !== 'after')
  return start !== undefined && certainlyBefore(evidence.timeline, trouble, start)
}

function certainlyBefore(timeline: Timeline, a: Event, b: Event): boolean {
  const gap = timeline.gap(a.when, b.when)
  return gap !== undefined && gap.us > gap.uncertaintyUs
}

/** Whether two lines may speak of one failure, whichever was written first: at most `windowUs` apart, or on clocks that nothing relates. */
export function mayBelongTogether(timeline: Timeline, a: Event, b: Event, windowUs: number): boolean {
  const gap = timeline.gap(a.when, b.when)
  return gap === undefined ? !datesApart(a, b) : Math.abs(gap.us) <= windowUs + gap.uncertaintyUs
}

function datesApart(a: Event, b: Event): boolean {
  const us = gapOfFaces(a, b)
  return us !== undefined && Math.abs(us) > widestZonesUs
}

/** What two dated clocks show that nothing relates, from `a` to `b` in microseconds; undefined where one of them carries no date. */
export function gapOfFaces({ when: a }: Event, { when: b }: Event): number | undefined {
  return a === undefined || b === undefined || a.us < datedFromUs || b.us < datedFromUs ? undefined : b.us - a.us
}
