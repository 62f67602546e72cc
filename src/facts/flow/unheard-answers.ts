import type { FlowEnd, FlowRecord, SegmentSample } from '../../model/index.ts'
import { nearEndOf, otherEndOf, tcpFlags } from './ends.ts'
import { samplesOf } from './sameness.ts'

/** One repeat is loss; three in a row are answers that do not arrive. */
const fewestRepeats = 3

/**
 * What the peer repeats at last although this end, where the capture was made, had acknowledged it: one direction carries, the other does not.
 * Undefined when the peer was heard with anything else.
 */
export function unheardAnswers(flow: FlowRecord, sender: FlowEnd, sinceUs: number): readonly SegmentSample[] | undefined {
  if (nearEndOf(flow) !== sender) return undefined
  const heard = samplesOf(flow, otherEndOf(sender)).filter(({ us, flags }) => us >= sinceUs && (flags & tcpFlags.rst) === 0)
  const own = samplesOf(flow, sender)
  const isRepeat = ({ us, seq, length }: SegmentSample): boolean => length > 0 && own.some((one) => one.us < us && one.ack >= seq + length)
  const firstRepeat = heard.findIndex(isRepeat)
  const repeats = firstRepeat < 0 ? [] : heard.slice(firstRepeat)
  return repeats.length >= fewestRepeats && repeats.every(isRepeat) ? repeats : undefined
}
