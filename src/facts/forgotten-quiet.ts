import { type EventOf, type Evidence, extentOf, usPerSecond } from '../model/index.ts'
import { silentSockets } from './silent-socket.ts'
import { socketsThat } from './socket-conditions.ts'

type Sampled = EventOf<'socket.sampled'>

/** Looks are a second or so apart, and ages that agree this closely are one timer's. */
const sameAgeShare = 0.05
const sameAgeUs = 1.5 * usPerSecond

/** Connections that `ss` showed quiet for long, and that did not survive it. */
export interface ForgottenQuiet {
  /** `silence`: what it sent after the quiet was never answered, while others were. `same-age`: several ended after the same time of quiet. */
  readonly sign: 'silence' | 'same-age'
  readonly sockets: readonly Sampled[]
  readonly quietUs: number
}

/** The shortest idle limits are tens of seconds; half of one before a reset is quiet enough to be its reason. */
const quietTellsUs = 10 * usPerSecond

/** A reset made by a device that a printed capture shows right after a long quiet. */
export function forgedAfterQuiet(evidence: Evidence): EventOf<'packet.seen'> | undefined {
  return evidence.of('packet.seen').find((event) => event.telling === 'reset-foreign' && (event.quietBeforeUs ?? 0) >= quietTellsUs)
}

/** A reset after a long quiet, of which nothing shows who made it: a device that forgot the connection, or the other host, which no longer has it. */
export function resetAfterQuiet(evidence: Evidence): EventOf<'packet.seen'> | undefined {
  return evidence.of('packet.seen').find((event) => event.telling === 'reset' && (event.quietBeforeUs ?? 0) >= quietTellsUs)
}

/** Whether the sockets of one end show a connection that was forgotten while it was quiet. */
export function forgottenQuiet(evidence: Evidence): ForgottenQuiet | undefined {
  const silent = silentSockets(evidence).filter(({ quietBefore, othersAlive }) => quietBefore && othersAlive)
  const [first] = silent
  if (first !== undefined) return { sign: 'silence', sockets: silent.map(({ event }) => event), quietUs: first.event.quietBeforeUs ?? 0 }
  const gone = socketsThat(evidence, 'quiet').filter((event) => event.gone === true)
  const samePeer = [...Map.groupBy(gone, ({ tuple }) => tuple.to.address).values()].find(agree)
  return samePeer === undefined ? undefined : { sign: 'same-age', sockets: samePeer, quietUs: samePeer[0]?.forUs ?? 0 }
}

function agree(sockets: readonly Sampled[]): boolean {
  const ages = sockets.map(({ forUs = 0 }) => forUs)
  const { least, most } = extentOf(ages)
  return ages.length >= 2 && most - least <= Math.max(sameAgeUs, sameAgeShare * least)
}
