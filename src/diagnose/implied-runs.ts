import { type Event, type EventOf, usPerHour } from '../model/index.ts'

/** A failure this long after a failed end is the next run's. */
const nextRunUs = usPerHour

/**
 * Which run each event is of: the one it names, or, in logs of programs that name none, one for each start and end that a source shows.
 * Undefined where nothing tells runs apart.
 */
export function runKeys(events: readonly Event[]): (event: Event) => string | undefined {
  const implied = new Map<Event, string>()
  const nameless = Map.groupBy(
    events.filter((event) => event.run === undefined && event.reported !== true),
    (event) => `${event.system} ${event.at.source}`,
  )
  for (const [name, own] of nameless) if (own.some(isBoundary)) for (const [event, number] of numbered(own)) implied.set(event, `${name} run ${number}`)
  return (event) => event.run ?? implied.get(event)
}

function isBoundary({ kind }: Event): boolean {
  return kind === 'run.started' || kind === 'run.ended'
}

/** Numbers the runs of one program's log. */
function numbered(events: readonly Event[]): readonly (readonly [Event, number])[] {
  let number = 1
  let begun = false
  let end: End | undefined
  return events.flatMap((event): readonly (readonly [Event, number])[] => {
    // The end of a whole series of jobs is no job's.
    if (event.kind === 'run.ended' && end?.job !== undefined && event.job === undefined) return []
    if (begun && beginsNext(event, end)) {
      number += 1
      end = undefined
      begun = false
    }
    begun ||= isBoundary(event) || event.symptom !== undefined
    if (event.kind === 'run.ended') end = event
    else if (event.kind === 'program.exited' && end === undefined && event.code !== 0)
      end = { outcome: 'failed', ...(event.when === undefined ? {} : { when: event.when }) }
    return [[event, number]]
  })
}

/** What is known of how a run ended: the program's own last word, or that it gave up. */
type End = Pick<EventOf<'run.ended'>, 'outcome' | 'when' | 'job'>

function beginsNext(event: Event, end: End | undefined): boolean {
  if (event.kind === 'run.started') return true
  if (end === undefined || (event.kind !== 'run.ended' && event.symptom === undefined)) return false
  const failedAgain = end.outcome === 'failed' && (event.kind !== 'run.ended' || event.outcome === 'failed')
  const apart = event.when?.clock === end.when?.clock && event.when !== undefined && end.when !== undefined ? event.when.us - end.when.us : 0
  return !failedAgain || apart > nextRunUs
}
