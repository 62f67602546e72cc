import { silentSocket, type SilentSocket } from '../../facts/silent-socket.ts'
import { trackedSessions } from '../../facts/tracked-session.ts'
import { count, duration, type Evidence, type EvidenceItem, supporting } from '../../model/index.ts'

/** What the sockets of an end say about a path that was lost. */
export interface SilenceSeen {
  readonly socket: SilentSocket
  /** Only a lost path, link or host fits: data had been moving until the silence, in full-size packets, and nothing else got through. */
  readonly sudden: boolean
  /** Another connection to the same host was answered: the path was there. */
  readonly pathAlive: boolean
  readonly evidence: readonly EvidenceItem[]
}

/** A connection in full use that was answered no more; undefined when no socket shows one. */
export function silenceSeen(evidence: Evidence): SilenceSeen | undefined {
  const socket = silentSocket(evidence)
  if (socket === undefined) return undefined
  const { event, quietBefore, onlySmall, othersAlive, bothEnds } = socket
  const device = trackedSessions(evidence).some(({ expired, removed, refused }) => expired !== undefined || removed !== undefined || refused.length > 0)
  const time = event.forUs === undefined ? '' : ` for ${duration(event.forUs)}`
  const text = `${count(event.retransmits ?? 0, 'repeat')} in a row without an answer, nothing heard${time}${bothEnds ? ', at both ends of the connection' : ''}`
  return { socket, sudden: !quietBefore && !onlySmall && !othersAlive && !device, pathAlive: othersAlive, evidence: [supporting(event, text)] }
}
