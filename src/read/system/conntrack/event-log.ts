import { type Event, type EventBase, type Moment, usPerSecond } from '../../../model/index.ts'
import { type Entry, entryKey } from './entry.ts'

/** More sessions than this at once are followed without memory of how they began. */
const mostSessions = 20_000
/** Expiry is looked for by a sweep that runs late; what is removed with more time left was removed by somebody. */
const sweepUs = 2 * usPerSecond

interface Known {
  readonly establishedAt?: Moment
  readonly state: string
  readonly changedAt?: Moment
  /** The timer that the last change set. */
  readonly timerUs?: number
}

/** Follows sessions through `conntrack -E`: which one expired while it stood open, and which was taken away before its time. */
export class EventLog {
  readonly #known = new Map<string, Known>()
  readonly #endings = new Map<string, Event>()

  take(kind: string, entry: Entry, base: EventBase): void {
    const key = entryKey(entry)
    const known = this.#known.get(key)
    if (kind === 'DESTROY') {
      this.#known.delete(key)
      const ending = endingOf(entry, known, base)
      if (ending !== undefined && this.#endings.size < mostSessions) this.#endings.set(key, ending)
      return
    }
    // A packet in mid-connection made a new entry (nf_conntrack_tcp_loose): the loss of the old one did no harm.
    if (kind === 'NEW' && entry.state === 'ESTABLISHED') for (const lost of [key, entryKey(reversed(entry))]) this.#endings.delete(lost)
    if (known === undefined && this.#known.size >= mostSessions) return
    const state = entry.state === '' ? (known?.state ?? '') : entry.state
    if (state === 'CLOSE' && known?.state === 'ESTABLISHED' && this.#endings.size < mostSessions)
      this.#endings.set(key, { ...base, kind: 'session.tracked', tuple: entry.tuple, state })
    const establishedAt = known?.establishedAt ?? (state === 'ESTABLISHED' ? base.when : undefined)
    this.#known.set(key, {
      state,
      ...(establishedAt === undefined ? {} : { establishedAt }),
      ...(base.when === undefined ? {} : { changedAt: base.when }),
      ...(entry.leftUs === undefined ? {} : { timerUs: entry.leftUs }),
    })
  }

  /** Sessions that went while they stood open and that nothing picked up again, and those that a valid reset ended. */
  events(): readonly Event[] {
    return [...this.#endings.values()]
  }
}

function reversed(entry: Entry): Entry {
  return { ...entry, tuple: { from: entry.tuple.to, to: entry.tuple.from } }
}

/** An entry that never was assured (a stray packet made it) tells nothing by its end. */
function endingOf(entry: Entry, known: Known | undefined, base: EventBase): Event | undefined {
  const state = entry.state === '' ? (known?.state ?? '') : entry.state
  if (state !== 'ESTABLISHED' || !entry.assured) return undefined
  const early = entry.remover !== undefined || (entry.leftUs ?? 0) > sweepUs
  if (early) {
    return { ...base, kind: 'session.tracked', tuple: entry.tuple, state, removed: 'early', ...(entry.leftUs === undefined ? {} : { leftUs: entry.leftUs }) }
  }
  // Without its timer, an entry that was in state for less than that timer cannot have expired.
  const sinceChange = gapUs(known?.changedAt, base.when)
  if (sinceChange !== undefined && known?.timerUs !== undefined && sinceChange + sweepUs < known.timerUs) {
    return { ...base, kind: 'session.tracked', tuple: entry.tuple, state, removed: 'early', leftUs: known.timerUs - sinceChange }
  }
  const durationUs = gapUs(known?.establishedAt, base.when)
  return { ...base, kind: 'session.ended', reason: 'idle', tuple: entry.tuple, text: 'conntrack', ...(durationUs === undefined ? {} : { durationUs }) }
}

function gapUs(from: Moment | undefined, to: Moment | undefined): number | undefined {
  return from === undefined || to === undefined || from.clock !== to.clock ? undefined : to.us - from.us
}
