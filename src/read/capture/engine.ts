import type { FramePoint } from '../../model/index.ts'
import type { Carriers } from './carriers.ts'
import type { Addresses } from './addresses.ts'
import type { FlowState } from './flow-state.ts'
import type { Histories } from './history.ts'
import type { Holes } from './holes.ts'
import type { OptionOrders, TcpOptions } from './options.ts'
import type { Samples } from './samples.ts'
import type { Segment } from './segment.ts'
import { Trouble } from './trouble.ts'

/** Where a direction was closed, and where what it sent ends. */
export interface Fin extends FramePoint {
  readonly end: number
}

export type Fins = (Fin | undefined)[]

/** All that is known of the live flows; the rules of one concern each work on it. */
export interface Engine {
  readonly state: FlowState
  readonly holes: Holes
  readonly samples: Samples
  readonly histories: Histories
  readonly options: TcpOptions
  readonly segment: Segment
  readonly troubles: (Trouble | undefined)[]
  /** How each flow's ends closed it, by direction. */
  readonly fins: (Fins | undefined)[]
  readonly addresses: Addresses
  readonly carriers: Carriers
  readonly optionOrders: OptionOrders
}

/** The rare things of a flow, made when the first is met. */
export function troubleOf(engine: Engine, slot: number): Trouble {
  const known = engine.troubles[slot]
  if (known !== undefined) return known
  const fresh = new Trouble()
  engine.troubles[slot] = fresh
  return fresh
}

/** How the ends of a flow closed it. */
export function finsOf(engine: Engine, slot: number): Fins {
  const known = engine.fins[slot]
  if (known !== undefined) return known
  const fresh: Fins = [undefined, undefined]
  engine.fins[slot] = fresh
  return fresh
}

/** Letters of the history by their number. */
export const letter = {
  syn: 0,
  synAck: 1,
  ack: 2,
  data: 3,
  fin: 4,
  reset: 5,
  resend: 6,
  tailProbe: 7,
  zeroWindow: 8,
  windowProbe: 9,
  keepalive: 10,
  gap: 11,
  icmp: 12,
} as const
