import { type Evidence, usPerSecond } from '../model/index.ts'
import { type Break, brokenConnections } from './broken-connections.ts'
import { oncePer } from './once-per.ts'

/** Connections of one host with several others that ended at the same time. */
export interface BrokenTogether {
  /** One for each of the other hosts, earliest first. */
  readonly breaks: readonly Break[]
  /** From the first to the last. */
  readonly withinUs: number
}

/** Two may meet by chance. */
const fewestPeers = 3
/** What takes several connections at once takes each when its next packet comes; those of a running backup come in seconds. */
const togetherUs = 60 * usPerSecond

/** Connections that one end logged, each with another host, and that most of what broke is among; undefined where they may be one backup's, or broke by and by. */
export const brokenTogether = oncePer((evidence): BrokenTogether | undefined => {
  const peers = peersOf(evidence)
  const breaks = brokenConnections(evidence).filter(({ event }) => event.reported !== true && event.when !== undefined && peers.has(event.run ?? ''))
  const clusters = breaks.map((from) => clusterFrom(from, breaks, peers, evidence))
  const [largest] = clusters.toSorted((a, b) => b.breaks.length - a.breaks.length)
  const all = new Set(breaks.map(({ event }) => event.run)).size
  return largest === undefined || largest.breaks.length < fewestPeers || largest.breaks.length * 3 < all * 2 ? undefined : largest
})

/** The other host of each run, as its log names it. */
function peersOf(evidence: Evidence): ReadonlyMap<string, string> {
  const peers = new Map<string, string>()
  for (const { run, peer } of evidence.of('run.started')) if (run !== undefined && peer !== undefined) peers.set(run, peer)
  return peers
}

/** The first break with each peer in the time that begins with this one, as the same log tells them. */
function clusterFrom(from: Break, breaks: readonly Break[], peers: ReadonlyMap<string, string>, { timeline }: Evidence): BrokenTogether {
  const byPeer = new Map<string, Break>()
  let withinUs = 0
  for (const one of breaks) {
    const gap = timeline.gap(from.event.when, one.event.when)
    const peer = peers.get(one.event.run ?? '') ?? ''
    if (one.kind !== from.kind || one.event.at.source !== from.event.at.source || gap === undefined || gap.us < 0 || gap.us > togetherUs) continue
    if (byPeer.has(peer)) continue
    byPeer.set(peer, one)
    withinUs = Math.max(withinUs, gap.us)
  }
  return { breaks: [...byPeer.values()], withinUs }
}
