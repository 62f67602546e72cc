import type { CauseId } from '../model/index.ts'

/**
 * How often each is behind a backup whose connection broke and whose logs say no more, commonest first: our judgement from what administrators
 * post, measured by nobody. It only orders what the evidence leaves open.
 */
const commonestFirst: readonly CauseId[] = [
  'idle-flow-dropped',
  'peer-process-died',
  'disk-full',
  'application-timeout',
  'path-lost',
  'stopped-by-operator',
  'source-unreadable',
  'name-or-access-refused',
  'server-limit-reached',
  'receiver-stalled',
  'path-lossy',
  'path-mtu-blackholed',
  'peer-host-restarted',
  'firewall-state-lost',
  'reset-injected',
]

/** A place in that order; the others come after it. */
export function commonness(cause: CauseId): number {
  const at = commonestFirst.indexOf(cause)
  return at < 0 ? commonestFirst.length : at
}
