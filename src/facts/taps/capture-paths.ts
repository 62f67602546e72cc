import type { ConnectionPath, Evidence, FlowRecord, Tap } from '../../model/index.ts'
import { fitClock } from './clock-fit.ts'
import { type Connection, connections } from '../flow/connections.ts'
import { directionOf, hopsOf, nearEndOf } from '../flow/ends.ts'
import { delays, type FlowPair, pairOf } from '../flow/pairs.ts'
import { endIn, type Sameness } from '../flow/sameness.ts'
import { placements } from './placements.ts'
import { requestsStopped } from './requests.ts'
import { nearerOpener, sides } from './tap-order.ts'

/** One tap on a connection's way, with what relates it to the first. */
export interface Sight {
  readonly flow: FlowRecord
  /** How this flow is the first tap's. */
  readonly same: Sameness
  /** The first tap's view and this one; absent for the first itself. */
  readonly pair?: FlowPair
}

/** More connections than this are not told one by one. */
const mostTold = 20
/** Below this a skew is not worth a number: a tenth of a second in a day. */
const exactPpm = 1

/** Every connection that several captures hold, or that one holds and the next does not, those with something to place first; the taps in their order on its way. */
export function capturePaths(evidence: Evidence): readonly ConnectionPath[] {
  const known = connections(evidence).map(inOrder)
  const shared = known.filter(({ taps }) => taps.length > 1)
  const stopped = requestsStopped(
    evidence,
    shared.map(({ taps }) => taps),
  )
  const paths = known.flatMap(({ taps, ordered }): readonly ConnectionPath[] => {
    const requests = stopped.filter(({ flow }) => taps.some((tap) => tap.flow === flow)).map(({ placement }) => placement)
    if (taps.length < 2 && requests.length === 0) return []
    return [{ connection: taps[0].flow.tuple, taps: taps.map((tap) => tapOf(tap, taps[0])), ordered, placed: [...placements(taps), ...requests] }]
  })
  return paths.toSorted((a, b) => Number(b.placed.length > 0) - Number(a.placed.length > 0)).slice(0, mostTold)
}

type Taps = readonly [Sight, ...Sight[]]

/** The views of one connection from its opener to its answerer. */
function inOrder({ sightings }: Connection): { readonly taps: Taps; readonly ordered: boolean } {
  const flows = sightings.map(({ flow }) => flow)
  let ordered = true
  const wins = flows.map((flow) =>
    flows.reduce((sum, other) => {
      const pair = flow === other ? undefined : pairOf(flow, other)
      const nearer = pair === undefined ? undefined : nearerOpener(flow, other, pair.same)
      if (flow !== other && nearer === undefined) ordered = false
      return sum + (nearer === 'a' ? 1 : 0)
    }, 0),
  )
  const [first, ...others] = flows.map((flow, index) => ({ flow, wins: wins[index] ?? 0 })).toSorted((a, b) => b.wins - a.wins)
  if (first === undefined) throw new RangeError('a connection has at least one view')
  const rest = others.map(({ flow }): Sight => {
    const pair = pairOf(first.flow, flow)
    return { flow, same: pair?.same ?? { by: 'ports', turned: false }, ...(pair === undefined ? {} : { pair }) }
  })
  return { taps: [{ flow: first.flow, same: { by: 'numbers', turned: false } }, ...rest], ordered }
}

function tapOf({ flow, same, pair }: Sight, first: Sight): Tap {
  const [fromOpener, fromAnswerer] = [directionOf(flow, endIn('opener', same)), directionOf(flow, endIn('answerer', same))]
  const side = sides(flow, same)
  const near = nearEndOf(flow)
  const total = side.opener === undefined || side.answerer === undefined ? 0 : side.opener + side.answerer
  const clock = pair === undefined ? undefined : clockOf(pair, nearerOpener(first.flow, flow, same))
  return {
    source: flow.source,
    filter: flow.filter,
    tuple: same.turned ? { from: flow.tuple.to, to: flow.tuple.from } : flow.tuple,
    near: near === undefined ? (flow.vantage.near === 'middle' ? 'middle' : 'unknown') : endIn(near, same),
    by: flow.vantage.by.length === 0 && near !== undefined ? ['ttl'] : flow.vantage.by,
    ...(fromOpener.ttl.mode > 0 && fromAnswerer.ttl.mode > 0
      ? { hops: { fromOpener: hopsOf(fromOpener.ttl.mode), fromAnswerer: hopsOf(fromAnswerer.ttl.mode) } }
      : {}),
    ...(total > 0 ? { openerShare: Math.round(((side.opener ?? 0) / total) * 1000) / 1000 } : {}),
    ...(clock === undefined ? {} : { clock }),
  }
}

function clockOf(pair: FlowPair, nearer: 'a' | 'b' | undefined): Tap['clock'] {
  const [forth, back] = [delays(pair.shared.opener), delays(pair.shared.answerer)]
  const fit = nearer === undefined ? undefined : nearer === 'a' ? fitClock(forth, back) : fitClock(back, forth)
  if (fit !== undefined && fit.skewUncertaintyPpm < Math.max(Math.abs(fit.skewPpm), mostOpenPpm)) {
    const { offsetUs, uncertaintyUs, skewPpm, skewUncertaintyPpm } = fit
    return { offsetUs, uncertaintyUs, skewPpm: rounded(skewPpm), skewUncertaintyPpm: Math.max(exactPpm, rounded(skewUncertaintyPpm)) }
  }
  return pair.clock === undefined ? undefined : { offsetUs: pair.clock.offsetUs, uncertaintyUs: pair.clock.uncertaintyUs }
}

/** A short connection leaves the skew so open that a number for it would say nothing. */
const mostOpenPpm = 50

function rounded(ppm: number): number {
  return Math.round(ppm * 10) / 10
}
