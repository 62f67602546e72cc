import { type Event, type EventOf, type Evidence, usPerMinute } from '../model/index.ts'
import { givesUpWithinUs } from './give-up-time.ts'
import { mayHaveCaused } from './nearness.ts'

/** By then a restarted host has answered or the sender has given up; a large server takes up to 10 minutes until it runs again. */
const noticedWithinUs = givesUpWithinUs + 10 * usPerMinute

/** A host's restart that fits between the backup's start and this failure; firewalls are another matter. */
export function hostRestart(evidence: Evidence, failure: Event): EventOf<'host.restarted'> | undefined {
  return evidence.of('host.restarted').find((event) => event.system !== 'path' && mayHaveCaused(evidence, event, failure, noticedWithinUs))
}
