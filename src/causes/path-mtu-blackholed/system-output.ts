import { withEchoes } from '../../facts/accounted.ts'
import { type Growth, counterGrowth } from '../../facts/counter-growth.ts'
import { pathMtuProbe } from '../../facts/next-evidence.ts'
import { silentSocket } from '../../facts/silent-socket.ts'
import { count, type Event, type Evidence, explains, type Outcome, supporting } from '../../model/index.ts'

/** What sockets and counters show of large packets that vanish; undefined when nothing. `stalled` is the connection that timed out. */
export function bySystemOutput(evidence: Evidence, stalled: Event): Outcome | undefined {
  const socket = silentSocket(evidence)
  const tooLarge = unheardComplaints(evidence)
  const onlySmall = socket?.onlySmall === true
  if (!onlySmall && tooLarge === undefined) return undefined
  // A router counts the packets of everybody.
  return explains(onlySmall ? (tooLarge === undefined ? 'strong' : 'decisive') : 'weak', {
    headline: 'Large packets vanish on the way: nothing as big as one full segment ever arrived',
    summary: `${onlySmall ? 'The connection was set up and its first small messages were answered; the first full-size segment was sent again and again and never acknowledged' : 'The connection stalled'}${tooLarge === undefined ? '' : `, while a router on the path met ${count(tooLarge.by, 'packet')} too large for its next hop and its messages about them did not reach the sender`}. A hop on the path carries less than the ends assume.`,
    accountsFor: withEchoes(evidence, [stalled, ...(socket === undefined ? [] : [socket.event])]),
    evidence: [
      ...(socket === undefined
        ? []
        : [supporting(socket.event, onlySmall ? 'less than one full segment was ever acknowledged, and more is waiting' : 'repeated in vain')]),
      ...(tooLarge === undefined ? [] : [supporting(tooLarge.after, `${tooLarge.by} more than before: packets that did not fit`)]),
      supporting(stalled, 'the connection timed out'),
    ],
    next: [pathMtuProbe(evidence)],
  })
}

/** A device could not forward packets for their size, and no end received an ICMP message of that kind. */
function unheardComplaints(evidence: Evidence): Growth | undefined {
  const [refused] = counterGrowth(evidence, 'IpFragFails').filter(({ by, side }) => by > 0 && side === undefined)
  const heard = counterGrowth(evidence, 'IcmpInDestUnreachs').some(({ by, side }) => by > 0 && side !== undefined)
  const listened = counterGrowth(evidence, 'IcmpInDestUnreachs').some(({ side }) => side !== undefined)
  return heard || !listened ? undefined : refused
}
