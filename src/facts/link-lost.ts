import type { EventOf, Evidence } from '../model/index.ts'
import { noticedWithinUs } from './give-up-time.ts'
import { mayHaveCaused } from './nearness.ts'

/** Links of containers and guests come and go with them: no backup of the host runs over one alone. */
const ofGuest = /^(?:veth|docker\d|br-[\da-f]{12}|virbr|vnet\d|cni|cali|flannel|lxc|lxdbr|tap\d{1,9}i\d|fw(?:br|pr|ln)\d)/

/** A link that went down near enough to the failure to have caused it. */
export function linkLost(evidence: Evidence): EventOf<'link.lost'> | undefined {
  const failure = evidence.symptoms.find((event) => event.kind !== 'session.ended')
  return failure === undefined
    ? undefined
    : evidence.of('link.lost').find((event) => !ofGuest.test(event.device ?? '') && mayHaveCaused(evidence, event, failure, noticedWithinUs(failure)))
}
