import { datedFromUs, endsOf, type Event, type EventOf, type Evidence, hostsOf, type Timeline, type Tuple, usPerMs, usPerSecond } from '../model/index.ts'
import { brokenConnections } from './broken-connections.ts'
import { isServicePort } from './device-sessions.ts'

/** What Linux connection tracking shows of the backup's session on a firewall. */
export interface TrackedSession {
  readonly tuple: Tuple
  /** It expired while neither end had closed it. */
  readonly expired?: EventOf<'session.ended'>
  /** It was taken out of the table with time left. */
  readonly removed?: EventOf<'session.tracked'>
  /** A reset within its window passed while the table knew it: it was neither forgotten nor lost. */
  readonly reset?: EventOf<'session.tracked'>
  /** The table held it at the last look. */
  readonly held?: EventOf<'session.tracked'>
  /** Packets that the firewall then met and did not accept as the session's. */
  readonly refused: readonly EventOf<'packet.refused'>[]
}

/** The kernel's log and the tool's clock are one host's, printed differently. */
const sameClockUs = 2 * usPerSecond

/**
 * Sessions of the backup that a firewall's table shows ended or alive, those whose packets it refused first.
 * Which sessions are the backup's: by port, or because the table tells of no other pair of hosts.
 */
export function trackedSessions(evidence: Evidence): readonly TrackedSession[] {
  const expired = evidence.of('session.ended').filter((event) => event.reason === 'idle' && event.text === 'conntrack')
  const tracked = evidence.of('session.tracked')
  const refused = evidence.of('packet.refused').filter((event) => event.alive)
  const tuples = new Map<string, Tuple>()
  for (const { tuple } of [...expired, ...tracked, ...refused]) if (tuple !== undefined && !tuples.has(endsOf(tuple))) tuples.set(endsOf(tuple), tuple)
  const pairs = new Set([...tuples.values()].map(hostsOf))
  const sessions = [...tuples].map(([name, tuple]): TrackedSession => {
    const end = expired.find((event) => event.tuple !== undefined && endsOf(event.tuple) === name)
    const removed = tracked.find((event) => event.removed !== undefined && endsOf(event.tuple) === name)
    const known = tracked.filter((event) => event.removed === undefined && endsOf(event.tuple) === name)
    const held = known.findLast((event) => event.state !== 'CLOSE')
    const reset = known.find((event) => event.state === 'CLOSE')
    const packets = refused.filter((event) => event.tuple !== undefined && endsOf(event.tuple) === name)
    return {
      tuple,
      ...(end === undefined ? {} : { expired: end }),
      ...(removed === undefined ? {} : { removed }),
      ...(held === undefined ? {} : { held }),
      ...(reset === undefined ? {} : { reset }),
      refused: packets.filter((event) => !isBefore(evidence.timeline, event, end ?? removed)),
    }
  })
  const mine = sessions.filter(({ tuple }) => pairs.size === 1 || isServicePort(evidence, tuple.from.port) || isServicePort(evidence, tuple.to.port))
  return mine.toSorted((a, b) => b.refused.length - a.refused.length)
}

/** A break that some device answered, so that an entry that went can have caused it. */
export function wasAnswered(evidence: Evidence): boolean {
  return brokenConnections(evidence).some(({ kind }) => kind === 'reset' || kind === 'broken-pipe' || kind === 'closed')
}

/** Whether the first event is known to lie before the second, by any reading of their clocks. */
export function isBefore(timeline: Timeline, a: Event, b: Event | undefined): boolean {
  const us = gapOnFirewall(timeline, a, b)
  return us !== undefined && us > sameClockUs
}

/** A firewall's own tools print one clock in different ways: as an epoch, with a zone, or as its local face. */
export function gapOnFirewall(timeline: Timeline, a: Event, b: Event | undefined): number | undefined {
  const gap = timeline.gap(a.when, b?.when)
  if (gap !== undefined) return gap.us
  const [from, to] = [a.when, b?.when]
  if (from === undefined || to === undefined) return undefined
  if (from.utc !== undefined && to.utc !== undefined) return (Date.parse(to.utc) - Date.parse(from.utc)) * usPerMs
  return from.us > datedFromUs && to.us > datedFromUs ? to.us - from.us : undefined
}
