import { type EventOf, type Evidence, usPerMinute } from '../model/index.ts'
import { mayHaveCaused } from './nearness.ts'

/** Linux reports ETIMEDOUT about 15 minutes after the last answer (tcp_retries2 = 15); other systems sooner. */
const noticedWithinUs = 20 * usPerMinute

/** A link that went down near enough to the failure to have caused it. */
export function linkLost(evidence: Evidence): EventOf<'link.lost'> | undefined {
  const failure = evidence.symptoms.find((event) => event.kind !== 'session.ended')
  return failure === undefined ? undefined : evidence.of('link.lost').find((event) => mayHaveCaused(evidence, event, failure, noticedWithinUs))
}
