import { type Event, type EventOf, type Evidence, usPerMinute } from '../model/index.ts'
import { mayHaveCaused } from './nearness.ts'

/** Linux gives a connection up about 15 minutes after the last answer (tcp_retries2 = 15); by then a restarted host has answered or the sender has given up. */
const noticedWithinUs = 30 * usPerMinute

/** A host's restart that fits between the backup's start and this failure; firewalls are another matter. */
export function hostRestart(evidence: Evidence, failure: Event): EventOf<'host.restarted'> | undefined {
  return evidence.of('host.restarted').find((event) => event.system !== 'path' && mayHaveCaused(evidence, event, failure, noticedWithinUs))
}
