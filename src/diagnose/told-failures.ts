import { asContext, type Event } from '../model/index.ts'
import { outcomeOf, type RunRecord } from './runs.ts'

/**
 * Makes a symptom of the end of every run that failed and of which no line is a symptom already: a failed run is never without an incident.
 * Readers leave the mark away where a better line usually stands nearby.
 */
export function withToldFailures(events: readonly Event[], records: readonly RunRecord[]): readonly Event[] {
  const silent = new Set<Event>()
  const skipped = new Set<Event>()
  const ofRuns = new Set<Event>()
  for (const record of records) {
    for (const event of record.events) if (isFailedEnd(event)) ofRuns.add(event)
    if (isCompleted(record.events)) for (const event of record.events) if (isSkippedFile(event)) skipped.add(event)
    const end = record.events.findLast(isFailedEnd)
    if (end !== undefined && outcomeOf(record.events) === 'failed' && record.events.every(({ symptom }) => symptom === undefined)) silent.add(end)
  }
  const told = new Set(events.filter(({ symptom }) => symptom !== undefined).map(placeOfProgram))
  for (const event of events) if (isFailedEnd(event) && !ofRuns.has(event) && !told.has(placeOfProgram(event))) silent.add(event)
  if (silent.size + skipped.size === 0) return events
  return events.map((event) => {
    if (skipped.has(event)) return asContext(event)
    return silent.has(event) ? { ...event, symptom: 'specific' } : event
  })
}

/** NetBackup warns of single files in jobs that it counts as completed. One in use is in the next copy; one that may not be read never is, and stays told. */
function isSkippedFile(event: Event): boolean {
  return event.system === 'netbackup' && event.kind === 'source.failed' && event.partial === true && event.reason !== 'permission'
}

function isCompleted(events: readonly Event[]): boolean {
  const ends = events.filter((event) => event.kind === 'run.ended')
  return ends.length > 0 && ends.every(({ outcome }) => outcome !== 'failed')
}

function isFailedEnd(event: Event): boolean {
  return event.kind === 'run.ended' && event.outcome === 'failed'
}

function placeOfProgram({ system, at }: Event): string {
  return `${system} ${at.source}`
}
