import { connections } from '../../facts/flow/connections.ts'
import { endpointOf } from '../../facts/flow/ends.ts'
import { type StoppedClock, stoppedClock } from '../../facts/flow/stopped-clock.ts'
import { frameItem, historyLine } from '../../facts/flow/quotes.ts'
import { loggedBreaks } from '../../facts/flow/told.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { symptomsOfConnections } from '../../facts/symptoms-of-connections.ts'
import { duration, type Evidence, explains, type Outcome } from '../../model/index.ts'

/** What packets say about a host that slept: its timestamps did not go on during a silence. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  if (localFailure(evidence) !== undefined || evidence.symptoms.length === 0) return undefined
  const stopped = connections(evidence).flatMap(({ sightings }) => sightings.flatMap(({ flow }) => stoppedClock(flow) ?? []))
  const longest = stopped.toSorted((a, b) => b.gap.us - a.gap.us)[0]
  return longest === undefined ? undefined : slept(longest, evidence)
}

function slept({ flow, end, gap, shortUs }: StoppedClock, evidence: Evidence): Outcome {
  const who = endpointOf(flow, end).address
  return explains('strong', {
    headline: `${who} stood still for ${duration(gap.us)}: its clock did not run during the silence`.slice(0, 100),
    summary: `The TCP timestamps of ${who} are ${duration(shortUs)} short of the time that passed, as long as the silence of ${duration(gap.us)}: the host was suspended, paused or migrated, and its connections with it.`,
    accountsFor: symptomsOfConnections(evidence),
    evidence: [
      frameItem(flow, gap.before, 'its last packet before it stood still', historyLine(flow)),
      frameItem(flow, gap.after, 'it goes on, with timestamps as if no time had passed', historyLine(flow)),
      ...loggedBreaks(evidence),
    ],
  })
}
