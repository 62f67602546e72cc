import type { EventOf, Evidence } from '../model/index.ts'
import { type Break, brokenConnections } from './broken-connections.ts'
import { noticedWithinUs } from './give-up-time.ts'
import { inUseWithinUs } from './in-use.ts'
import { mayHaveCaused } from './nearness.ts'
import { oncePer } from './once-per.ts'
import { trackedSessions } from './tracked-session.ts'

/** Packets of the backup's connection that a firewall dropped as invalid, until their sender gave up. */
export interface RefusedUntilTimeout {
  readonly packets: readonly EventOf<'packet.refused'>[]
  readonly broken: Break
  /** From the first of them to the end; absent where their clocks are not related. */
  readonly us?: number
  /** The connection had moved data within a minute of the first, so that it was not forgotten for being idle. */
  readonly busy?: EventOf<'stream.active'>
}

/** Silence that a firewall made: it met the packets and let none through. Undefined where its table tells more, or no packet came while a system sends in vain. */
export const refusedUntilTimeout = oncePer((evidence): RefusedUntilTimeout | undefined => {
  const broken = brokenConnections(evidence).find(({ kind }) => kind === 'timed-out')
  if (broken === undefined) return undefined
  const session = trackedSessions(evidence).find(
    ({ refused, expired, removed, held, reset }) => refused.length > 0 && [expired, removed, held, reset].every((event) => event === undefined),
  )
  const packets = (session?.refused ?? []).filter((packet) => mayHaveCaused(evidence, packet, broken.event, noticedWithinUs(broken.event)))
  const [first] = packets
  if (first === undefined) return undefined
  const gap = evidence.timeline.gap(first.when, broken.event.when)
  const busy = busyBefore(evidence, first)
  return { packets, broken, ...(gap === undefined ? {} : { us: gap.us }), ...(busy === undefined ? {} : { busy }) }
})

function busyBefore(evidence: Evidence, first: EventOf<'packet.refused'>): EventOf<'stream.active'> | undefined {
  return evidence.of('stream.active').findLast((event) => {
    const gap = evidence.timeline.gap(event.when, first.when)
    return gap !== undefined && gap.us >= -gap.uncertaintyUs && gap.us + gap.uncertaintyUs <= inUseWithinUs
  })
}
