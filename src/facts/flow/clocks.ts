import { type Event, makeEvidence, type MatchedPair, momentOf } from '../../model/index.ts'
import { allPairs, connections } from './connections.ts'
import type { FlowPair, SharedSegment } from './pairs.ts'
import { nearerOpener } from '../taps/tap-order.ts'

/** So many packets of each direction tie two clocks as well as all of them do: the quickest are taken. */
const mostEachWay = 8

/** Packets that two captures hold, as exchanges that relate their clocks: each was sent at the one tap before it arrived at the other. */
export function capturePairs(events: readonly Event[]): readonly MatchedPair[] {
  const evidence = makeEvidence(events, { gap: () => undefined })
  return connections(evidence).flatMap(({ sightings }) => (sightings.length < 2 ? [] : allPairs({ sightings }).flatMap(pairsOf)))
}

function pairsOf(pair: FlowPair): readonly MatchedPair[] {
  // Without knowing which tap is nearer to whom, an order would be a guess.
  const nearer = nearerOpener(pair.a, pair.b, pair.same)
  if (nearer === undefined) return []
  const away = nearer === 'a' ? pair.shared.opener : pair.shared.answerer
  const back = nearer === 'a' ? pair.shared.answerer : pair.shared.opener
  return [...quickest(away, 1).map((shared) => matched(pair, shared, true)), ...quickest(back, -1).map((shared) => matched(pair, shared, false))]
}

function quickest(shared: readonly SharedSegment[], sign: 1 | -1): readonly SharedSegment[] {
  return shared.toSorted((x, y) => sign * (x.inB.us - x.inA.us - (y.inB.us - y.inA.us))).slice(0, mostEachWay)
}

function matched({ a, b }: FlowPair, { inA, inB }: SharedSegment, fromA: boolean): MatchedPair {
  const [here, there] = [momentOf(a, inA), momentOf(b, inB)]
  return { key: `${a.id} frame ${inA.frame}`, sent: fromA ? here : there, received: fromA ? there : here }
}
