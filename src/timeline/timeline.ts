import { type Clock, type ClockId, type Gap, type Moment, type Timeline, usPerMs } from '../model/index.ts'
import { Forest } from './forest.ts'
import { ownRelations } from './relation.ts'

/** Compares moments across the clocks given, as far as these are related by what they say of themselves and by their hosts. */
export function buildTimeline(clocks: readonly Clock[]): Timeline {
  const forest = new Forest(ownRelations(clocks))
  const hosts = new Map(clocks.map(({ id, host }) => [id, host]))
  return {
    kin({ clock, utc }) {
      const host = utc === undefined ? undefined : hosts.get(clock)
      return [forest.treeOf(clock), ...(host === undefined ? [] : [`UTC at ${host}`])]
    },
    gap(earlier, later) {
      if (earlier === undefined || later === undefined) return undefined
      const bridge = forest.between(earlier.clock, later.clock)
      if (bridge === undefined) return sameHostGap(earlier, later, hosts)
      return {
        us: later.us - earlier.us - bridge.offsetUs,
        uncertaintyUs: bridge.uncertaintyUs + (earlier.uncertaintyUs ?? 0) + (later.uncertaintyUs ?? 0),
      }
    },
  }
}

/** Two clocks of one host in different zones meet in UTC. Those of two hosts do not: each host is as wrong as it likes. */
function sameHostGap(earlier: Moment, later: Moment, hosts: ReadonlyMap<ClockId, string | undefined>): Gap | undefined {
  const host = hosts.get(earlier.clock)
  if (host === undefined || host !== hosts.get(later.clock) || earlier.utc === undefined || later.utc === undefined) return undefined
  const us = (Date.parse(later.utc) - Date.parse(earlier.utc)) * usPerMs
  // `utc` is cut to milliseconds.
  return Number.isNaN(us) ? undefined : { us, uncertaintyUs: usPerMs + (earlier.uncertaintyUs ?? 0) + (later.uncertaintyUs ?? 0) }
}
