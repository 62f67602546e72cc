import type { Event } from '../model/index.ts'

/** More events of one source than these are thinned out. */
const most = 20_000
/** Events of one run and kind that say the same: so many of the first and of the last are examples enough. */
const alike = 500
/** What is left of the events at the beginning and at the end where even that is too much. */
const keptFirst = 5_000
const keptLast = 5_000

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
    return [`it tells of more than can be kept: ${this.#dropped} events were only counted, first of all repeats, then those of runs that went well`]
  }

  #thin(): void {
    const before = this.#events.length
    for (const thinner of [withoutRepeats, withoutGoodRuns, endsOnly]) {
      if (this.#events.length > (most * 3) / 4) this.#events = thinner(this.#events)
    }
    this.#dropped += before - this.#events.length
  }
}

function withoutRepeats(events: readonly Event[]): Event[] {
  const groups = Map.groupBy(events, ({ run, kind, symptom }) => `${kind} ${symptom ?? ''} ${run ?? ''}`)
  const dropped = new Set([...groups.values()].flatMap((group) => group.slice(alike, -alike)))
  return events.filter((event) => !dropped.has(event))
}

function withoutGoodRuns(events: readonly Event[]): Event[] {
  const troubled = new Set(events.flatMap(({ run, symptom }) => (run === undefined || symptom === undefined ? [] : [run])))
  const matters = ({ run, symptom }: Event): boolean => symptom !== undefined || (run !== undefined && troubled.has(run))
  return events.filter((event, index) => index < keptFirst || index >= events.length - keptLast || matters(event))
}

function endsOnly(events: readonly Event[]): Event[] {
  return [...events.slice(0, keptFirst), ...events.slice(-keptLast)]
}
