import type { Tuple } from '../../model/index.ts'

/** Two ends of a session as a device prints them, in no particular order. */
export interface Ends {
  readonly a: string | undefined
  readonly aPort: string | undefined
  readonly b: string | undefined
  readonly bPort: string | undefined
}

/** Devices name the ends by interface, not by who called: the end with the higher port is taken for the caller. */
export function tupleOf({ a, aPort, b, bPort }: Ends): Tuple | undefined {
  if (a === undefined || b === undefined || aPort === undefined || bPort === undefined) return undefined
  const one = { address: a, port: Number(aPort) }
  const other = { address: b, port: Number(bPort) }
  return one.port >= other.port ? { from: one, to: other } : { from: other, to: one }
}

/** The session as the device says it, caller first. */
export function tupleFrom({ a, aPort, b, bPort }: Ends): Tuple | undefined {
  if (a === undefined || b === undefined || aPort === undefined || bPort === undefined) return undefined
  return { from: { address: a, port: Number(aPort) }, to: { address: b, port: Number(bPort) } }
}
