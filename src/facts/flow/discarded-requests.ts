import type { Evidence } from '../../model/index.ts'
import { type PortAttempts, portAttempts } from './attempts.ts'

/** One lost SYN is loss, three in a row is a discard. */
const discardedSyns = 3

/** The port of which every connection request met silence, of those that symptoms name; of several the one that cost most. */
export function discardedRequests(evidence: Evidence): PortAttempts | undefined {
  const wanted = unansweredPorts(evidence)
  return portAttempts(evidence)
    .filter((attempts) => (wanted.size === 0 || wanted.has(attempts.port)) && isDiscarded(attempts))
    .toSorted((a, b) => costOf(b) - costOf(a))[0]
}

/** Ports that symptoms say to have met silence. */
export function unansweredPorts(evidence: Evidence): ReadonlySet<number> {
  const failed = evidence.symptoms.flatMap((event) =>
    event.kind === 'connect.failed' && event.errno === 'ETIMEDOUT' && event.port !== undefined ? [event.port] : [],
  )
  const abandoned = evidence.of('connect.abandoned').flatMap(({ port }) => (port === undefined ? [] : [port]))
  return new Set([...failed, ...abandoned])
}

/** Microseconds that callers waited for answers that never came. */
export function costOf({ silent }: PortAttempts): number {
  return silent.reduce((sum, { waitedUs }) => sum + waitedUs, 0)
}

/** SYNs that nobody answered. */
export function unansweredSyns({ silent }: PortAttempts): number {
  return silent.reduce((sum, { attempt }) => sum + attempt.count, 0)
}

/** Whether the port neither accepted nor refused, and left more requests unanswered than loss would. */
export function isDiscarded(attempts: PortAttempts): boolean {
  const { silent, accepted, refused, unreachable } = attempts
  const unanswered = accepted === 0 && refused.length === 0 && unreachable.length === 0
  return unanswered && unansweredSyns(attempts) >= discardedSyns && silent.some(({ attempt }) => attempt.count > 1)
}
