import { count, type Evidence, type EvidenceItem } from '../../model/index.ts'
import { discardedRequests, unansweredSyns } from './discarded-requests.ts'
import { flowItem } from './quotes.ts'

/** Connection requests that nobody answered, as speaking against whoever would have answered. */
export interface MetSilence {
  readonly port: number
  /** "9 SYNs". */
  readonly syns: string
  readonly item: EvidenceItem
}

/** Undefined where a symptom tells of an answer: then it is about other requests. */
export function metSilence(evidence: Evidence): MetSilence | undefined {
  if (evidence.symptoms.some((event) => event.kind === 'connect.failed' && event.errno !== 'ETIMEDOUT')) return undefined
  const found = discardedRequests(evidence)
  const [first] = found?.silent ?? []
  if (found === undefined || first === undefined || !evidence.symptoms.some(({ kind }) => kind === 'connect.failed' || kind === 'connect.abandoned'))
    return undefined
  return { port: found.port, syns: count(unansweredSyns(found), 'SYN'), item: flowItem(first.flow, 'no answer to any of them', 'against') }
}
