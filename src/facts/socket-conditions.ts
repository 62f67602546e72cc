import type { EventOf, Evidence, SocketCondition } from '../model/index.ts'

type Sampled = EventOf<'socket.sampled'>

/** Sockets that `ss` or `netstat` showed in one condition, the longest first; a loopback connection is no backup's path. */
export function socketsThat(evidence: Evidence, condition: SocketCondition['condition']): readonly Sampled[] {
  return evidence
    .of('socket.sampled')
    .filter((event) => event.condition === condition && !isLocal(event))
    .toSorted((a, b) => (b.forUs ?? 0) - (a.forUs ?? 0))
}

function isLocal({ tuple }: Sampled): boolean {
  return /^(?:127\.|::1$)/.test(tuple.to.address) || tuple.from.address === tuple.to.address
}

/** The same connection seen from its other end. */
export function otherEndOf(evidence: Evidence, { tuple }: Sampled): Sampled | undefined {
  return evidence.of('socket.sampled').find(({ tuple: { from, to } }) => {
    return from.port === tuple.to.port && to.port === tuple.from.port && from.address === tuple.to.address && to.address === tuple.from.address
  })
}
