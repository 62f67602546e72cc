import type { FlowEnd, ResetRecord } from '../../model/index.ts'
import { flag } from './segment.ts'
import type { RawReset } from './trouble.ts'

/** A step of one host's counter between two of its packets; larger ones are another counter. */
const nearIpIds = 1024

/** What a reset looks like against the end that it claims to come from. */
export function resetRecord(raw: RawReset, from: FlowEnd): ResetRecord {
  const other = raw.lastOther
  return {
    frame: raw.frame,
    us: raw.us,
    from,
    withAck: raw.withAck,
    seqOffset: raw.seqOffset,
    seq: raw.seq,
    ...(raw.withAck ? { ackOffset: raw.ackOffset } : {}),
    window: raw.window,
    ttl: raw.ttl,
    ipId: raw.ipId < 0 ? null : raw.ipId,
    tsVal: raw.tsVal,
    ...(other === undefined
      ? {}
      : { trigger: { frame: other.frame, us: other.us, delayUs: raw.us - other.us, kind: kindOf(other.flags, other.length), echoesAck: other.echoesAck } }),
    ...(raw.sinceOwnUs === undefined ? {} : { sinceOwnUs: raw.sinceOwnUs }),
    ttlOff: raw.ttlMode === undefined ? null : raw.ttl - raw.ttlMode,
    ipIdFits: raw.ipId < 0 || raw.lastIpId <= 0 ? null : ((raw.ipId - raw.lastIpId) & 0xffff) <= nearIpIds,
    windowFits: raw.lastWindow > 0 && raw.window === raw.lastWindow,
  }
}

function kindOf(flags: number, length: number): 'syn' | 'data' | 'ack' | 'fin' | 'reset' {
  if ((flags & flag.rst) !== 0) return 'reset'
  if ((flags & flag.syn) !== 0) return 'syn'
  if (length > 0) return 'data'
  return (flags & flag.fin) !== 0 ? 'fin' : 'ack'
}
