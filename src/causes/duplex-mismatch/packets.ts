import { flowItem } from '../../facts/flow/quotes.ts'
import { isHarmless, lossOf } from '../../facts/flow/loss.ts'
import { type Evidence, type Outcome, ruledOut } from '../../model/index.ts'

/** What packets say about sides that disagree: frames are lost under load, so a transfer without loss excludes it. That loss comes from collisions, only the link's counters tell. */
export function byPackets(evidence: Evidence): Outcome | undefined {
  const loss = evidence.symptoms.length === 0 ? undefined : lossOf(evidence)
  if (loss === undefined || !isHarmless(loss)) return undefined
  return ruledOut(`${loss.direction.dataSegments} segments passed with hardly a resend: a link whose sides disagree loses frames under load`, [
    flowItem(loss.flow, 'hardly a resend', 'against'),
  ])
}
