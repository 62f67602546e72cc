import type { Event, Timeline } from '../model/index.ts'

/**
 * Whether `a` happened before `b`: by their clocks where those are related, else by their order in one text source.
 * `unknown` when neither says it, and when the clocks' uncertainty is larger than the gap.
 */
export function order(timeline: Timeline, a: Event, b: Event): 'before' | 'after' | 'unknown' {
  const gap = timeline.gap(a.when, b.when)
  if (gap !== undefined && Math.abs(gap.us) > gap.uncertaintyUs) return gap.us > 0 ? 'before' : 'after'
  if (!('line' in a.at) || !('line' in b.at) || a.at.source !== b.at.source || a.at.line === b.at.line) return 'unknown'
  return a.at.line < b.at.line ? 'before' : 'after'
}

/** The earliest of these events, the first given where their order is not known. */
export function earliest<E extends Event>(timeline: Timeline, events: readonly E[]): E | undefined {
  return events.reduce<E | undefined>((first, event) => (first === undefined || order(timeline, event, first) === 'before' ? event : first), undefined)
}
