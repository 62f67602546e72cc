import { endsOf, type EventOf, type Evidence, type FlowEnd, type FlowRecord } from '../../model/index.ts'
import { nearEndOf } from './ends.ts'
import { type FlowPair, pairOf, turnedPair } from './pairs.ts'
import { endIn } from './sameness.ts'

/** One capture's view of a connection. */
export interface Sighting {
  readonly event: EventOf<'flow.observed'>
  readonly flow: FlowRecord
}

/** One TCP connection with every capture's view of it. */
export interface Connection {
  readonly sightings: readonly Sighting[]
}

/** Connections that lived or died without trouble are matched by ports or initial numbers alone; those with trouble are compared with every candidate, but not with more than this many. */
const mostCandidates = 200

const remembered = new WeakMap<Evidence, readonly Connection[]>()

/** All connections of the captures, the views of one connection together. */
export function connections(evidence: Evidence): readonly Connection[] {
  const known = remembered.get(evidence)
  if (known !== undefined) return known
  const found = joined(evidence.of('flow.observed').map((event) => ({ event, flow: event.flow })))
  remembered.set(evidence, found)
  return found
}

function joined(sightings: readonly Sighting[]): readonly Connection[] {
  // One capture sees each connection once.
  const [first] = sightings
  if (sightings.every(({ flow }) => flow.source === first?.flow.source)) return sightings.map((one) => ({ sightings: [one] }))
  const open: Sighting[][] = []
  const byPorts = new Map<string, Sighting[][]>()
  const byNumbers = new Map<string, Sighting[][]>()
  const troubled: Sighting[][] = []
  for (const sighting of sightings) {
    const key = endsOf(sighting.flow.tuple)
    const numbers = numbersOf(sighting.flow)
    const candidates = [
      ...(byPorts.get(key) ?? []),
      ...(numbers === undefined ? [] : (byNumbers.get(numbers) ?? [])),
      ...(sighting.flow.healthy ? [] : troubled.slice(-mostCandidates)),
    ]
    const home = candidates.find(
      (members) => members.every(({ flow }) => flow.source !== sighting.flow.source) && members.some(({ flow }) => pairOf(flow, sighting.flow)),
    )
    if (home !== undefined) {
      home.push(sighting)
      continue
    }
    const fresh = [sighting]
    open.push(fresh)
    byPorts.set(key, [...(byPorts.get(key) ?? []), fresh])
    if (numbers !== undefined) byNumbers.set(numbers, [...(byNumbers.get(numbers) ?? []), fresh])
    if (!sighting.flow.healthy) troubled.push(fresh)
  }
  return open.map((members) => ({ sightings: members }))
}

/** Both initial sequence numbers; they stay as they are where only addresses and ports are rewritten. */
function numbersOf({ opener, answerer }: FlowRecord): string | undefined {
  return opener.isn === undefined || answerer.isn === undefined ? undefined : `${opener.isn} ${answerer.isn}`
}

/** The other captures' views of the connection, each as a pair that begins with this one. */
export function pairsFrom(connection: Connection, flow: FlowRecord): readonly FlowPair[] {
  return connection.sightings.flatMap((other) => {
    const pair = other.flow === flow ? undefined : pairOf(flow, other.flow)
    return pair === undefined ? [] : [pair]
  })
}

/** The pairs whose second capture was made at this end of the first flow. */
export function pairsAtEnd(connection: Connection, flow: FlowRecord, end: FlowEnd): readonly FlowPair[] {
  return pairsFrom(connection, flow).filter((pair) => nearEndOf(pair.b) === endIn(end, pair.same))
}

/** Every two views of one connection, once. */
export function allPairs(connection: Connection): readonly FlowPair[] {
  return connection.sightings.flatMap(({ flow }, index) =>
    connection.sightings.slice(index + 1).flatMap((other) => {
      const pair = pairOf(flow, other.flow)
      return pair === undefined ? [] : [nearEndOf(other.flow) === 'opener' ? turnedPair(pair) : pair]
    }),
  )
}
