// AssemblyScript; compiled by scripts/ordinary-program.ts, which makes './layout' of the numbers that the TypeScript around it uses.
import { int, real, setInt, setReal } from './cells'
import { flowInts, flowReals, ints, limits, reals } from './layout'
import { ack, direction, end, flow, frame, gap, length, own, ownGap, peer, us } from './segment'

/** As `Histories`. */
export function history(entry: i32): void {
  const count = int(flow, flowInts.historyCount)
  const place = count < limits.firstEntries ? count : limits.firstEntries + ((count - limits.firstEntries) % limits.lastEntries)
  setInt(flow, flowInts.history + place, entry)
  setInt(flow, flowInts.historyCount, count + 1)
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
    history(limits.gapMark + i32(min<f64>(Math.floor(gap / 1e5 + 0.5), limits.mostTenths)))
    setInt(flow, flowInts.historyMask, 0)
  }
  const brokenWith = length > 0 ? limits.brokenWithData : limits.brokenWithAck
  const before = int(flow, flowInts.lastFrame)
  if (gap > real(flow, flowReals.longestGap)) longest(before, brokenWith)
  const pendingBy = int(flow, flowInts.pendingBy)
  if (pendingBy > 0 && int(flow, flowInts.pendingWith) != limits.brokenWithAck) return
  if (pendingBy < 0) survived(-pendingBy - 1)
  const isAnswer = length == 0 && ack > real(peer, reals.una) && int(peer, ints.packets) > 0
  setReal(flow, flowReals.pendingGap, gap)
  setReal(flow, flowReals.pendingAfter, us)
  setReal(flow, flowReals.pendingNeed, end)
  setInt(flow, flowInts.pendingBy, isAnswer ? -(direction + 1) : direction + 1)
  setInt(flow, flowInts.pendingBefore, before)
  setInt(flow, flowInts.pendingAfterFrame, frame)
  setInt(flow, flowInts.pendingWith, brokenWith)
}

function longest(before: i32, brokenWith: i32): void {
  setReal(flow, flowReals.longestGap, gap)
  setReal(flow, flowReals.longestAfter, us)
  setInt(flow, flowInts.longestBefore, before)
  setInt(flow, flowInts.longestAfterFrame, frame)
  setInt(flow, flowInts.longestBy, direction)
  setInt(flow, flowInts.longestWith, brokenWith)
}

function survived(by: i32): void {
  const length = real(flow, flowReals.pendingGap)
  setInt(flow, flowInts.pendingBy, 0)
  if (length <= real(flow, flowReals.survivedGap)) return
  setReal(flow, flowReals.survivedGap, length)
  setReal(flow, flowReals.survivedAfter, real(flow, flowReals.pendingAfter))
  setInt(flow, flowInts.survivedBefore, int(flow, flowInts.pendingBefore))
  setInt(flow, flowInts.survivedAfterFrame, int(flow, flowInts.pendingAfterFrame))
  setInt(flow, flowInts.survivedBy, by)
  setInt(flow, flowInts.survivedWith, int(flow, flowInts.pendingWith))
}
