import type { FlowEnd, FlowRecord, ZeroWindowEpisode } from '../../model/index.ts'
import type { Death } from './deaths.ts'
import { directionOf, otherEndOf } from './ends.ts'

/** A program that did not read: its window stood at zero until the connection ended. */
export interface Stall {
  /** The end whose program did not read. */
  readonly end: FlowEnd
  readonly episode: ZeroWindowEpisode
  /** The other end's window stood at zero as well: it was blocked writing and did not read either. */
  readonly both: boolean
}

/** The closed window in which a connection died, of the end that closed it first; undefined when the window was open, or when probes into it met silence. */
export function stallBefore({ flow, kind, at }: Death): Stall | undefined {
  if (kind === 'cut-short') return undefined
  return lastStall(flow, at.us)
}

/** The closed window that lasted until an instant, or until the other end's answer to it. */
export function lastStall(flow: FlowRecord, us: number): Stall | undefined {
  const closed = (['opener', 'answerer'] as const).flatMap((end) => {
    const episode = directionOf(flow, end).zeroWindow.episodes.findLast(({ start }) => start.us < us)
    if (episode === undefined || episode.ended === 'reopened' || (episode.end !== undefined && episode.end.us < us)) return []
    return episode.probesAnswered > 0 ? [{ end, episode }] : []
  })
  const [first, second] = closed.toSorted((a, b) => a.episode.start.us - b.episode.start.us)
  // When both stand still, the end whose peer has data in flight for it is the one that stopped reading; which that is, the window that closed last tells.
  const culprit = second === undefined ? first : stuckLonger(flow, first, second)
  return culprit === undefined ? undefined : { ...culprit, both: second !== undefined }
}

type Closed = Pick<Stall, 'end' | 'episode'>

/** An end that is blocked writing stops reading after the one that it writes to; the end that received more is the receiver of the backup. */
function stuckLonger(flow: FlowRecord, first: Closed | undefined, second: Closed): Closed | undefined {
  if (first === undefined) return second
  const received = (end: FlowEnd): number => directionOf(flow, otherEndOf(end)).bytes
  return received(first.end) >= received(second.end) ? first : second
}
