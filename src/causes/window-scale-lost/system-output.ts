import { withEchoes } from '../../facts/accounted.ts'
import { brokenConnections } from '../../facts/broken-connections.ts'
import { strippingRules } from '../../facts/filter-rules.ts'
import { otherEndOf, socketsThat } from '../../facts/socket-conditions.ts'
import { isBefore, trackedSessions } from '../../facts/tracked-session.ts'
import { count, type Event, type EventOf, type Evidence, type EvidenceItem, explains, type Outcome, supporting } from '../../model/index.ts'

/** A packet this large carries bulk data: keepalives, probes and acknowledgments have under 100 bytes. */
const bulkBytes = 576

/** What sockets, printed captures and a firewall's own table show of a window that is taken without its scale; undefined when nothing. */
export function bySystemOutput(evidence: Evidence): Outcome | undefined {
  return bySockets(evidence) ?? byPrintedCapture(evidence) ?? byFirewall(evidence)
}

/** One end announces scaled windows, the other takes them as they stand: at most a few hundred bytes per round trip. */
function bySockets(evidence: Evidence): Outcome | undefined {
  const crippled = socketsThat(evidence, 'window-crippled')[0]
  const pieces = socketsThat(evidence, 'peer-crippled')[0]
  const first = crippled ?? pieces
  if (first === undefined || evidence.symptoms.length === 0) return undefined
  const other = otherEndOf(evidence, first)
  const apart = other?.scale !== undefined && first.scale !== undefined && (other.scale === 'none') !== (first.scale === 'none')
  const rules = strippingRules(evidence)
  const bytes = first.bytes ?? 0
  return explains(apart || rules.length > 0 ? 'decisive' : 'strong', {
    headline: `The window scale option is lost on the way: data moves ${count(bytes, 'byte')} at a time`,
    summary: `One end scales its TCP window and the other reads it unscaled, so that at most ${count(bytes, 'byte')} are under way at a time, below one segment, however fast the link${apart ? '; the two ends of this very connection disagree about the option' : ''}. A device removed the option from the SYN or the SYN-ACK.`,
    accountsFor: evidence.symptoms,
    evidence: [
      ...(crippled === undefined ? [] : [supporting(crippled, 'a window below one segment that data steadily passes: no receiver means that')]),
      ...(pieces === undefined ? [] : [supporting(pieces, 'data arrives in pieces of exactly its own window before scaling')]),
      ...(apart && other !== undefined && other !== pieces ? [supporting(other, 'the other end of the same connection does scale')] : []),
      ...rules.slice(0, 1).map((rule) => supporting(rule, 'this rule removes the option and has met packets')),
    ],
  })
}

function byPrintedCapture(evidence: Evidence): Outcome | undefined {
  const stripped = evidence.of('packet.seen').find((event) => event.telling === 'scale-stripped')
  if (stripped === undefined || evidence.symptoms.length === 0) return undefined
  return explains('strong', {
    headline: 'The SYN-ACK lost its window scale option on the way',
    summary: `The answering end may not scale by what arrived here, and its window falls at once from ${stripped.detail ?? 'large to tiny'}: it believes that the option was agreed. A device removed it from the SYN-ACK.`,
    accountsFor: withEchoes(evidence, broken(evidence)),
    evidence: [supporting(stripped, 'no wscale in the answer, and scaled windows after it')],
  })
}

/** A firewall that still has the connection and calls its full-size packets invalid misjudges its window. */
function byFirewall(evidence: Evidence): Outcome | undefined {
  const breaks = broken(evidence)
  if (breaks.length === 0) return undefined
  const sessions = trackedSessions(evidence).filter(({ expired, removed, held }) => expired === undefined && removed === undefined && held !== undefined)
  for (const { held, refused } of sessions) {
    const bulk = refused.filter((event) => (event.lengthBytes ?? 0) >= bulkBytes && !isBefore(evidence.timeline, held ?? event, event))
    if (held !== undefined && bulk.length > 0) return judgedInvalid(evidence, held, bulk, breaks)
  }
  return undefined
}

function judgedInvalid(evidence: Evidence, held: EventOf<'session.tracked'>, bulk: readonly EventOf<'packet.refused'>[], breaks: readonly Event[]): Outcome {
  const times = Math.max(bulk.length, ...bulk.map((event) => event.count ?? 0))
  const quoted: readonly EvidenceItem[] = [
    ...bulk.slice(0, 2).map((event) => supporting(event, `full of data, and called invalid (${times} in all)`)),
    supporting(held, 'the same connection, still in the table: it had been neither forgotten nor lost'),
    ...breaks.slice(0, 1).map((event) => supporting(event, 'the connection broke')),
  ]
  return explains('strong', {
    headline: 'The firewall misjudged the TCP window: it called data of a connection it knew invalid',
    summary:
      'The firewall had the connection in its table and yet refused packets full of data as invalid, which is what window tracking says of data beyond the window. It does not know the scale: the option was removed before it, or it never understood it. With little data in flight it works.',
    accountsFor: withEchoes(evidence, breaks),
    evidence: quoted,
  })
}

function broken(evidence: Evidence): readonly Event[] {
  return brokenConnections(evidence).map(({ event }) => event)
}
