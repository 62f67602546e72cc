import type { Death } from '../../facts/flow/deaths.ts'
import { directionOf, endpointOf, otherEndOf } from '../../facts/flow/ends.ts'
import { failedConnections } from '../../facts/flow/of-failure.ts'
import { frameItem, historyLine } from '../../facts/flow/quotes.ts'
import { heardFrom } from '../../facts/flow/siblings.ts'
import { deathItem, loggedBreaks } from '../../facts/flow/told.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { symptomsOfConnections } from '../../facts/symptoms-of-connections.ts'
import { count, duration, type Evidence, explains, type Outcome, placeOf, ruledOut, usPerMinute, usPerSecond } from '../../model/index.ts'

/** An outage that ended within this time is ordinary: data under way would have survived it. */
const ordinaryOutageUs = 2 * usPerMinute

/** What packets say about probes that gave up: all of them unanswered, every other connection silent as well, and the other host back soon after. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  if (localFailure(evidence) !== undefined) return undefined
  for (const death of failedConnections(evidence)) {
    const { flow, sender, at } = death
    if (death.kind !== 'silent' || sender === undefined) continue
    const { keepalives } = directionOf(flow, sender)
    if (keepalives.unansweredAtEnd < 2 || keepalives.last === undefined || death.reset === undefined) continue
    const far = otherEndOf(sender)
    const budget = keepalives.unansweredAtEnd * (keepalives.intervalUs ?? usPerSecond)
    const asked = at.us - budget
    const during = heardFrom(evidence, flow, far, asked, at.us)
    if (during !== undefined) {
      return ruledOut('The other host was heard while the probes met silence: no outage, this one connection was cut off', [
        frameItem(during.flow, during.at, 'heard meanwhile', historyLine(during.flow), 'against'),
      ])
    }
    const back = heardFrom(evidence, flow, far, at.us, at.us + ordinaryOutageUs)
    if (back === undefined) continue
    return explains('strong', {
      headline: `Keepalive gave up after ${duration(budget)}: the other host was back ${duration(back.at.us - at.us)} later`.slice(0, 100),
      summary: `${endpointOf(flow, sender).address} sent ${count(keepalives.unansweredAtEnd, 'probe')} ${duration(keepalives.intervalUs ?? 0)} apart, had no answer and reset the connection. Nothing of the other host was heard meanwhile, on any connection, and ${duration(back.at.us - at.us)} later it was: a short outage that data under way would have survived.`,
      accountsFor: symptomsOfConnections(evidence),
      evidence: [
        ...(keepalives.first === undefined ? [] : [frameItem(flow, keepalives.first, 'the first probe', historyLine(flow))]),
        deathItem(death, 'given up'),
        frameItem(back.flow, back.at, 'the other host is back', historyLine(back.flow)),
        ...loggedBreaks(evidence),
      ],
      measurements: [{ name: 'keepalive gives up after', value: Math.round(budget / 100_000) / 10, unit: 's', at: [placeOf(flow, at)] }],
    })
  }
  return unprobed(evidence)
}

/** A system that sends data again and again sends no probe meanwhile; what a log tells beside that may be the other end's giving up. */
function unprobed(evidence: Evidence): Outcome | undefined {
  const dead = failedConnections(evidence)
  const [death] = dead
  if (death === undefined || evidence.symptoms.some((event) => 'line' in event.at) || !dead.every(resentWithoutProbe)) return undefined
  return ruledOut('What met silence was data that was sent again; no keepalive probe was seen', [deathItem(death, 'given up after resends', 'against')])
}

function resentWithoutProbe({ kind, flow, sender, connection }: Death): boolean {
  if (kind !== 'silent' || sender === undefined || directionOf(flow, sender).chains.at(-1)?.answered !== false) return false
  return connection.sightings.every((sighting) => sighting.flow.opener.keepalives.count + sighting.flow.answerer.keepalives.count === 0)
}
