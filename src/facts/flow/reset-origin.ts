import { type FlowRecord, type ResetRecord, usPerMs } from '../../model/index.ts'
import { directionOf, hopsOf, nearEndOf, otherEndOf } from './ends.ts'

/**
 * Who sent a reset, as far as one capture shows it. `owner`: the end itself, with the socket still there (its live window, timestamps, counter).
 * `no-socket`: the end's system, which does not know the connection (bare, window 0). `device`: something in the path that is not that end.
 * `unclear`: the end or something that looks like it.
 */
export type ResetOrigin = 'owner' | 'no-socket' | 'device' | 'unclear'

export interface JudgedReset {
  readonly record: ResetRecord
  readonly origin: ResetOrigin
  /** The end in whose name it came is where the capture was made: it was seen leaving. */
  readonly local: boolean
  /** Nothing else fits; otherwise a device that copies what the end would send fits as well. */
  readonly sure: boolean
  /** What shows it, in words. */
  readonly sign: string
}

/** Below this round trip, half of it cannot be told from the jitter of a busy host. */
const measurableRoundTripUs = 2 * usPerMs

/** Judges one reset by its distance, its delay and what it carries, against everything else that its end sent. */
export function judgeReset(flow: FlowRecord, record: ResetRecord, baselineTtl?: number): JudgedReset {
  const local = nearEndOf(flow) === record.from
  const foreign = foreignDistance(flow, record, baselineTtl)
  if (foreign !== undefined) return { record, origin: 'device', local: false, ...foreign }
  if (!local && answeredTooSoon(flow, record)) {
    return { record, origin: 'device', local, sure: false, sign: 'it came sooner than an answer of that host can' }
  }
  const stamped = record.tsVal !== null
  if ((record.window > 0 || stamped) && record.ipIdFits !== false) {
    return {
      record,
      origin: 'owner',
      local,
      sure: true,
      sign: `it carries the live window ${record.window}${stamped ? ' and the timestamps' : ''} of that end's own connection`,
    }
  }
  if (local) return { record, origin: 'no-socket', local, sure: true, sign: 'this host sent it itself, without knowing the connection' }
  const measured = record.ttlOff !== null || baselineTtl !== undefined
  // On one and the same subnet a packet of anything there has travelled as far as one of the peer.
  const told = measured && hopsOf(record.ttl) > 0
  return {
    record,
    origin: told ? 'no-socket' : 'unclear',
    local,
    sure: false,
    sign: told ? `its TTL ${record.ttl} is that of the host's other packets` : 'nothing tells it from a reset of a device on the way',
  }
}

/** A reset that has passed another number of routers than everything else of its end was made elsewhere. */
function foreignDistance(
  flow: FlowRecord,
  record: ResetRecord,
  baselineTtl: number | undefined,
): { readonly sure: boolean; readonly sign: string } | undefined {
  const own = directionOf(flow, record.from)
  const usual = record.ttlOff === null ? baselineTtl : own.ttl.mode
  if (usual === undefined || usual === record.ttl || hopsOf(usual) === hopsOf(record.ttl)) return undefined
  const steady = record.ttlOff === null || own.ttl.min === own.ttl.max
  return { sure: steady, sign: `its TTL is ${record.ttl}, that of ${steady ? 'all' : 'most'} other packets of that host ${usual}` }
}

/** An answer takes the way to the host and back; seen at the other end that is a whole round trip. What it answers is only known where nothing was under way before. */
function answeredTooSoon(flow: FlowRecord, { from, trigger }: ResetRecord): boolean {
  const { roundTripUs, vantage, idle } = flow
  if (roundTripUs === undefined || roundTripUs < measurableRoundTripUs || vantage.near !== otherEndOf(from) || trigger === undefined) return false
  return trigger.frame === idle.beforeDeath?.after.frame && trigger.delayUs < roundTripUs / 2
}
