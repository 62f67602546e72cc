import { collectGarbage } from '../../platform/collect-garbage.ts'
import { keepYoungGenerationSmall } from '../../platform/young-generation.ts'
import type { FlowRecord } from '../../model/index.ts'
import { plainEnding, shortClosureUs } from './ending.ts'
import { flowRecord, type RecordContext } from './flow-record.ts'
import { type Flows, roomyFlows } from './flows.ts'
import { KeptFlows } from './kept-flows.ts'
import { bothFins, flowBits, watchBits } from './layout.ts'

/** Flows of a capture that are all told one by one; of more, the healthy ones are counted, except where one survived a longer silence than all before: it brackets a device's limit. */
export const mostHealthy = 1_000
/** Flows whose segments are kept for matching with another capture. */
const mostSampled = 256
const openTrouble = watchBits.chain | watchBits.zeroWindow | watchBits.keepalive
/** A flow that ended this long ago gets no more packets when room is wanted. */
const settledUs = 10_000_000
/**
 * And none at all: Linux keeps what is left of a connection for a minute (TCP_TIMEWAIT_LEN). Where so many end within a minute that they crowd
 * the others out, a resend of the last packets is waited for, and then only the shortest time that a resend takes (RFC 6298 section 2.4).
 */
const goneUs = [60_000_000, settledUs, 1_000_000] as const

/** The flows of one capture as records, bounded however many there are: trouble first, then whatever a limit can be read from. */
export class Crowd {
  readonly #flows: Flows
  readonly #context: () => RecordContext
  /** By how they ended: a scan or a flood makes millions of a kind. */
  readonly #troubled = new Map<FlowRecord['ending']['how'], KeptFlows>()
  #listed = 0
  readonly #healthy: FlowRecord[] = []
  total = 0
  #healthyNotListed = 0
  unseenBytes = 0
  #evicted = false
  #longestIdleUs = 0
  #isReady = false
  readonly #mostHealthy: number

  constructor(flows: Flows, context: () => RecordContext, most = mostHealthy) {
    this.#mostHealthy = most
    this.#flows = flows
    this.#context = context
    flows.makeRoom = () => this.#makeRoom()
    flows.settleEnded = () => this.#settleGone()
  }

