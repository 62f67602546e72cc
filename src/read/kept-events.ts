import type { Event } from '../model/index.ts'

/** More events of one source than these are thinned out. */
const most = 20_000
/** Events of one run and kind that say the same: so many of the first and of the last are examples enough. */
const alike = 500
/** Of so many events at the beginning and at the end the runs are kept where even that is too much. */
const keptFirst = 5_000
const keptLast = 5_000

/** The events of one source in bounded memory: of a very long log the beginning, the end, and the runs in which something failed, each run whole. */
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
    return [
      `it tells of more than can be kept: ${this.#dropped} events were only counted, first of all repeats, then those of runs that went well, then those of runs in the middle`,
    ]
  }

  #thin(): void {
    const before = this.#events.length
    for (const thinner of [withoutRepeats, withoutGoodRuns, firstAndLastRuns]) {
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

/** A run is told in pieces, and its failure perhaps long after its start: what is kept of it is kept whole. */
function firstAndLastRuns(events: readonly Event[]): Event[] {
  const runs = [...Map.groupBy(events, (event) => event.run ?? event).values()]
  const kept = new Set([...upTo(keptFirst, runs), ...upTo(keptLast, runs.toReversed())].flat())
  return events.filter((event) => kept.has(event))
}

/** The runs in their order until they hold so many events. */
function upTo(most: number, runs: readonly (readonly Event[])[]): readonly (readonly Event[])[] {
  const kept: (readonly Event[])[] = []
  let left = most
  for (const run of runs) {
    left -= run.length
    if (left < 0) break
    kept.push(run)
  }
  return kept
}
