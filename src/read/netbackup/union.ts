/** Sets of names that grow together (union-find). */
export class Union {
  readonly #above = new Map<string, string>()

  /** The name that stands for the set of this name. */
  find(name: string): string {
    let root = name
    for (let above = this.#above.get(root); above !== undefined; above = this.#above.get(root)) root = above
    if (root !== name) this.#above.set(name, root)
    return root
  }

  join(one: string, other: string): void {
    const [a, b] = [this.find(one), this.find(other)]
    // The smaller name leads, so that the order of joining leaves no trace.
    if (a < b) this.#above.set(b, a)
    else if (b < a) this.#above.set(a, b)
  }
}
