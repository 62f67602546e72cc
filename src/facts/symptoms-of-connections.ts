import type { Event, EventKind, Evidence } from '../model/index.ts'

/** What an end or a program says when its connection dies, however it learns of it. */
const ofConnections: ReadonlySet<EventKind> = new Set([
  'connection.failed',
  'connection.closed',
  'connect.failed',
  'connect.abandoned',
  'timer.expired',
  'program.exited',
  'run.ended',
  'run.stopped',
  'status.reported',
  'socket.sampled',
  'packet.refused',
  'packet.seen',
  'session.ended',
])

/** The symptoms that the death of a connection accounts for. */
export function symptomsOfConnections(evidence: Evidence): readonly Event[] {
  return evidence.symptoms.filter((event) => event.symptom === 'echo' || ofConnections.has(event.kind))
}
