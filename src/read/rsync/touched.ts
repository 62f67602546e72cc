import { type Event, usPerMinute } from '../../model/index.ts'
import type { Connection, Failure } from './connection.ts'

/** What a process is called once it has forked: it had been asked for something. */
const forked: ReadonlySet<string> = new Set(['receiver', 'sender', 'generator'])

/** Checks and scanners wait for seconds (Nagios' check_tcp gives up after 10 s, Nmap's slowest greeting probe sooner); who held a connection for longer wanted something. */
const longestTouchUs = usPerMinute

/** The probe that a daemon met whose caller went away before it asked for a module; undefined where anything of a session was begun, or may have been. */
export function touchOf({ accepted, failures }: Connection): Event | undefined {
  const [first, ...others] = failures
  if (first?.probe === undefined || !isTouch(first, accepted)) return undefined
  return others.every(isLastWords) ? first.probe : undefined
}

/** Nothing received is nothing asked for. A reset says the same only where the log shows that no request came before it. */
function isTouch({ event }: Failure, accepted: boolean): boolean {
  if (event.kind === 'connection.closed') return true
  return event.kind === 'connection.failed' && accepted && (event.ageUs ?? 0) <= longestTouchUs
}

function isLastWords({ event }: Failure): boolean {
  return event.kind === 'program.exited' && !forked.has(event.role ?? '')
}
