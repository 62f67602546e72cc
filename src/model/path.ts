import type { Place, SourceId } from './place.ts'
import type { Tuple } from './tuple.ts'

/** One connection that several captures hold: where on its way each was made, and on which stretch between them something happened to it. */
export interface ConnectionPath {
  /** As the first tap saw it. */
  readonly connection: Tuple
  /** From the end that opened the connection to the other. */
  readonly taps: readonly Tap[]
  /** Whether TTLs or delays tell the order of the taps; else it is that in which they were given. */
  readonly ordered: boolean
  readonly placed: readonly Placement[]
}

/** Where on the way of a connection a capture was made. */
export interface Tap {
  readonly source: SourceId
  /** Shows the connection in this capture. */
  readonly filter: string
  /** Addresses and ports as they are here, behind or before a translating device. */
  readonly tuple: Tuple
  readonly near: 'opener' | 'answerer' | 'middle' | 'unknown'
  readonly by: readonly ('delay' | 'ttl' | 'rtt')[]
  /** Routers passed on the way from each end to here, as the TTLs tell if they began at a usual value. */
  readonly hops?: { readonly fromOpener: number; readonly fromAnswerer: number }
  /** Of the round-trip time, the share that lies on the opener's side of this tap, from 0 to 1. */
  readonly openerShare?: number
  /** This capture's clock minus the first tap's at the same instant, in microseconds, and how much faster it runs, in parts per million. */
  readonly clock?: { readonly offsetUs: number; readonly uncertaintyUs: number; readonly skewPpm?: number; readonly skewUncertaintyPpm?: number }
}

/** Something that happened on one stretch of the way. */
export interface Placement {
  /** `option`: an option of the handshake was changed. `translation`: addresses or ports were. `renumbering`: sequence numbers were. `silence`: from an instant on nothing passed. `request`: SYNs did not pass. */
  readonly what: 'loss' | 'reset' | 'option' | 'translation' | 'renumbering' | 'silence' | 'request'
  /** The tap at the stretch's end that is nearer to the opener; absent where the stretch begins at the opener itself. */
  readonly after?: SourceId
  /** The tap at its other end; absent where it reaches to the answerer. */
  readonly before?: SourceId
  readonly text: string
  /** How many: segments lost, resets, SYNs. */
  readonly count?: number
  readonly at: readonly Place[]
}
