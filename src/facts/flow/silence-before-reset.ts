import type { EvidenceItem } from '../../model/index.ts'
import type { Death } from './deaths.ts'
import { directionOf, otherEndOf } from './ends.ts'
import { frameItem, historyLine, icmpLine } from './quotes.ts'

/** What came before a reset: how long its end had been silent, and what had asked it in vain. */
export interface SilenceBeforeReset {
  readonly us: number
  readonly resends: number
  /** A router reported the end unreachable. */
  readonly unreachable: boolean
  readonly items: readonly EvidenceItem[]
}

/** One retransmission timeout of the slowest system in use. */
const longUs = 1_000_000

/** Undefined when the end had been talking until then. */
export function silenceBeforeReset({ flow, reset }: Death): SilenceBeforeReset | undefined {
  if (reset === undefined) return undefined
  const { from, us, sinceOwnUs } = reset.record
  const asked = directionOf(flow, otherEndOf(from))
  const chain = asked.chains.findLast(({ answered, last }) => !answered && last.us <= us)
  const unreachable = flow.icmp.find((error) => error.about !== from && isHostUnreachable(error.version, error.type, error.code))
  const silentUs = sinceOwnUs ?? 0
  // Beyond a few round trips and one retransmission timeout an end that is there has answered.
  const long = silentUs > Math.max(longUs, 8 * (flow.roundTripUs ?? 0))
  if (!long || (chain === undefined && unreachable === undefined && !reset.local && flow.idle.beforeDeath === undefined)) return undefined
  return {
    us: silentUs,
    resends: chain?.count ?? 0,
    unreachable: unreachable !== undefined,
    items: [
      ...(chain === undefined ? [] : [frameItem(flow, chain.first, `the first of ${chain.count} resends without an answer`, historyLine(flow))]),
      ...(unreachable === undefined ? [] : [frameItem(flow, unreachable, `${unreachable.sender} reports the host unreachable`, icmpLine(unreachable))]),
    ],
  }
}

/** Host unreachable and its relatives, RFC 792 and RFC 4443. */
function isHostUnreachable(version: 4 | 6, type: number, code: number): boolean {
  return version === 4 ? type === 3 && (code === 0 || code === 1 || code === 7) : type === 1 && (code === 0 || code === 3)
}
