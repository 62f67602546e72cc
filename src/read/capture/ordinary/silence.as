// AssemblyScript; compiled by scripts/ordinary-program.ts, which makes './layout' of the numbers that the TypeScript around it uses.
import { int, octet, real, setHalf, setInt, setOctet, setReal } from './cells'
import { flowBytes, flowHalves, flowInts, flowReals, gapSteps, ints, limits, pendingSurvived, reals } from './layout'
import { ack, direction, end, flow, flowFrame, frame, gap, length, own, ownGap, peer, us } from './segment'

/** As `Histories`. */
export function history(entry: i32): void {
  const count = octet(flow, flowBytes.historyCount)
  const place = count < limits.firstEntries ? count : limits.firstEntries + ((count - limits.firstEntries) % limits.lastEntries)
  setHalf(flow, flowHalves.history + place, entry)
  setOctet(flow, flowBytes.historyCount, count + 1 == limits.mostCounted ? limits.mostCounted - limits.lastEntries : count + 1)
}

function gapEntry(): i32 {
  const tenths = Math.floor(gap / 1e5 + 0.5)
  let mark = limits.gapMark
  if (tenths < <f64>gapSteps.tenths) return mark + i32(tenths)
  mark += gapSteps.tenths
  const seconds = Math.floor(tenths / 10 + 0.5)
  if (seconds < <f64>gapSteps.seconds) return mark + i32(seconds)
  mark += gapSteps.seconds
  const minutes = Math.floor(tenths / 600 + 0.5)
  if (minutes < <f64>gapSteps.minutes) return mark + i32(minutes)
  mark += gapSteps.minutes
  return mark + i32(min<f64>(Math.floor(tenths / 36000 + 0.5), <f64>(gapSteps.hours - 1)))
}

/** As `quiet` of idle.ts: a segment after a silence of the flow or of its own direction. */
export function quiet(): void {
  if (ownGap > real(own, reals.silence)) {
    setReal(own, reals.silence, ownGap)
    setReal(own, reals.silenceAfter, us)
    setInt(own, ints.silenceBefore, int(own, ints.lastFrame))
    setInt(own, ints.silenceAfterFrame, frame)
  }
  if (gap < limits.noticedGapUs) return
  if (gap >= limits.historyGapUs) {
    history(gapEntry())
    setOctet(flow, flowBytes.historyMask, 0)
  }
  const brokenWith = length > 0 ? limits.brokenWithData : limits.brokenWithAck
  if (gap > real(flow, flowReals.longestGap)) longest(brokenWith)
  const pendingBy = octet(flow, flowBytes.pendingBy)
  if (pendingBy > 0 && pendingBy <= pendingSurvived && octet(flow, flowBytes.pendingWith) != limits.brokenWithAck) return
  if (pendingBy > pendingSurvived) survived(pendingBy - pendingSurvived - 1)
  const isAnswer = length == 0 && ack > real(peer, reals.una) && int(peer, ints.packets) > 0
  setReal(flow, flowReals.pendingGap, gap)
  setReal(flow, flowReals.pendingAfter, us)
  setReal(flow, flowReals.pendingNeed, end)
  setOctet(flow, flowBytes.pendingBy, direction + 1 + (isAnswer ? pendingSurvived : 0))
  setInt(flow, flowInts.pendingBefore, flowFrame)
  setInt(flow, flowInts.pendingAfterFrame, frame)
  setOctet(flow, flowBytes.pendingWith, brokenWith)
}

function longest(brokenWith: i32): void {
  setReal(flow, flowReals.longestGap, gap)
  setReal(flow, flowReals.longestAfter, us)
  setInt(flow, flowInts.longestBefore, flowFrame)
  setInt(flow, flowInts.longestAfterFrame, frame)
  setOctet(flow, flowBytes.longestBy, direction)
  setOctet(flow, flowBytes.longestWith, brokenWith)
}

function survived(by: i32): void {
  const length = real(flow, flowReals.pendingGap)
  setOctet(flow, flowBytes.pendingBy, 0)
  if (length <= real(flow, flowReals.survivedGap)) return
  setReal(flow, flowReals.survivedGap, length)
  setReal(flow, flowReals.survivedAfter, real(flow, flowReals.pendingAfter))
  setInt(flow, flowInts.survivedBefore, int(flow, flowInts.pendingBefore))
  setInt(flow, flowInts.survivedAfterFrame, int(flow, flowInts.pendingAfterFrame))
  setOctet(flow, flowBytes.survivedBy, by)
  setOctet(flow, flowBytes.survivedWith, octet(flow, flowBytes.pendingWith))
}
