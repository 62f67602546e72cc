import type { Evidence, FlowEnd, FlowRecord, FramePoint, IdleGap, ResetRecord } from '../../model/index.ts'
import { type Connection, connections, pairsAtEnd, type Sighting } from './connections.ts'
import { directionOf, endAt, endpointOf, otherEndOf } from './ends.ts'
import { capturedUntil, type FlowPair, usInB } from './pairs.ts'
import { type JudgedReset, judgeReset } from './reset-origin.ts'
import { oncePer } from '../once-per.ts'
import { sentMeanwhile } from './quiet.ts'
import { endIn, samplesOf } from './sameness.ts'

/**
 * How an established connection ended that was still needed. `reset`: by a reset. `silent`: what an end sent was never answered; it may have given up with
 * a reset of its own. `cut-short`: one end closed in order, or gave up an answered connection, while the other was still sending; that is a consequence of something else.
 */
export interface Death {
  readonly connection: Connection
  /** The view that shows it best: the one from the end that met it. */
  readonly sighting: Sighting
  readonly flow: FlowRecord
  readonly kind: 'reset' | 'silent' | 'cut-short'
  readonly at: FramePoint
  /** The reset that ended it, or with which an end gave up. */
  readonly reset?: JudgedReset
  /** With two captures: whether the end in whose name the reset came sent it. */
  readonly sentByItsEnd: boolean | 'not-checked'
  /** Who met silence. */
  readonly sender?: FlowEnd
  /** The silence before the first packet that was never answered, where the connection still stood open when the capture ended. */
  readonly silence?: IdleGap
}

/** Connections that died, the deaths that nothing else in the captures accounts for first, then by time. */
export const deaths = oncePer((evidence): readonly Death[] => {
  const all = connections(evidence).flatMap((connection) => {
    const views = connection.sightings.flatMap((sighting) => deathIn(sighting, connection, evidence) ?? [])
    return views.toSorted((a, b) => telling(a) - telling(b)).slice(0, 1)
  })
  return all.toSorted((a, b) => Number(a.kind === 'cut-short') - Number(b.kind === 'cut-short') || a.at.us - b.at.us)
})

/** A view that shows a foreign reset or a silence tells more than one that only shows the end of it; one whose silence another view fills tells less. */
function telling({ kind, reset, flow, connection }: Death): number {
  const gap = flow.idle.beforeDeath
  const filled = gap !== undefined && sentMeanwhile(connection, flow, gap)
  if (reset?.origin === 'device') return filled ? 1 : 0
  if (kind === 'cut-short') return 5
  // The end that gave up shows what met silence; its peer sees only the reset that a late packet of its own drew.
  if (kind === 'silent' && reset?.local === true && reset.origin === 'no-socket') return 1
  if (reset?.local === true && reset.origin === 'no-socket') return 4
  return gap === undefined || filled ? 3 : 2
}

function deathIn(sighting: Sighting, connection: Connection, evidence: Evidence): Death | undefined {
  const { flow } = sighting
  const { how, at } = flow.ending
  if (isStray(flow)) return undefined
  if (how === 'open') return probedInVain(sighting, connection)
  if (at === undefined) return undefined
  const common = { connection, sighting, flow, at }
  if (how === 'silent') return { ...common, kind: 'silent', sentByItsEnd: 'not-checked', ...(flow.ending.by === undefined ? {} : { sender: flow.ending.by }) }
  if (how !== 'reset') return undefined
  const record = flow.resets.find(({ frame }) => frame === at.frame) ?? flow.resets[0]
  if (record === undefined || wasDone(flow, record)) return undefined
  const judged = judgeReset(flow, record, baselineTtl(evidence, flow, record.from))
  const sentByItsEnd = seenAtItsEnd(pairsAtEnd(connection, flow, record.from), record)
  const reset: JudgedReset =
    sentByItsEnd === false ? { ...judged, origin: 'device', sure: true, local: false, sign: 'the capture at the end that it names does not hold it' } : judged
  if (reset.origin !== 'device' && (gaveUp(flow, record.from) || askedInVain(flow, record) || hadGivenUp(flow, reset)))
    return { ...common, kind: 'silent', reset, sentByItsEnd, sender: record.from }
  if (closedBefore(flow, record.from, record.frame)) return { ...common, kind: 'cut-short', reset, sentByItsEnd }
  return { ...common, kind: 'reset', reset, sentByItsEnd }
}

/** Probes into a closed window that nobody answers any more, though an end that has closed its window answers each. */
function probedInVain(sighting: Sighting, connection: Connection): Death | undefined {
  const { flow } = sighting
  for (const sender of ['opener', 'answerer'] as const) {
    const peer = directionOf(flow, otherEndOf(sender))
    const episode = peer.zeroWindow.episodes.at(-1)
    const since = peer.last?.us ?? 0
    const unanswered = samplesOf(flow, sender).filter(({ us, length }) => us > since && length <= 1)
    const [first] = unanswered
    if (episode?.ended !== 'capture-end' || first === undefined || unanswered.length < fewestProbes) continue
    const at = { frame: first.frame, us: first.us }
    const before = peer.last ?? at
    const silence: IdleGap = { us: at.us - before.us, before, after: at, brokenBy: sender, brokenWith: 'window-probe' }
    return { connection, sighting, flow, kind: 'silent', at, sentByItsEnd: 'not-checked', sender, silence }
  }
  return undefined
}

