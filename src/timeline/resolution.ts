import { type ClockId, type MatchedPair, usPerMs, usPerSecond } from '../model/index.ts'

/** The step each clock's log cuts its readings to, judged by the readings: 1 s, 1 ms, or 0 when they are finer. */
export function resolutionsOf(pairs: readonly MatchedPair[]): ReadonlyMap<ClockId, number> {
  const steps = new Map<ClockId, number>()
  for (const { clock, us } of pairs.flatMap(({ sent, received }) => [sent, received])) {
    steps.set(clock, Math.min(steps.get(clock) ?? usPerSecond, stepOf(us)))
  }
  return steps
}

function stepOf(us: number): number {
  if (us % usPerSecond === 0) return usPerSecond
  return us % usPerMs === 0 ? usPerMs : 0
}
