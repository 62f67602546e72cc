/** More names would come from garbage or an attack; they are shown as plain packets then. */
const mostCarriers = 4096

/** What packets were carried by (`vlan 12`, `vxlan 42`), each chain of names once, by number; 0 is none. */
export class Carriers {
  readonly #chains: (readonly string[])[] = [[]]
  readonly #known = new Map<string, number>()
  #lastOuter = -1
  #lastKind = ''
  #lastValue = -1
  #lastResult = 0

  /** The number of `outer` with one more name inside it. */
  inside(outer: number, kind: string, value = -1): number {
    if (outer === this.#lastOuter && kind === this.#lastKind && value === this.#lastValue) return this.#lastResult
    const name = value < 0 ? kind : `${kind} ${value}`
    const key = `${outer} ${name}`
    let found = this.#known.get(key)
    if (found === undefined) {
      found = this.#chains.length < mostCarriers ? this.#chains.push([...this.names(outer), name]) - 1 : 0
      if (found > 0) this.#known.set(key, found)
    }
    this.#lastOuter = outer
    this.#lastKind = kind
    this.#lastValue = value
    this.#lastResult = found
    return found
  }

  names(chain: number): readonly string[] {
    return this.#chains[chain] ?? []
  }
}
