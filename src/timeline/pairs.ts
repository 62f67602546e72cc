import type { ClockId, Event, MatchedPair, Moment } from '../model/index.ts'

/** Joins `message.sent` and `message.received` events with equal keys, where both are timed and on different clocks. */
export function pairsOf(events: readonly Event[]): readonly MatchedPair[] {
  const ends = new Map<string, { readonly sent: Moment[]; readonly received: Moment[] }>()
  for (const event of events) {
    if ((event.kind !== 'message.sent' && event.kind !== 'message.received') || event.when === undefined) continue
    const end = ends.get(event.key) ?? { sent: [], received: [] }
    ends.set(event.key, end)
    end[event.kind === 'message.sent' ? 'sent' : 'received'].push(event.when)
  }
  return [...ends].flatMap(([key, { sent, received }]) => pairsOfKey(key, sent, received))
}

function pairsOfKey(key: string, sent: readonly Moment[], received: readonly Moment[]): readonly MatchedPair[] {
  const ways = [...byClock(sent)].flatMap(([from, departures]) => [...byClock(received)].map(([to, arrivals]) => ({ from, to, departures, arrivals })))
  return ways.flatMap(({ from, to, departures, arrivals }) => (from === to ? [] : matched(key, departures, arrivals)))
}

/** Repeats pair off in order; when one end missed some, only the first departure and the last arrival are sure to stand in order. */
function matched(key: string, sent: readonly Moment[], received: readonly Moment[]): readonly MatchedPair[] {
  if (sent.length === received.length) return sent.flatMap((departure, index) => pairOf(key, departure, received[index]))
  return pairOf(key, sent[0], received.at(-1))
}

function pairOf(key: string, sent: Moment | undefined, received: Moment | undefined): readonly MatchedPair[] {
  return sent === undefined || received === undefined ? [] : [{ key, sent, received }]
}

/** Moments of each clock in order of time; a line that was pasted twice counts once. */
function byClock(moments: readonly Moment[]): ReadonlyMap<ClockId, readonly Moment[]> {
  const sorted = moments.toSorted((a, b) => a.us - b.us)
  const groups = new Map<ClockId, Moment[]>()
  for (const moment of sorted) {
    const group = groups.get(moment.clock) ?? []
    groups.set(moment.clock, group)
    if (group.at(-1)?.us !== moment.us) group.push(moment)
  }
  return groups
}
