import type { EventOf, Evidence } from '../model/index.ts'

/** How much a kernel's counter grew between two listings of one host. */
export interface Growth {
  readonly by: number
  readonly before: EventOf<'counter.seen'>
  readonly after: EventOf<'counter.seen'>
  readonly side?: string
}

/** Growth of one counter on each host that was listed before and after. */
export function counterGrowth(evidence: Evidence, name: string): readonly Growth[] {
  const seen = evidence.of('counter.seen').filter((event) => event.name === name)
  return [...Map.groupBy(seen, (event) => event.set).values()].flatMap((listings): Growth[] => {
    const before = listings.find((event) => event.sample === 'before') ?? listings.find((event) => event.sample === undefined)
    const after = listings.findLast((event) => event.sample === 'after')
    if (before === undefined || after === undefined || after.value < before.value) return []
    const side = after.side ?? after.host
    return [{ by: after.value - before.value, before, after, ...(side === undefined ? {} : { side }) }]
  })
}