  /** All that are left; afterwards the records are complete. In order of their first packet. */
  finish(): readonly FlowRecord[] {
    const { state } = this.#flows.tracker
    for (let slot = 0; slot < state.end; slot += 1) if (state.isUsed(slot)) this.#settle(slot)
    const troubled = [...this.#troubled.values()].flatMap((kept) => kept.list())
    return [...troubled, ...this.#healthy].toSorted((a, b) => a.first.frame - b.first.frame)
  }

  get notListed(): number {
    return this.#healthyNotListed + this.troubledNotListed
  }

  /** In trouble of a kind that others show. */
  get troubledNotListed(): number {
    return [...this.#troubled.values()].reduce((sum, { left }) => sum + left, 0)
  }

  /** Some flow was settled before the capture ended; packets of it that came later make another one. */
  get evicted(): boolean {
    return this.#evicted
  }

  #settle(slot: number): void {
    const { tracker } = this.#flows
    const { state } = tracker
    // Headers that contradict themselves open a flow and leave it empty.
    const isEmpty = state.packets(slot) === 0
    if (!isEmpty) this.total += 1
    // Most flows of a crowd are told by a few numbers already.
    if (!isEmpty && this.#healthy.length >= this.#mostHealthy && this.#isPlain(slot)) this.#healthyNotListed += 1
    else if (!isEmpty && this.#isWanted(slot)) this.#record(slot)
    for (const direction of [0, 1]) {
      tracker.samples.give(state.directionHalf(slot, direction, 'sampleHead'))
      tracker.samples.give(state.directionHalf(slot, direction, 'sampleTail'))
      tracker.holes.release(tracker.troubles[slot]?.known(direction)?.holeHead ?? -1)
    }
    tracker.troubles[slot] = undefined
    tracker.fins[slot] = undefined
    state.give(slot)
  }

  #record(slot: number): void {
    const record = flowRecord(this.#flows.tracker, slot, this.#context(), this.#listed < mostSampled)
    this.#listed += 1
    this.unseenBytes += record.captureLossBytes
    const idleUs = record.idle.longest?.us ?? 0
    if (record.healthy && this.#healthy.length >= this.#mostHealthy && idleUs <= this.#longestIdleUs) this.#healthyNotListed += 1
    else if (record.healthy) this.#healthy.push(record)
    else this.#ofKind(record.ending.how).add(record)
    if (record.healthy) this.#longestIdleUs = Math.max(this.#longestIdleUs, idleUs)
  }

  /** Of more flows than are told, those of a scan or a flood need no record: how they ended is plain from a few numbers. */
  #isWanted(slot: number): boolean {
    const { tracker } = this.#flows
    const how = plainEnding(tracker, slot)
    const kept = how === undefined ? undefined : this.#troubled.get(how)
    const { state } = tracker
    if (kept === undefined || kept.wants(state.directionReal(slot, 0, 'bytes') + state.directionReal(slot, 1, 'bytes'))) return true
    const trouble = tracker.troubles[slot]
    if (how === 'reset') this.unseenBytes += (trouble?.known(0)?.unseenBytes ?? 0) + (trouble?.known(1)?.unseenBytes ?? 0)
    return false
  }

  #ofKind(how: FlowRecord['ending']['how']): KeptFlows {
    const known = this.#troubled.get(how) ?? new KeptFlows(this.#mostHealthy)
    this.#troubled.set(how, known)
    return known
  }

  /** Both ends spoke, nothing but ordinary loss happened, and its silences are no record. */
  #isPlain(slot: number): boolean {
    const { tracker } = this.#flows
    const { state } = tracker
    const wasAnswered = state.directionInt(slot, 0, 'packets') > 0 && state.directionInt(slot, 1, 'packets') > 0
    return wasAnswered && state.headerReal(slot, 'longestGap') <= this.#longestIdleUs && this.#isMild(slot)
  }

  /** No reset, no error, nothing unanswered, no window closed for longer than a loss takes to mend. */
  #isMild(slot: number): boolean {
    const { troubles, state } = this.#flows.tracker
    const trouble = troubles[slot]
    if (trouble === undefined) return true
    if (trouble.resets.count > 0 || trouble.icmp.length > 0 || trouble.challenge !== undefined) return false
    return [0, 1].every((direction) => {
      const own = trouble.known(direction)
      if (own === undefined) return true
      return (state.directionInt(slot, direction, 'watch') & openTrouble) === 0 && own.keepalivesInARow === 0 && own.zeroLongestUs < shortClosureUs
    })
  }

  /** The number of flows that are left. */
  #settleGone(): number {
    this.#makeReady()
    let left = Number.POSITIVE_INFINITY
    for (const [step, agoUs] of goneUs.entries()) if (left > step * roomyFlows) left = this.#settleEnded(agoUs).length
    this.#flows.rebuild()
    return left
  }

  /** The numbers of a crowd are the largest thing in memory from here on. */
  #makeReady(): void {
    if (this.#isReady) return
    this.#isReady = true
    keepYoungGenerationSmall()
    collectGarbage()
  }

  /** Gives the slots that are left; the flows have to be entered anew afterwards. */
  #settleEnded(agoUs: number): readonly number[] {
    const { state } = this.#flows.tracker
    const now = this.#flows.lastUs
    const left: number[] = []
    for (let slot = 0; slot < state.end; slot += 1) {
      if (!state.isUsed(slot)) continue
      if (this.#hasEnded(slot) && now - state.lastTime(slot) >= agoUs) this.#settle(slot)
      else left.push(slot)
    }
    return left
  }

  /** Settles what has ended; when that is too little, the half that was silent longest. */
  #makeRoom(): boolean {
    const { state } = this.#flows.tracker
    const before = state.used
    let left = this.#settleEnded(settledUs)
    if (left.length > before * 0.9) {
      left = left.toSorted((a, b) => state.lastTime(a) - state.lastTime(b))
      for (const slot of left.slice(0, left.length >> 1)) this.#settle(slot)
      this.#evicted = true
    }
    this.#flows.rebuild()
    return true
  }

  #hasEnded(slot: number): boolean {
    const { state } = this.#flows.tracker
    const bits = state.headerInt(slot, 'bits')
    return (bits & flowBits.dead) !== 0 || (bits & bothFins) === bothFins
  }
}
