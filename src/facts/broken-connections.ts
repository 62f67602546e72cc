import type { Errno, Event, EventOf, Evidence, System } from '../model/index.ts'
import { oncePer } from './once-per.ts'
import { earliest } from './order.ts'

/** `reset` and `broken-pipe` were answered, `timed-out` met silence, `aborted` was decided on this host, `closed` came in order. */
export type BreakKind = 'reset' | 'broken-pipe' | 'timed-out' | 'unreachable' | 'aborted' | 'closed' | 'other'

/** One end's account of an established connection that ended while it was still needed. */
export interface Break {
  readonly event: EventOf<'connection.failed'> | EventOf<'connection.closed'>
  readonly kind: BreakKind
  /** Names the end that wrote it: `server`, `client` or a host; absent when nothing says it. */
  readonly end?: string
}

const kinds: Partial<Record<Errno, BreakKind>> = {
  ECONNRESET: 'reset',
  ENETRESET: 'reset',
  EPIPE: 'broken-pipe',
  ESHUTDOWN: 'broken-pipe',
  ENOTCONN: 'broken-pipe',
  ETIMEDOUT: 'timed-out',
  ETIME: 'timed-out',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ECONNABORTED: 'aborted',
}

/** The symptoms that are broken network connections, in the evidence's order; errors on local pipes are not among them. */
export const brokenConnections = oncePer((evidence): readonly Break[] => {
  const breaks: Break[] = []
  for (const event of evidence.symptoms) {
    if (event.kind !== 'connection.failed' && event.kind !== 'connection.closed') continue
    if (event.kind === 'connection.failed' && event.channel === 'pipe') continue
    const end = endOf(event)
    const kind = event.kind === 'connection.closed' ? 'closed' : (kinds[event.errno] ?? 'other')
    breaks.push({ event, kind, ...(end === undefined ? {} : { end }) })
  }
  return breaks
})

/** The earliest break; the first listed where their order is not known. */
export const firstBreak = oncePer((evidence): Break | undefined => {
  const breaks = brokenConnections(evidence)
  const first = earliest(
    evidence.timeline,
    breaks.map((one) => one.event),
  )
  return breaks.find((one) => one.event === first)
})

/** Which end wrote an event: its side of the backup, else its host. */
export function endOf(event: Event): string | undefined {
  return event.side ?? event.host
}

/** With these, each end of the one connection writes its own lines; elsewhere a third program (a director, a master server) may speak for an end. */
const twoEnded = new Set<System>(['rsync', 'amanda', 'ssh', 'borg'])

/**
 * The first break that each of two ends logged, when both ends logged one: then both programs lived to tell it.
 * Undefined when only one end is known to have spoken.
 */
export function breaksOfBothEnds(evidence: Evidence): readonly [Break, Break] | undefined {
  const daemons = breaksOfDaemons(evidence)
  if (daemons !== undefined) return daemons
  const breaks = brokenConnections(evidence).filter(({ event, end }) => end !== undefined && event.reported === undefined && twoEnded.has(event.system))
  const [one] = breaks
  const other = breaks.find(
    ({ end, event }) => one !== undefined && end !== one.end && (event.side === undefined) === (one.event.side === undefined) && !areAtOneEnd(event, one.event),
  )
  return one === undefined || other === undefined ? undefined : [one, other]
}

/** rsync's roles of one end: two hosts that both receive are the far ends of two connections. */
const rsyncEnds: Readonly<Record<string, 'sending' | 'receiving'>> = { sender: 'sending', receiver: 'receiving', generator: 'receiving' }

function areAtOneEnd(a: Break['event'], b: Break['event']): boolean {
  const end = rsyncEnds[a.role ?? '']
  return end !== undefined && end === rsyncEnds[b.role ?? '']
}

/** Bacula's daemons send their own lines to the Director, under their own names: a File and a Storage daemon that both tell of it both lived. */
function breaksOfDaemons(evidence: Evidence): readonly [Break, Break] | undefined {
  const of = (ending: string): Break | undefined => {
    const found = brokenConnections(evidence).find(
      ({ event }) => event.system === 'bacula' && event.reported === undefined && event.program?.endsWith(ending) === true,
    )
    return found === undefined ? undefined : { ...found, end: found.event.program ?? ending }
  }
  const file = of('-fd')
  const storage = of('-sd')
  return file === undefined || storage === undefined ? undefined : [file, storage]
}

/** How people say it: "reset", "timed out without an answer", "closed by the other side". */
export function inWords({ kind, event }: Break): string {
  const words: Record<BreakKind, string> = {
    reset: 'was reset',
    'broken-pipe': 'was already gone when it was written to',
    'timed-out': 'got no answer until the system gave up',
    unreachable: 'lost its route',
    aborted: 'was aborted by this host',
    closed: 'was closed by the other side in the middle',
    other: 'failed',
  }
  return `${event.kind === 'connection.failed' && event.stream !== undefined ? `the ${event.stream} connection` : 'the connection'} ${words[kind]}`
}
