import { type Break, brokenConnections } from '../../facts/broken-connections.ts'
import { inUseUntil } from '../../facts/in-use.ts'
import { duration, type Evidence, extentOf, opposing, type Outcome, ruledOut, usPerSecond } from '../../model/index.ts'

/** Younger than this a connection had no time to be idle: no device's limit for open connections is this short. */
const tooYoungUs = 10 * usPerSecond

/** Rules an idle limit out for a connection that was in use until it broke, that broke at once, or that never got as far as a session. */
export function soonOrBusy(evidence: Evidence): Outcome | undefined {
  const breaks = brokenConnections(evidence)
  const used = breaks.flatMap((one) => inUseUntil(evidence, one) ?? []).slice(0, 3)
  const [shortest] = used.toSorted((a, b) => a.beforeUs - b.beforeUs)
  if (shortest !== undefined) {
    return ruledOut(
      `Files were logged until ${duration(shortest.beforeUs)} before the break: the connection was in use, not idle`,
      used.map(({ progress, beforeUs }) => opposing(progress, `in use ${duration(beforeUs)} before the break`)),
    )
  }
  const greeting = breaks.find(({ event }) => event.stream === 'banner')
  if (greeting !== undefined)
    return ruledOut('The connection broke before its session began: it had no time to be idle', [opposing(greeting.event, 'no greeting had come yet')])
  const [first] = breaks
  return first === undefined ? undefined : young(evidence, first)
}

function young(evidence: Evidence, { event }: Break): Outcome | undefined {
  const ages = evidence.occurrences.map(({ startedAt, failedAt }) => evidence.timeline.gap(startedAt, failedAt))
  if (ages.length === 0 || !ages.every((gap) => gap !== undefined && gap.us >= 0 && gap.us + gap.uncertaintyUs < tooYoungUs)) return undefined
  const longest = extentOf(ages.map((gap) => gap?.us ?? 0)).most
  return ruledOut(`It failed ${duration(longest)} after its start: the connection had no time to be idle`, [opposing(event, 'broken so soon')])
}
