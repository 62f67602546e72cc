/** xorshift32 (Marsaglia 2003): the same seed gives the same numbers. */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0 || 1
    // Seeds that lie side by side begin alike.
    for (let times = 0; times < 8; times += 1) this.below(1)
  }

  /** From 0 up to, and without, `limit`. */
  below(limit: number): number {
    this.#state ^= this.#state << 13
    this.#state ^= this.#state >>> 17
    this.#state ^= this.#state << 5
    return limit <= 1 ? 0 : (this.#state >>> 0) % limit
  }

  /** One of these. */
  of<T>(items: readonly T[]): T | undefined {
    return items[this.below(items.length)]
  }
}
