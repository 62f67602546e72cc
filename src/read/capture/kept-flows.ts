import type { FlowRecord } from '../../model/index.ts'

/**
 * Flows in trouble of one kind: all of them up to a limit. Of more, as a flood, a scan or a program that ends each connection with a reset makes,
 * the first and those that carried most, for a backup's are the large ones.
 */
export class KeptFlows {
  readonly #half: number
  readonly #first: FlowRecord[] = []
  #largest: FlowRecord[] = []
  /** Whoever carried no more than this is not among the largest. */
  #floor = -1
  /** Those that were let go. */
  left = 0

  constructor(most: number) {
    this.#half = Math.ceil(most / 2)
  }

  /** Whether a flow that carried so many bytes would be kept; one that would not is let go without being looked at. */
  wants(bytes: number): boolean {
    if (bytes > this.#floor) return true
    this.left += 1
    return false
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
    this.#floor = Math.max(...this.#largest.slice(-1).map(carried))
  }

  list(): readonly FlowRecord[] {
    return [...this.#first, ...this.#largest]
  }
}

function carried({ opener, answerer }: FlowRecord): number {
  return opener.bytes + answerer.bytes
}