/** The first acknowledgment after the peer's last packet is no probe; three packets without an answer hold at least two. */
const fewestProbes = 3

/** A few packets of a connection that began before the capture and brought nothing: left over from earlier. */
function isStray(flow: FlowRecord): boolean {
  if (!flow.beganBeforeCapture) return false
  return flow.opener.packets === 0 || flow.answerer.packets === 0 || flow.opener.bytes + flow.answerer.bytes === 0
}

/**
 * Nobody wanted anything more when the reset came: both ends had closed; or one had, and the other, which resets, had answered and had its answer
 * acknowledged; or nothing had ever been said.
 */
function wasDone(flow: FlowRecord, { from, frame }: ResetRecord): boolean {
  const closed = new Set(flow.fins.filter((fin) => fin.frame < frame).map((fin) => fin.from))
  if (closed.size === 2 || flow.opener.bytes + flow.answerer.bytes === 0) return true
  const own = directionOf(flow, from)
  return closed.has(otherEndOf(from)) && own.bytes > 0 && own.inFlight.atEnd === 0 && directionOf(flow, otherEndOf(from)).inFlight.atEnd === 0
}

/** The end whose reset this is had sent a FIN before: it was done, the other was not. */
function closedBefore(flow: FlowRecord, end: FlowEnd, frame: number): boolean {
  return flow.fins.some((fin) => fin.from === end && fin.frame < frame)
}

/** An end that resets after sends, probes or keepalives without an answer has given up; that is what silence ends in. */
function gaveUp(flow: FlowRecord, end: FlowEnd): boolean {
  const own = directionOf(flow, end)
  const chain = own.chains.at(-1)
  const stuck = chain !== undefined && !chain.answered && !chain.peerHeard && (directionOf(flow, otherEndOf(end)).last?.us ?? 0) <= chain.last.us
  return own.keepalives.unansweredAtEnd >= fewestUnanswered || stuck
}

/** The same, of an end whose peer was heard again after it had given up. */
function askedInVain(flow: FlowRecord, { from, frame, trigger }: ResetRecord): boolean {
  if (trigger === undefined) return false
  const answerWithin = Math.max(answeredWithinUs, 3 * (flow.roundTripUs ?? 0))
  const asked = samplesOf(flow, from).filter((sample) => sample.frame < frame && sample.us > trigger.us + answerWithin)
  return asked.length >= fewestUnanswered
}

/** An end that gave up says nothing; what its peer sends much later is answered as by a host that never knew the connection. */
function hadGivenUp(flow: FlowRecord, { record, local, origin }: JudgedReset): boolean {
  if (!local || origin !== 'no-socket' || record.trigger === undefined) return false
  const chain = directionOf(flow, record.from).chains.at(-1)
  if (chain === undefined || chain.answered || chain.count < fewestBeforeGivingUp) return false
  return !samplesOf(flow, otherEndOf(record.from)).some(({ us }) => us > chain.first.us && us < chain.last.us)
}

/** Systems repeat a segment at least three times before they give up: RFC 9293 section 3.8.3 asks for R2 of 100 s or more. */
const fewestBeforeGivingUp = 3

/** What an end sends sooner after its peer's last packet may be the answer to it; no system asks again sooner. */
const answeredWithinUs = 200_000

/** One lost probe is loss; Linux sends nine, other settings at least three. */
const fewestUnanswered = 2

/** TTL of another connection's packets from the same host, for ends that sent nothing but a reset. */
export function baselineTtl(evidence: Evidence, flow: FlowRecord, end: FlowEnd): number | undefined {
  const { address } = endpointOf(flow, end)
  for (const event of evidence.of('flow.observed')) {
    const other = event.flow
    const there = other === flow || other.source !== flow.source ? undefined : endAt(other, address)
    if (there === undefined || other.ending.how === 'refused') continue
    const { packets, ttl } = directionOf(other, there)
    if (packets > 0) return ttl.mode
  }
  return undefined
}

/** Packets of one exchange at both taps lie at most this far apart beyond what the clocks leave open: a queue that holds two seconds of data. */
const longestDelayUs = 2_000_000

/** Whether a capture at the end that a reset names holds it; not checked where none was made there or none covers that time. */
function seenAtItsEnd(pairs: readonly FlowPair[], reset: ResetRecord): boolean | 'not-checked' {
  const answers = pairs.map((pair) => holds(pair, reset))
  if (answers.includes(true)) return true
  return answers.includes(false) ? false : 'not-checked'
}

function holds(pair: FlowPair, reset: ResetRecord): boolean | 'not-checked' {
  const there = endIn(reset.from, pair.same)
  const sent = pair.b.resets.filter(({ from }) => from === there)
  // A reset is one packet: its number and, where it has one, its IP id stay the same on the way.
  if (
    sent.some(
      (one) =>
        one.withAck === reset.withAck &&
        one.window === reset.window &&
        one.seq === reset.seq &&
        one.ipId === reset.ipId &&
        one.tsVal === reset.tsVal &&
        one.ttl >= reset.ttl,
    )
  )
    return true
  const when = usInB(pair, reset.us)
  if (when === undefined || capturedUntil(pair.b) < when) return 'not-checked'
  const slack = pair.clock?.uncertaintyUs ?? 0
  return sent.some(({ us }) => us <= when + slack && us >= when - slack - longestDelayUs)
}
