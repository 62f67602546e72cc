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
  readonly #tree = new Map<ClockId, ClockId>()
  #branches: ReadonlyMap<ClockId, Branch> | undefined

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
    // Every night adds clocks to the tree of a host: the next time the way is short.
    if (root !== clock) this.#tree.set(clock, root)
    return root
  }

  /** Reading of `to` minus reading of `from` at the same instant; undefined when nothing relates them. */
  between(from: ClockId, to: ClockId): Bridge | undefined {
    if (from === to) return { offsetUs: 0, uncertaintyUs: 0 }
    this.#branches ??= branchesOf(this.#kept)
    let [one, other] = [this.#branches.get(from), this.#branches.get(to)]
    let [offsetUs, uncertaintyUs] = [0, 0]
    while (one !== other) {
      if (one === undefined || other === undefined) return undefined
      if (one.depth >= other.depth) {
        offsetUs -= one.offsetUs
        uncertaintyUs += one.uncertaintyUs
        one = one.below
      } else {
        offsetUs += other.offsetUs
        uncertaintyUs += other.uncertaintyUs
        other = other.below
      }
    }
    return one === undefined ? undefined : { offsetUs, uncertaintyUs }
  }

  #add(relation: Relation): void {
    const [one, other] = [this.treeOf(relation.clock), this.treeOf(relation.base)]
    if (one === other) return
    this.#tree.set(one, other)
    this.#kept.push(relation)
  }
}

/** A clock in its tree, and how it stands to the one below it, towards the root. */
interface Branch extends Bridge {
  readonly below: Branch | undefined
  readonly depth: number
}

function branchesOf(relations: readonly Relation[]): ReadonlyMap<ClockId, Branch> {
  const steps = stepsOf(relations)
  const branches = new Map<ClockId, Branch>()
  for (const root of steps.keys()) {
    if (branches.has(root)) continue
    const tree = new Map<ClockId, Branch>([[root, { below: undefined, depth: 0, offsetUs: 0, uncertaintyUs: 0 }]])
    for (const [clock, below] of tree) {
      for (const { to, offsetUs, uncertaintyUs } of steps.get(clock) ?? []) {
        if (!tree.has(to)) tree.set(to, { below, depth: below.depth + 1, offsetUs, uncertaintyUs })
      }
    }
    for (const [clock, branch] of tree) branches.set(clock, branch)
  }
  return branches
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
