import type { FlowRecord } from '../../model/index.ts'

/**
 * Flows in trouble of one kind: all of them up to a limit. Of more, as a flood, a scan or a program that ends each connection with a reset makes,
 * the first and those that carried most, for a backup's are the large ones.
 */
export class KeptFlows {
  readonly #half: number
  readonly #first: FlowRecord[] = []
  #largest: FlowRecord[] = []
  /** Those that were let go. */
  left = 0

  constructor(most: number) {
    this.#half = Math.ceil(most / 2)
  }

  add(record: FlowRecord): void {
    if (this.#first.length < this.#half) {
      this.#first.push(record)
      return
    }
    this.#largest.push(record)
    if (this.#largest.length < 2 * this.#half) return
    this.left += this.#half
    this.#largest = this.#largest.toSorted((a, b) => carried(b) - carried(a)).slice(0, this.#half)
  }

  list(): readonly FlowRecord[] {
    return [...this.#first, ...this.#largest]
  }
}

function carried({ opener, answerer }: FlowRecord): number {
  return opener.bytes + answerer.bytes
}
