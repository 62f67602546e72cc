import { type Event, type EventBase, usPerSecond } from '../../../model/index.ts'
import type { SampleClock } from '../sample-clock.ts'
import { type Entry, entryKey } from './entry.ts'

const mostEntries = 20_000
const mostEvents = 400
/** The shortest timer of a session that ended in order or was reset: CLOSE stands for 10 s (nf_conntrack_proto_tcp.c). */
const shortestEndUs = 10 * usPerSecond
const slackUs = 2 * usPerSecond

interface Tracked {
  readonly first: Seen
  last: Seen
  looks: number
}

interface Seen {
  readonly entry: Entry
  readonly base: EventBase
  readonly round: number
}

/** Follows entries through repeated `conntrack -L`: the last look at each open one, and whether it then went before its time. */
export class TableLog {
  readonly #entries = new Map<string, Tracked>()
  readonly #rounds: number[] = []
  #clock: SampleClock | undefined

  take(entry: Entry, base: EventBase, clock: SampleClock): void {
    this.#clock = clock
    if (this.#rounds.at(-1) !== clock.index) this.#rounds.push(clock.index)
    if (this.#rounds.length > 4) this.#rounds.shift()
    const key = entryKey(entry)
    const seen = { entry, base, round: clock.index }
    const known = this.#entries.get(key)
    if (known !== undefined) {
      known.last = seen
      known.looks += 1
    } else if (this.#entries.size < mostEntries) this.#entries.set(key, { first: seen, last: seen, looks: 1 })
  }

  events(): readonly Event[] {
    const now = this.#clock
    if (now === undefined) return []
    const open = [...this.#entries.values()].filter(({ last }) => last.entry.state === 'ESTABLISHED' && last.entry.assured)
    return open.slice(0, mostEvents).flatMap((tracked) => told(tracked, now))
  }
}

function told({ last, looks }: Tracked, now: SampleClock): readonly Event[] {
  const { entry, base } = last
  const left = entry.leftUs
  const tracked: Event = { ...base, kind: 'session.tracked', tuple: entry.tuple, state: entry.state, ...(left === undefined ? {} : { leftUs: left }) }
  const elapsed = base.when !== undefined && now.when !== undefined && base.when.clock === now.when.clock ? now.when.us - base.when.us : undefined
  const gone = last.round < now.index && elapsed !== undefined
  if (!gone || looks < 2 || left === undefined) return [tracked]
  // One round later it was missing: looks are as far apart as the time since divided by the rounds since.
  const apart = elapsed / (now.index - last.round)
  if (left <= apart + slackUs) return [{ ...base, kind: 'session.ended', reason: 'idle', tuple: entry.tuple, text: 'conntrack' }]
  return apart + slackUs < shortestEndUs && left > apart + slackUs
    ? [{ ...base, kind: 'session.tracked', tuple: entry.tuple, state: entry.state, leftUs: left, removed: 'early' }]
    : [tracked]
}
