import type { Event, EventOf, Evidence, System } from '../model/index.ts'

/** Channels that carry a few bytes at the start and the end and are silent in between, however busy the backup is. */
const quietByDesign: Partial<Record<System, readonly string[]>> = {
  // Amanda's error output and summary (server-src/dumper.c), and its index while tar skips unchanged files.
  amanda: ['mesg', 'index'],
  // Director to file daemon, while file daemon and storage daemon move the data.
  bacula: ['Director-FD'],
  // bpbrm's name socket and the job manager's connection to it.
  netbackup: ['NAME', 'COMM'],
}

/** A connection of a backup that was silent when it broke, while the backup itself was moving. */
export interface QuietStream {
  readonly stream: string
  readonly failures: readonly EventOf<'connection.failed'>[]
  /** Signs that another stream of the same backup was alive until then. */
  readonly busy: readonly Event[]
  /** The text or the ports show that this stream has a TCP connection of its own. */
  readonly separate: boolean
}

/** Finds the first broken stream that is quiet by design, and what shows that the others were not. */
export function quietStream(evidence: Evidence): QuietStream | undefined {
  const failures = evidence
    .of('connection.failed')
    .filter((event) => isSpecificNetworkError(event) && quietByDesign[event.system]?.includes(event.stream ?? ''))
  const [first] = failures
  if (first?.stream === undefined) return undefined
  const { stream } = first
  const active = evidence.of('stream.active').filter((event) => event.stream !== stream)
  const cutOff = evidence.of('connection.failed').filter((event) => event.operation === 'write' && event.stream !== stream && event.errno === 'EPIPE')
  return { stream, failures, busy: [...active, ...cutOff], separate: failures.some((event) => event.separate === true) }
}

function isSpecificNetworkError(event: EventOf<'connection.failed'>): boolean {
  return (
    event.symptom === 'specific' && event.channel !== 'pipe' && (event.errno === 'ECONNRESET' || event.errno === 'ETIMEDOUT' || event.errno === 'ECONNABORTED')
  )
}
