import { type EventOf, type Evidence, usPerSecond } from '../model/index.ts'
import { otherEndOf, socketsThat } from './socket-conditions.ts'

/** A connection that was given no answer any more, and what its kernel knew of the time before. */
export interface SilentSocket {
  readonly event: EventOf<'socket.sampled'>
  /** It had been quiet for so long that a device may have forgotten it. */
  readonly quietBefore: boolean
  /** Nothing as large as a full segment ever arrived. */
  readonly onlySmall: boolean
  /** Another connection to the same host was answered meanwhile. */
  readonly othersAlive: boolean
  /** Both ends of it repeat in vain. */
  readonly bothEnds: boolean
}

/** The shortest idle limit in use anywhere is some tens of seconds; half of one is quiet enough to be suspected. */
const suspiciousQuietUs = 10 * usPerSecond

/** The socket that met silence for longest; the ones that still carried a run before those that were being closed. */
export function silentSocket(evidence: Evidence): SilentSocket | undefined {
  const silent = socketsThat(evidence, 'unanswered')
  const event = silent.find(({ state }) => state === 'ESTABLISHED') ?? silent[0]
  return event === undefined ? undefined : silentOf(event, evidence)
}

/** All sockets that met silence. */
export function silentSockets(evidence: Evidence): readonly SilentSocket[] {
  return socketsThat(evidence, 'unanswered').map((event) => silentOf(event, evidence))
}

function silentOf(event: EventOf<'socket.sampled'>, evidence: Evidence): SilentSocket {
  return {
    event,
    quietBefore: (event.quietBeforeUs ?? 0) >= suspiciousQuietUs,
    onlySmall: event.onlySmall === true,
    othersAlive: event.othersAlive === true,
    bothEnds: otherEndOf(evidence, event)?.condition === 'unanswered',
  }
}
