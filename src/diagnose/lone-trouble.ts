import { type Event, usPerMinute } from '../model/index.ts'

/**
 * Trouble of a host or of a device in the path is no failure of a backup, and stays evidence wherever a run is told of. Whoever shows nothing but
 * that trouble asks about it: then it is what failed.
 */
export function withLoneTrouble(events: readonly Event[]): readonly Event[] {
  if (events.some(tellsOfRuns)) return events
  const exits = new Map(events.flatMap((event) => (event.kind === 'program.exited' && event.pid !== undefined ? [[event.pid, event.code]] : [])))
  const isLone = (event: Event): boolean => isTrouble(event) || isTracedTrouble(event, exits)
  return events.some(isLone) ? events.map((event) => (isLone(event) ? { ...event, symptom: 'specific' } : event)) : events
}

/** A traced call that failed over the network. A process that then ends well was not harmed; many try an address that refuses and go on to the next. */
function isTracedTrouble(event: Event, exits: ReadonlyMap<string, number>): boolean {
  if (event.system !== 'host' || (event.kind !== 'connection.failed' && event.kind !== 'connect.failed')) return false
  const code = exits.get(event.pid ?? '')
  if (event.kind === 'connection.failed') return event.channel === 'network' && code !== 0
  return event.errno === 'ECONNREFUSED' ? code !== undefined && code !== 0 : code !== 0
}

/** A failure, a run of any outcome, or a capture, which has its own way to failures. */
function tellsOfRuns({ kind, symptom }: Event): boolean {
  return (
    symptom !== undefined || kind === 'run.started' || kind === 'run.ended' || kind === 'run.retried' || kind === 'stream.active' || kind === 'capture.observed'
  )
}

/** Conditions that a sound connection leaves within seconds. */
const stuck: ReadonlySet<string> = new Set(['window-closed', 'unanswered', 'syn-unanswered'])
const stuckForUs = usPerMinute

/** What a sound system never says: not a link that comes up at the start, a refusal of a stranger or a process of somebody else. */
function isTrouble(event: Event): boolean {
  switch (event.kind) {
    case 'table.overflowed':
      return event.table === 'nf_conntrack'
    case 'link.lost':
      return /Unit Hang|Reset adapter|NETDEV WATCHDOG/.test(event.quote)
    case 'mount.failed':
      return true
    case 'packet.refused':
      return event.alive && /invalid/i.test(event.rule)
    case 'connect.failed':
      return event.system === 'path'
    case 'socket.sampled':
      return stuck.has(event.condition) && (event.forUs ?? 0) >= stuckForUs
    case 'packet.seen':
      return event.telling === 'reset'
    // Of a trace; what ends by SIGPIPE or an orderly signal was not needed any more.
    case 'program.killed':
      return /\+\+\+ killed by SIG(?:KILL|SEGV|BUS|ABRT)\b/.test(event.quote)
    case 'session.ended':
      return /invalid/i.test(event.text ?? '')
    default:
      return false
  }
}
