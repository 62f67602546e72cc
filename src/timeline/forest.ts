import type { ClockId } from '../model/index.ts'
import type { Relation } from './relation.ts'

interface Step {
  readonly to: ClockId
  /** Reading of `to` minus reading of the clock the step starts from. */
  readonly offsetUs: number
  readonly uncertaintyUs: number
}

interface Bridge {
  readonly offsetUs: number
  readonly uncertaintyUs: number
}

/** The surest relations that connect all clocks which can be connected; offsets and uncertainties add up along its one path between two clocks. */
export class Forest {
  readonly #steps = new Map<ClockId, Step[]>()
  readonly #tree = new Map<ClockId, ClockId>()
  readonly #paths = new Map<ClockId, ReadonlyMap<ClockId, Bridge>>()

  constructor(relations: readonly Relation[]) {
    const surest = relations.toSorted(
      (a, b) => a.uncertaintyUs - b.uncertaintyUs || compare(a.clock, b.clock) || compare(a.base, b.base) || a.offsetUs - b.offsetUs,
    )
    for (const relation of surest) this.#add(relation)
  }

  /** Names the tree a clock stands in: two clocks are related when their trees have the same name. */
  treeOf(clock: ClockId): ClockId {
    let root = clock
    for (let above = this.#tree.get(root); above !== undefined; above = this.#tree.get(root)) root = above
    return root
  }

  /** Reading of `to` minus reading of `from` at the same instant; undefined when nothing relates them. */
  between(from: ClockId, to: ClockId): Bridge | undefined {
    if (from === to) return { offsetUs: 0, uncertaintyUs: 0 }
    let paths = this.#paths.get(from)
    if (paths === undefined) {
      paths = this.#walk(from)
      this.#paths.set(from, paths)
    }
    return paths.get(to)
  }

  #add({ clock, base, offsetUs, uncertaintyUs }: Relation): void {
    const [one, other] = [this.treeOf(clock), this.treeOf(base)]
    if (one === other) return
    this.#tree.set(one, other)
    this.#stepsFrom(base).push({ to: clock, offsetUs, uncertaintyUs })
    this.#stepsFrom(clock).push({ to: base, offsetUs: -offsetUs, uncertaintyUs })
  }

  #stepsFrom(clock: ClockId): Step[] {
    const steps = this.#steps.get(clock) ?? []
    this.#steps.set(clock, steps)
    return steps
  }

  #walk(from: ClockId): ReadonlyMap<ClockId, Bridge> {
    const reached = new Map<ClockId, Bridge>([[from, { offsetUs: 0, uncertaintyUs: 0 }]])
    for (const [clock, bridge] of reached) {
      for (const { to, offsetUs, uncertaintyUs } of this.#steps.get(clock) ?? []) {
        if (!reached.has(to)) reached.set(to, { offsetUs: bridge.offsetUs + offsetUs, uncertaintyUs: bridge.uncertaintyUs + uncertaintyUs })
      }
    }
    return reached
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
