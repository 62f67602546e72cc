import type { Evidence } from './evidence.ts'
import type { Explains, Outcome } from './finding.ts'
import type { Remedy } from './remedy.ts'

/** Public: used in JSON, URLs and `holdfast causes`. */
export const causeIds = [
  'idle-flow-dropped',
  'window-scale-lost',
  'receiver-stalled',
  'connect-blackholed',
  'listener-expired',
  'nobody-listening',
  'port-rejected',
  'reset-injected',
  'path-mtu-blackholed',
  'path-lossy',
  'path-lost',
  'peer-process-died',
  'flow-moved',
  'tuple-reused',
  'host-suspended',
  'peer-host-restarted',
  'application-timeout',
  'keepalive-too-eager',
  'firewall-state-lost',
  'connection-table-full',
  'ports-exhausted',
  'server-limit-reached',
  'source-unreadable',
  'media-unavailable',
  'disk-full',
  'local-pipe-broken',
  'network-mount-failed',
  'remote-program-missing',
  'stream-polluted',
  'version-mismatch',
  'name-or-access-refused',
  'tls-failed',
  'bits-corrupted',
  'duplex-mismatch',
  'stopped-by-operator',
  'port-probe',
] as const

export type CauseId = (typeof causeIds)[number]

/** One way a backup dies: the rule that recognises it and what to do about it. Its document is `cause.md` beside it. */
export interface Cause {
  readonly id: CauseId
  /** The failing state as a short sentence. */
  readonly title: string
  /** Causes that this one brings about: when both explain, this is the root and they are its consequences. */
  readonly leadsTo: readonly CauseId[]
  /** What the evidence says of it; where `weighPackets` is there, what lines say. */
  weigh(evidence: Evidence): Outcome
  /** What captured packets say of it, to be settled with what lines say; undefined when they say nothing. */
  weighPackets?(evidence: Evidence): Outcome | undefined
  remedies(evidence: Evidence, finding: Explains): readonly Remedy[]
}
