import type { Event } from '../model/index.ts'

/** More events of one source than these are thinned out. */
const most = 60_000
/** What thinning leaves of the events at the beginning and at the end. */
const keptFirst = 10_000
const keptLast = 20_000

/** The events of one source in bounded memory: of a very long log the beginning, the end, and the runs in which something failed. */
export class KeptEvents {
  #events: Event[] = []
  #dropped = 0

  /** In the order they were told. */
  get all(): readonly Event[] {
    return this.#events
  }

  /** Events that were counted and not kept. */
  get dropped(): number {
    return this.#dropped
  }

  add(events: readonly Event[]): void {
    for (const event of events) this.#events.push(event)
    if (this.#events.length > most) this.#thin()
  }

  notes(): readonly string[] {
    if (this.#dropped === 0) return []
    return [`it tells of more than can be kept: ${this.#dropped} events between the beginning and the end, first of all those of runs that went well, were only counted`]
  }

  #thin(): void {
    const before = this.#events.length
    const troubled = new Set(this.#events.flatMap(({ run, symptom }) => (run === undefined || symptom === undefined ? [] : [run])))
    const matters = ({ run, symptom }: Event): boolean => symptom !== undefined || (run !== undefined && troubled.has(run))
    const thinner = this.#events.filter((event, index) => index < keptFirst || index >= before - keptLast || matters(event))
    const still = thinner.length > (most * 3) / 4
    this.#events = still ? [...thinner.slice(0, keptFirst), ...thinner.slice(-keptLast)] : thinner
    this.#dropped += before - this.#events.length
  }
}
