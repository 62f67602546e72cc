import type { Event } from '../model/index.ts'

/** One backup has two ends; as many hosts as these at one of them had each a run of its own. */
const fewestHosts = 3

/** One of several runs that a failure struck. */
interface Struck {
  readonly record: { readonly events: readonly Event[] }
}

/** Of the runs that one failure struck, those of many hosts, each with a backup of its own; none where all may be one backup as its two ends log it. */
export function fleetOf<Run extends Struck>(struck: readonly Run[]): readonly Run[] {
  const ends = [...Map.groupBy(struck, endOf).values()]
  const [largest = []] = ends.toSorted((a, b) => hostsOf(b).size - hostsOf(a).size)
  return hostsOf(largest).size >= fewestHosts ? largest : []
}

/** The hosts that logged these runs. */
export function hostsOf(runs: readonly Struck[]): ReadonlySet<string> {
  return new Set(runs.flatMap(({ record: { events } }) => events.find(({ host }) => host !== undefined)?.host ?? []))
}

/** Which end of a backup logged the run: server or client, sender or receiver. */
function endOf({ record: { events } }: Struck): string {
  const side = events.find((event) => event.side !== undefined)?.side
  const role = events.flatMap((event) => ('role' in event && event.role !== undefined ? [event.role] : []))[0]
  return `${events[0]?.system} ${side ?? ''} ${role ?? ''}`
}
