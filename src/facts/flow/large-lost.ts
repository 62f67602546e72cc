import { type EventOf, type Evidence, type FlowEnd, type FlowRecord, type ResendChain, usPerSecond } from '../../model/index.ts'
import { directionOf, otherEndOf } from './ends.ts'
import { samplesOf } from './sameness.ts'

/** Segments that vanish because they are large, while small ones pass. */
export interface LargeLost {
  readonly flow: FlowRecord
  readonly sender: FlowEnd
  /** Payload bytes of what vanished, and of the largest that passed. */
  readonly lostLength: number
  readonly passedLength: number
  readonly chain?: ResendChain
  /** The capture began before the connection, so that it would hold larger segments that passed. */
  readonly whole: boolean
  /** A packet of the sender or of the receiver passed while the large one was repeated. */
  readonly passedMeanwhile: boolean
  /** The repeats became smaller: the sender found the size out. */
  readonly told: boolean
  /** They were the first packets after a pause, and nothing smaller was tried since: what forgets a quiet connection swallows all sizes. */
  readonly afterPause: boolean
}

/** Below this no hop's limit lies: 536 bytes of payload pass everywhere (RFC 9293 section 3.7.1). */
const passesEverywhere = 536
/** One lost segment is loss; three resends of one are more than that. */
const fewestResends = 3

/** Pauses shorter than this are in every transfer, and no device forgets a connection so soon. */
const shortestPauseUs = 2 * usPerSecond

/** A chain of resends of full-size segments that nothing as large ever passed before; undefined when there is none. */
export function largeLost(flow: FlowRecord): LargeLost | undefined {
  for (const sender of ['opener', 'answerer'] as const) {
    const found = chainOfLarge(flow, sender) ?? gapOfLarge(flow, sender)
    if (found !== undefined) return found
  }
  return undefined
}

function chainOfLarge(flow: FlowRecord, sender: FlowEnd): LargeLost | undefined {
  const own = directionOf(flow, sender)
  const chain = own.chains.findLast(({ answered, count, length }) => !answered && count >= fewestResends && length > passesEverywhere)
  if (chain === undefined) return undefined
  const passedLength = Math.max(own.segments.largestAcked, chain.largestAcked)
  if (passedLength >= chain.length) return undefined
  const told = flow.icmp.some(({ mtu, type, version }) => mtu !== undefined || (version === 4 ? type === 3 : type === 2))
  const whole = flow.handshake !== undefined
  const passedMeanwhile = chain.peerHeard || chain.passedDuring > 0
  const pause = flow.idle.beforeDeath
  const afterPause = !passedMeanwhile && pause !== undefined && pause.us >= shortestPauseUs && pause.after.us <= chain.start.us
  return { flow, sender, whole, lostLength: chain.length, passedLength, chain, passedMeanwhile, told, afterPause }
}

/** At the receiving end the large ones are just missing: later, empty packets carry numbers far beyond what arrived. */
function gapOfLarge(flow: FlowRecord, sender: FlowEnd): LargeLost | undefined {
  const own = directionOf(flow, sender)
  if (own.syn === undefined || own.ackedUnseenBytes > 0) return undefined
  const beyond = samplesOf(flow, sender).find(({ seq, length, flags }) => length === 0 && (flags & 4) === 0 && seq > own.bytes + 2 + passesEverywhere)
  const answered = directionOf(flow, otherEndOf(sender)).packets > 0
  if (beyond === undefined || !answered || own.segments.largest > passesEverywhere) return undefined
  return {
    flow,
    sender,
    whole: true,
    lostLength: beyond.seq - 1 - own.bytes,
    passedLength: own.segments.largest,
    passedMeanwhile: true,
    told: false,
    afterPause: false,
  }
}

/** Connections that stand still at the end of a capture because large segments are missing there, though no end has said so. */
export function stuckFlows(evidence: Evidence): readonly EventOf<'flow.observed'>[] {
  return evidence.of('flow.observed').filter(({ flow }) => {
    if (flow.samples === undefined || flow.ending.how === 'silent' || flow.ending.how === 'reset' || flow.ending.how === 'fin') return false
    return gapOfLarge(flow, 'opener') !== undefined || gapOfLarge(flow, 'answerer') !== undefined
  })
}
