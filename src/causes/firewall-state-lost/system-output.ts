import { withEchoes } from '../../facts/accounted.ts'
import { brokenConnections } from '../../facts/broken-connections.ts'
import { captureAtBothEnds, firewallStateLog } from '../../facts/next-evidence.ts'
import { type RefusedUntilTimeout, refusedUntilTimeout } from '../../facts/refused-until-timeout.ts'
import { trackedSessions } from '../../facts/tracked-session.ts'
import { cannotTell, duration, type Evidence, explains, opposing, type Outcome, ruledOut, supporting } from '../../model/index.ts'

/** What connection tracking shows of a table that lost the backup's entry before its time; undefined when nothing. */
export function bySystemOutput(evidence: Evidence): Outcome | undefined {
  const breaks = brokenConnections(evidence).map(({ event }) => event)
  const [broken] = breaks
  if (broken === undefined) return refusedAlone(evidence)
  const sessions = trackedSessions(evidence)
  const lost = sessions.find(({ removed }) => removed !== undefined)
  if (lost?.removed !== undefined) {
    const left = lost.removed.leftUs === undefined ? '' : ` with ${duration(lost.removed.leftUs)} of its timer left`
    return explains(lost.refused.length > 0 ? 'decisive' : 'strong', {
      headline: `The firewall's table lost a connection in use${left}`,
      summary: `The entry of the open connection was taken out of the firewall's table${left}: not by its idle timer, but by a flush, a reload, a failover or a program. What the ends sent afterwards belonged to no connection the firewall knew.`,
      accountsFor: withEchoes(evidence, breaks),
      evidence: [
        supporting(lost.removed, 'removed before its time'),
        ...lost.refused.slice(0, 2).map((event) => supporting(event, 'then a packet of this connection was refused')),
        supporting(broken, 'the connection broke'),
      ],
      next: lost.refused.length > 0 ? [] : [firewallStateLog(evidence)],
    })
  }
  const known = sessions.find(({ reset, refused: packets }) => reset !== undefined && packets.length === 0)?.reset
  if (known !== undefined)
    return ruledOut('The firewall knew the connection to its end: a reset within its window passed it', [opposing(known, 'its own table noted the reset')])
  const refused = sessions.find((session) => session.refused.length > 0 && session.expired === undefined && session.held === undefined)
  const [packet] = refused?.refused ?? []
  if (packet === undefined) return undefined
  const silenced = refusedUntilTimeout(evidence)
  if (silenced !== undefined) return bySilence(silenced, evidence)
  return cannotTell(
    'The firewall refused a packet of the connection as invalid: it lost its table, had forgotten this connection for being idle, or misjudged the window. Its table at that moment decides',
    [firewallStateLog(evidence), captureAtBothEnds(evidence)],
    [supporting(packet, 'the firewall did not take it for a packet of a known connection'), supporting(broken, 'the connection broke')],
  )
}

/** The packets reached the firewall, which let none of them through until the sender's system gave up. */
function bySilence({ packets, broken, us, busy }: RefusedUntilTimeout, evidence: Evidence): Outcome {
  const after = us === undefined ? '' : `, ${duration(us)} later`
  return explains('weak', {
    headline: `The firewall dropped the connection's packets as invalid until the sender gave up${after}`,
    summary: `The firewall met packets of the open connection, took them for none of a connection it knew, and dropped them; the sender repeated itself in vain until its system gave up${after}. ${
      busy === undefined
        ? 'It had lost its table, or it had forgotten this connection for being idle, or it misjudged the window: its table and its log of that minute tell which.'
        : 'Data was moving on it until then, so it was not forgotten for being idle: the table was lost (reload, failover, flush), or the window is misjudged.'
    }`,
    accountsFor: withEchoes(
      evidence,
      brokenConnections(evidence).map(({ event }) => event),
    ),
    evidence: [
      ...packets.slice(0, 2).map((event) => supporting(event, 'the firewall did not take it for a packet of a known connection')),
      supporting(broken.event, 'the sender got no answer until its system gave up'),
      ...(busy === undefined ? [] : [supporting(busy, 'data was moving on it until then')]),
    ],
    next: [firewallStateLog(evidence), captureAtBothEnds(evidence)],
  })
}

/** Nothing is told but the packets that the firewall refused. */
function refusedAlone(evidence: Evidence): Outcome | undefined {
  const [packet] = evidence.symptoms
  if (packet === undefined || evidence.symptoms.some(({ kind }) => kind !== 'packet.refused')) return undefined
  return cannotTell(
    'The firewall met packets of a connection that it did not know, and dropped them: it lost its table, had forgotten this connection for being idle, or misjudged the window. Whatever used the connection then meets silence',
    [firewallStateLog(evidence), captureAtBothEnds(evidence)],
    evidence.symptoms.slice(0, 3).map((event) => supporting(event, 'taken for a packet of no known connection')),
  )
}
