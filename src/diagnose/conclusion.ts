import type { Conclusion, Event, Incident, Run, Source } from '../model/index.ts'

/** What the answer as a whole rests on. */
interface Grounds {
  readonly incidents: readonly Incident[]
  readonly runs: readonly Pick<Run, 'outcome'>[]
  readonly sources: readonly Source[]
  readonly events: readonly Event[]
}

/**
 * "Clean" is a claim: something was seen to end well, and no part of what was given was lost that could tell of a failure.
 * `fallbackReaders` take any text, so that their claim on a source recognises nothing.
 */
export function conclusionOf({ incidents, runs, sources, events }: Grounds, fallbackReaders: readonly string[]): Conclusion {
  if (incidents.length > 0) return 'incidents'
  const endedWell = runs.some(({ outcome }) => outcome === 'completed' || outcome === 'completed-with-warnings') || events.some(isConnectionEndedWell)
  if (!endedWell && !sources.some(({ reader }) => reader !== null && !fallbackReaders.includes(reader))) return 'nothing-recognised'
  if (sources.some(({ incomplete }) => incomplete === true)) return 'incomplete'
  return endedWell ? 'clean' : 'no-failure-seen'
}

/** Both ends closed it in order: whatever trouble it had on the way, it lived through. */
function isConnectionEndedWell(event: Event): boolean {
  return event.kind === 'flow.observed' && event.flow.ending.how === 'fin'
}
