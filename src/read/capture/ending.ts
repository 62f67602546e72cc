import type { FlowDirection, FlowEnd, FlowEnding, FramePoint, IcmpRecord, ResetRecord } from '../../model/index.ts'
import type { Engine } from './engine.ts'
import { bothFins, flowBits } from './layout.ts'

/** One lost packet is loss; two resends without any answer are silence. */
const silentResends = 2
const silentKeepalives = 2

/** A window closed for less than the shortest retransmission timeout has hurt nobody. */
export const shortClosureUs = 200_000

export interface EndingFacts {
  readonly slot: number
  readonly openerDirection: number
  readonly opener: FlowDirection
  readonly answerer: FlowDirection
  readonly established: boolean
  readonly oneSided: boolean
  readonly firstReset: ResetRecord | undefined
  readonly icmp: readonly IcmpRecord[]
  readonly fins: readonly (FramePoint & { readonly from: FlowEnd })[]
  readonly lastUs: number
  readonly captureEndUs: number
}

/** How a connection ended that both ends opened and a reset cut off, or that nobody answered; of others only `endingOf` tells. */
export function plainEnding({ state, troubles }: Engine, slot: number): 'reset' | 'unanswered' | undefined {
  const bits = state.headerInt(slot, 'bits')
  const [first, second] = [state.directionInt(slot, 0, 'packets'), state.directionInt(slot, 1, 'packets')]
  const isEstablished = (bits & flowBits.established) !== 0
  if (first > 0 && second > 0) return isEstablished && (bits & flowBits.dead) !== 0 && (bits & bothFins) !== bothFins ? 'reset' : undefined
  const isSynAlone = !isEstablished && (bits & flowBits.synSeen) !== 0 && state.directionInt(slot, first > 0 ? 0 : 1, 'dataSegments') === 0
  return isSynAlone && (troubles[slot]?.icmp.length ?? 0) === 0 && (bits & flowBits.dead) === 0 ? 'unanswered' : undefined
}

/** How the connection ended, by what was seen last. */
export function endingOf(engine: Engine, facts: EndingFacts): FlowEnding {
  const quiet = { quietUntilCaptureEndUs: Math.max(facts.captureEndUs - facts.lastUs, 0) }
  const { firstReset, fins, opener, answerer } = facts
  const lastFin = fins.length === 2 ? fins.toSorted((a, b) => a.us - b.us).at(-1) : undefined
  if (firstReset !== undefined && (lastFin === undefined || firstReset.frame < lastFin.frame)) {
    const isRefusal =
      !facts.established && firstReset.from === 'answerer' && opener.syn !== undefined && answerer.syn === undefined && opener.dataSegments === 0
    return { how: isRefusal ? 'refused' : 'reset', at: { frame: firstReset.frame, us: firstReset.us }, by: firstReset.from, ...quiet }
  }
  if (lastFin !== undefined) return { how: 'fin', at: { frame: lastFin.frame, us: lastFin.us }, by: lastFin.from, ...quiet }
  if (!facts.established && opener.syn !== undefined && answerer.packets === 0) {
    const icmp = facts.icmp.at(-1)
    return icmp === undefined
      ? { how: 'unanswered', at: { frame: opener.syn.frame, us: opener.syn.us }, by: 'opener', ...quiet }
      : { how: 'unreachable', at: { frame: icmp.frame, us: icmp.us }, ...quiet }
  }
  const silent = silentSide(engine, facts)
  if (silent !== undefined) return { how: 'silent', ...silent, ...quiet }
  const fin = fins[0]
  return fin === undefined ? { how: 'open', ...quiet } : { how: 'half-closed', at: { frame: fin.frame, us: fin.us }, by: fin.from, ...quiet }
}

/** The end that repeated itself and heard nothing any more. */
function silentSide(
  engine: Engine,
  { slot, openerDirection, opener, answerer, oneSided }: EndingFacts,
): { readonly at: FramePoint; readonly by: FlowEnd } | undefined {
  if (oneSided) return undefined
  for (const [by, direction, record] of [
    ['opener', openerDirection, opener],
    ['answerer', 1 - openerDirection, answerer],
  ] as const) {
    const trouble = engine.troubles[slot]?.known(direction)
    if (trouble === undefined) continue
    const chain = record.chains.at(-1)
    const isLast = chain !== undefined && chain.last === trouble.chainLast
    if (isLast && chain.count >= silentResends && !chain.answered) return { at: chain.start, by }
    if (trouble.keepalivesInARow >= silentKeepalives) return { at: trouble.keepaliveFirst, by }
  }
  return undefined
}
