import type { Evidence, FlowRecord } from '../../model/index.ts'
import { type PortAttempts, portAttempts } from './attempts.ts'
import { nearEndOf } from './ends.ts'

/**
 * Whether the capture at the called host holds the connection requests: `not-seen` when that capture was made there, shows connections of the caller, and none to that port;
 * `seen` when it shows them; `not-checked` when no capture was made there.
 */
export function farOf(evidence: Evidence, { address, caller, port, source }: PortAttempts): 'seen' | 'not-seen' | 'not-checked' {
  const there = evidence.of('flow.observed').filter(({ flow }) => flow.source !== source && between(flow, address, caller))
  if (there.some(({ flow }) => flow.tuple.to.port === port && flow.tuple.to.address === address)) return 'seen'
  return there.some(({ flow }) => isAt(flow, address)) ? 'not-seen' : 'not-checked'
}

/** How the called host's own capture shows the attempts to a port. */
export function attemptsThere(evidence: Evidence, { address, port, source }: PortAttempts): PortAttempts | undefined {
  return portAttempts(evidence).find(
    (other) =>
      other.source !== source &&
      other.address === address &&
      other.port === port &&
      [...other.refused, ...other.silent].some(({ flow }) => isAt(flow, address)),
  )
}

function between({ tuple }: FlowRecord, one: string, other: string): boolean {
  const ends = [tuple.from.address, tuple.to.address]
  return ends.includes(one) && ends.includes(other)
}

function isAt(flow: FlowRecord, address: string): boolean {
  const near = nearEndOf(flow)
  return near !== undefined && (near === 'opener' ? flow.tuple.from : flow.tuple.to).address === address
}
