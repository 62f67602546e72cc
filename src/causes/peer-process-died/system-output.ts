import { withEchoes } from '../../facts/accounted.ts'
import { type Break, brokenConnections, inWords } from '../../facts/broken-connections.ts'
import { counterGrowth } from '../../facts/counter-growth.ts'
import { systemLogOfOtherHost } from '../../facts/next-evidence.ts'
import { type Evidence, explains, type Outcome, supporting } from '../../model/index.ts'

/**
 * The other host's kernel counted a connection that its program left with data unread (TcpExtTCPAbortOnClose): it then sends the reset itself.
 * One more between two listings is this connection's; on a host with many such connections it may be another's. Undefined when none was counted.
 */
export function bySystemOutput(evidence: Evidence, broken: Break): Outcome | undefined {
  if (broken.kind !== 'reset' && broken.kind !== 'broken-pipe') return undefined
  const aborted = counterGrowth(evidence, 'TcpExtTCPAbortOnClose').find(
    ({ by, side }) => by > 0 && side !== undefined && broken.end !== undefined && side !== broken.end,
  )
  if (aborted === undefined) return undefined
  return explains(aborted.by === 1 ? 'strong' : 'weak', {
    headline: 'The program at the other end went away with data unread: its own system reset the connection',
    summary: `Between two listings the ${aborted.side}'s kernel counted ${aborted.by} more connection${aborted.by === 1 ? '' : 's'} that a program left with data unread, and which it therefore reset. The program logged nothing of it: it was killed or crashed.`,
    accountsFor: withEchoes(
      evidence,
      brokenConnections(evidence).map(({ event }) => event),
    ),
    evidence: [supporting(aborted.after, `${aborted.by} more than before: closed with data unread`), supporting(broken.event, inWords(broken))],
    next: [systemLogOfOtherHost(evidence)],
  })
}
