import { type ClockId, type MatchedPair, type Moment, usPerMs } from '../model/index.ts'
import type { Forest } from './forest.ts'
import { estimateOffset, type OffsetEstimate } from './offset-bounds.ts'

/** What the pairs between two trees of related clocks say: the reading of clock `other` minus that of clock `one`. */
export interface Meeting {
  readonly one: ClockId
  readonly other: ClockId
  readonly estimate: OffsetEstimate
  readonly pairs: number
}

interface Gathered {
  readonly one: ClockId
  readonly other: ClockId
  readonly upper: number[]
  readonly lower: number[]
  coarse: boolean
}

/** One meeting for every two trees of the forest that share pairs; `resolutions` are the clocks' steps in microseconds. */
export function meetingsOf(forest: Forest, pairs: readonly MatchedPair[], resolutions: ReadonlyMap<ClockId, number>): readonly Meeting[] {
  const met = new Map<string, Gathered>()
  for (const { sent, received } of pairs) {
    const left = inTree(forest, sent)
    const arrived = inTree(forest, received)
    if (left.tree === arrived.tree) continue
    const gathered = gatheredFor(met, left.tree, arrived.tree)
    const stepUs = resolutions.get(received.clock) ?? 0
    const mostUs = arrived.us + arrived.spreadUs + stepUs - (left.us - left.spreadUs)
    if (left.tree === gathered.one) gathered.upper.push(mostUs)
    else gathered.lower.push(-mostUs)
    gathered.coarse ||= stepUs >= usPerMs || (resolutions.get(sent.clock) ?? 0) >= usPerMs
  }
  return [...met.values()].map((bounds) => ({
    one: bounds.one,
    other: bounds.other,
    estimate: estimateOffset(bounds),
    pairs: bounds.upper.length + bounds.lower.length,
  }))
}

function gatheredFor(met: Map<string, Gathered>, a: ClockId, b: ClockId): Gathered {
  const [one, other] = a < b ? [a, b] : [b, a]
  const key = `${one}\n${other}`
  const gathered = met.get(key) ?? { one, other, upper: [], lower: [], coarse: false }
  met.set(key, gathered)
  return gathered
}

/** The moment as the first clock of its tree would show it. */
function inTree(forest: Forest, moment: Moment): { readonly tree: ClockId; readonly us: number; readonly spreadUs: number } {
  const tree = forest.treeOf(moment.clock)
  const bridge = forest.between(moment.clock, tree)
  return { tree, us: moment.us + (bridge?.offsetUs ?? 0), spreadUs: (moment.uncertaintyUs ?? 0) + (bridge?.uncertaintyUs ?? 0) }
}
