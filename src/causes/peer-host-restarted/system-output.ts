import { withEchoes } from '../../facts/accounted.ts'
import { type Break, inWords } from '../../facts/broken-connections.ts'
import { counterGrowth } from '../../facts/counter-growth.ts'
import { captureAtBothEnds, systemLogOfOtherHost } from '../../facts/next-evidence.ts'
import { silentSocket } from '../../facts/silent-socket.ts'
import { count, duration, type Evidence, explains, type Outcome, supporting } from '../../model/index.ts'

/** A busy connection met silence first and a reset later: who answered had been away and knew it no more. Undefined when the sockets show no such thing. */
export function bySystemOutput(evidence: Evidence, broken: Break): Outcome | undefined {
  const socket = silentSocket(evidence)
  if (broken.kind !== 'reset' || socket === undefined || socket.quietBefore || socket.othersAlive || socket.event.gone !== true) return undefined
  const unreachable = counterGrowth(evidence, 'IcmpInDestUnreachs').find(({ by, side }) => by > 0 && side === broken.end)
  const time = socket.event.forUs === undefined ? '' : ` for ${duration(socket.event.forUs)}`
  return explains(unreachable === undefined ? 'weak' : 'strong', {
    headline: `The other host was away${time} and came back without the connection`.slice(0, 100),
    summary: `The connection was busy, then got no answer${time}${unreachable === undefined ? '' : ', while a router reported the host unreachable'}, and in the end a reset: the host that answers again knows nothing of it. It restarted, or its address moved to another machine.`,
    accountsFor: withEchoes(evidence, [broken.event, socket.event]),
    evidence: [
      supporting(socket.event, `${count(socket.event.retransmits ?? 0, 'repeat')} in a row without an answer${time}`),
      ...(unreachable === undefined
        ? []
        : [supporting(unreachable.after, `${count(unreachable.by, 'ICMP message')} more than before: destination unreachable`)]),
      supporting(broken.event, `then it ${inWords(broken).replace(/^the connection /, '')}`),
    ],
    next: [systemLogOfOtherHost(evidence), captureAtBothEnds(evidence)],
  })
}
