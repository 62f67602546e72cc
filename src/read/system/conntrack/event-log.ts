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

/** States in which both ends still use the connection. */
const inUse = new Set(['ESTABLISHED', 'SYN_RECV'])

/** Follows sessions through `conntrack -E`: which one expired while it stood open, and which was taken away before its time. */
export class EventLog {
  readonly #known = new Map<string, Known>()

  take(kind: string, entry: Entry, base: EventBase): readonly Event[] {
    const key = entryKey(entry)
    const known = this.#known.get(key)
    if (kind === 'DESTROY') {
      this.#known.delete(key)
      return ended(entry, known, base)
    }
    if (known === undefined && this.#known.size >= mostSessions) return []
    const establishedAt = known?.establishedAt ?? (entry.state === 'ESTABLISHED' ? base.when : undefined)
    this.#known.set(key, {
      state: entry.state,
      ...(establishedAt === undefined ? {} : { establishedAt }),
      ...(base.when === undefined ? {} : { changedAt: base.when }),
      ...(entry.leftUs === undefined ? {} : { timerUs: entry.leftUs }),
    })
    return []
  }
}

function ended(entry: Entry, known: Known | undefined, base: EventBase): readonly Event[] {
  const state = entry.state === '' ? (known?.state ?? '') : entry.state
  if (!inUse.has(state) || state === 'SYN_RECV') return []
  const early = entry.remover !== undefined || (entry.leftUs ?? 0) > sweepUs
  if (early) {
    return [{ ...base, kind: 'session.tracked', tuple: entry.tuple, state, removed: 'early', ...(entry.leftUs === undefined ? {} : { leftUs: entry.leftUs }) }]
  }
  // Without its timer, an entry that was in state for less than that timer cannot have expired.
  const sinceChange = gapUs(known?.changedAt, base.when)
  if (sinceChange !== undefined && known?.timerUs !== undefined && sinceChange + sweepUs < known.timerUs) {
    return [{ ...base, kind: 'session.tracked', tuple: entry.tuple, state, removed: 'early', leftUs: known.timerUs - sinceChange }]
  }
  const durationUs = gapUs(known?.establishedAt, base.when)
  return [{ ...base, kind: 'session.ended', reason: 'idle', tuple: entry.tuple, text: 'conntrack', ...(durationUs === undefined ? {} : { durationUs }) }]
}

function gapUs(from: Moment | undefined, to: Moment | undefined): number | undefined {
  return from === undefined || to === undefined || from.clock !== to.clock ? undefined : to.us - from.us
}
