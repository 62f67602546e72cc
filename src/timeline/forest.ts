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
  readonly #kept: Relation[] = []
  #steps: ReadonlyMap<ClockId, readonly Step[]> | undefined
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

  #add(relation: Relation): void {
    const [one, other] = [this.treeOf(relation.clock), this.treeOf(relation.base)]
    if (one === other) return
    this.#tree.set(one, other)
    this.#kept.push(relation)
  }

  #walk(from: ClockId): ReadonlyMap<ClockId, Bridge> {
    this.#steps ??= stepsOf(this.#kept)
    const reached = new Map<ClockId, Bridge>([[from, { offsetUs: 0, uncertaintyUs: 0 }]])
    for (const [clock, bridge] of reached) {
      for (const { to, offsetUs, uncertaintyUs } of this.#steps.get(clock) ?? []) {
        if (!reached.has(to)) reached.set(to, { offsetUs: bridge.offsetUs + offsetUs, uncertaintyUs: bridge.uncertaintyUs + uncertaintyUs })
      }
    }
    return reached
  }
}

function stepsOf(relations: readonly Relation[]): ReadonlyMap<ClockId, readonly Step[]> {
  const steps = new Map<ClockId, Step[]>()
  const add = (from: ClockId, step: Step): void => {
    const known = steps.get(from)
    if (known === undefined) steps.set(from, [step])
    else known.push(step)
  }
  for (const { clock, base, offsetUs, uncertaintyUs } of relations) {
    add(base, { to: clock, offsetUs, uncertaintyUs })
    add(clock, { to: base, offsetUs: -offsetUs, uncertaintyUs })
  }
  return steps
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
