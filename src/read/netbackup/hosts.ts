import type { ThreadFacts } from './threads.ts'
import { Union } from './union.ts'

/** Where a thread ran, as far as the source shows it. */
export interface ThreadHost {
  /** The address as printed. */
  readonly host?: string
  readonly side?: 'server' | 'client'
  /** Tells the clocks of several hosts in one source apart; absent when the source has one host, or shows none. */
  readonly who?: string
}

const serverPrograms: ReadonlySet<string> = new Set('bpbrm bptm bpdm bprd bpdbm bpjobd bpsched nbjm nbpem nbrb nbemm nbrmms bptestbpcd'.split(' '))
const clientPrograms: ReadonlySet<string> = new Set('bpbkar bpbkar32 tar tar32 nbtar bpcd vnetd pbx pbx_exchange bpinetd bpfis'.split(' '))

/** Places every thread on a host: by its own connections, else by the one host on its side of the backup. */
export function hostsOf(threads: readonly ThreadFacts[]): (thread: ThreadFacts) => ThreadHost {
  const addresses = aliases(threads)
  const ownHost = (thread: ThreadFacts): string | undefined => {
    const [first] = thread.local
    return first === undefined ? undefined : addresses.find(first)
  }
  const sides = new Map<string, 'server' | 'client'>()
  for (const thread of threads) {
    const host = ownHost(thread)
    const side = sideOf(thread)
    // bpcd and vnetd run on servers too; only a server runs bpbrm.
    if (host !== undefined && side !== undefined && sides.get(host) !== 'server') sides.set(host, side)
  }
  const hosts = [...new Set(threads.map(ownHost).filter((host) => host !== undefined))]
  const alone = hosts.length === 1 && new Set(threads.map(sideOf).filter((side) => side !== undefined)).size <= 1
  return (thread) => {
    const side = sideOf(thread)
    const host = ownHost(thread) ?? hostOnSide(side, hosts, sides)
    if (host === undefined) return { ...(side === undefined ? {} : { side }), ...(hosts.length > 0 ? { who: side ?? 'unknown host' } : {}) }
    const known = sides.get(host) ?? side
    return { host, ...(known === undefined ? {} : { side: known }), ...(alone ? {} : { who: host }) }
  }
}

/** Addresses of one host: one thread shows them all, or the whole source never sees two of them talk to each other. */
function aliases(threads: readonly ThreadFacts[]): Union {
  const union = new Union()
  const local = new Set<string>()
  for (const thread of threads) for (const address of thread.local) local.add(address)
  const talking = threads.some(({ peers }) => !local.isDisjointFrom(peers))
  const sets = talking ? threads.map((thread) => [...thread.local]) : [[...local]]
  for (const [first, ...others] of sets) for (const other of others) if (first !== undefined) union.join(first, other)
  return union
}

function hostOnSide(side: 'server' | 'client' | undefined, hosts: readonly string[], sides: ReadonlyMap<string, 'server' | 'client'>): string | undefined {
  const candidates = hosts.filter((host) => side === undefined || (sides.get(host) ?? side) === side)
  return candidates.length === 1 && (side !== undefined || hosts.length === 1) ? candidates[0] : undefined
}

function sideOf({ programs }: ThreadFacts): 'server' | 'client' | undefined {
  if (programs.size === 0) return undefined
  if (!serverPrograms.isDisjointFrom(programs)) return 'server'
  return clientPrograms.isDisjointFrom(programs) ? undefined : 'client'
}
