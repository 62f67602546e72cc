import type { EventOf, Evidence } from '../model/index.ts'

/** A connection attempt that was answered with a refusal at once. */
export interface Refusals {
  readonly events: readonly EventOf<'connect.failed'>[]
  readonly first: EventOf<'connect.failed'>
  /** "port 873 of backup1", as far as the evidence says it. */
  readonly target: string
  /** The program connected to its own host, so that no device in the path can have answered. */
  readonly local: boolean
}

/** The symptoms that are refused connection attempts (ECONNREFUSED); undefined when there are none. */
export function refusals(evidence: Evidence): Refusals | undefined {
  const events = evidence.symptoms.filter((event) => event.kind === 'connect.failed').filter((event) => event.errno === 'ECONNREFUSED')
  const [first] = events
  if (first === undefined) return undefined
  return { events, first, target: targetOf(first), local: first.local === true || /^(?:localhost|127\.|\[?::1\b)/.test(first.peer ?? '') }
}

/** The port and host an attempt went to, in words. */
export function targetOf({ port, peer, local }: EventOf<'connect.failed'>): string {
  const where = peer ?? (local === true ? 'this host' : 'the other host')
  return port === undefined ? where : `port ${port} of ${where}`
}

/** The symptoms that are attempts answered with "no route to host": an ICMP message came back, or the host is missing from its own network. */
export function unreachableConnects(evidence: Evidence): readonly EventOf<'connect.failed'>[] {
  return evidence.symptoms.filter((event) => event.kind === 'connect.failed').filter((event) => event.errno === 'EHOSTUNREACH')
}
