import type { Event, EventKind, Evidence } from '../model/index.ts'

/** How a run or a process ended says that something failed and never what. */
const endings: ReadonlySet<EventKind> = new Set(['program.exited', 'run.ended', 'status.reported'])

/** The symptoms a cause accounts for: its own, those that only echo it, and the plain endings of programs and runs. */
export function withEchoes(evidence: Evidence, own: readonly Event[]): readonly Event[] {
  const members = new Set(own)
  return evidence.symptoms.filter((event) => members.has(event) || event.symptom === 'echo' || endings.has(event.kind))
}
