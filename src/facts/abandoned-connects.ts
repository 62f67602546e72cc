import { type EventOf, type Evidence, usPerMs } from '../model/index.ts'

/** Waits for one timer agree this closely (logs in milliseconds, a busy machine). */
const sameWaitShare = 0.05
const sameWaitUs = 100 * usPerMs

/** Connection attempts to one port that nobody answered, and what they cost in sequence. */
export interface AbandonedConnects {
  readonly port?: number
  readonly service?: string
  readonly fallback?: string
  readonly waits: readonly EventOf<'connect.abandoned'>[]
  readonly eachUs: number
  readonly totalUs: number
  /** At least two waits of the same length: a timer, not a slow network. */
  readonly timed: boolean
}

/** The port with the costliest abandoned attempts. */
export function abandonedConnects(evidence: Evidence): AbandonedConnects | undefined {
  const byPort = new Map<number | undefined, EventOf<'connect.abandoned'>[]>()
  for (const wait of evidence.of('connect.abandoned')) byPort.set(wait.port, [...(byPort.get(wait.port) ?? []), wait])
  const summed = [...byPort.values()].map(summary)
  return summed.toSorted((a, b) => b.totalUs - a.totalUs)[0]
}

function summary(waits: readonly EventOf<'connect.abandoned'>[]): AbandonedConnects {
  const lengths = waits.map((wait) => wait.waitedUs).toSorted((a, b) => a - b)
  const eachUs = lengths[Math.floor(lengths.length / 2)] ?? 0
  const spread = (lengths.at(-1) ?? 0) - (lengths[0] ?? 0)
  const { port, service, fallback } = waits[0] ?? {}
  return {
    waits,
    eachUs,
    totalUs: lengths.reduce((sum, each) => sum + each, 0),
    timed: lengths.length >= 2 && spread <= Math.max(sameWaitUs, sameWaitShare * eachUs),
    ...(port === undefined ? {} : { port }),
    ...(service === undefined ? {} : { service }),
    ...(fallback === undefined ? {} : { fallback }),
  }
}
