import type { Event, EventKind, Evidence, Explains, Outcome, Strength } from '../model/index.ts'

const rank: Record<Strength, number> = { decisive: 3, strong: 2, weak: 1 }
/** Beyond this many further quotes the chain of a finding is no longer read. */
const mostAdded = 3

/**
 * One outcome from what packets say and what lines say about one cause. The firmer explanation speaks, with the other's evidence beside its own;
 * packets that exclude a cause are believed unless lines prove it.
 */
export function settled(packets: Outcome | undefined, lines: Outcome): Outcome {
  if (packets === undefined || packets.outcome === 'not-applicable') return lines
  if (packets.outcome === 'explains') {
    if (lines.outcome !== 'explains') return packets
    return rank[lines.strength] > rank[packets.strength] ? withEvidenceOf(lines, packets) : withEvidenceOf(packets, lines)
  }
  if (lines.outcome === 'explains' && (lines.strength === 'decisive' || packets.outcome === 'cannot-tell')) return lines
  if (lines.outcome === 'ruled-out') return lines
  return packets
}

function withEvidenceOf(leading: Explains, other: Explains): Explains {
  return {
    ...leading,
    accountsFor: [...new Set([...leading.accountsFor, ...other.accountsFor])],
    evidence: [...leading.evidence, ...other.evidence.filter((item) => item.supports === 'for').slice(0, mostAdded)],
    measurements: [
      ...(leading.measurements ?? []),
      ...(other.measurements ?? []).filter(({ name }) => !leading.measurements?.some((known) => known.name === name)),
    ],
  }
}

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
