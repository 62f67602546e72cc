import type { Event, Moment } from '../../model/index.ts'
import type { LogLine } from '../reader.ts'
import type { Rank } from './saying.ts'

/** A failure line kept until the connection's whole story is known. */
export interface Failure {
  readonly event: Event
  readonly rank: Rank
  /** What the line tells of a caller that asked for nothing. */
  readonly probe?: Event
}

/** What is known of one connection: one pid of a daemon's log, or one run in a client's output. */
export interface Connection {
  readonly run: string
  /** Lines of a log file or syslog carry a pid; a client's output does not. */
  readonly pid?: string
  program: 'rsync' | 'rsyncd' | 'rsync_bpc'
  /** `connect from` or the like was seen, or syslog's tag says so. */
  daemon: boolean
  /** The standalone daemon's own process, which accepts connections and transfers nothing. */
  listener: boolean
  side?: 'server' | 'client'
  /** The release that runs, where a line before or a trailer says it. */
  version?: string
  job?: string
  peer?: string
  port?: number
  startedAt?: Moment
  /** A client that receives; the daemon's end is then the one backed up. */
  pulls?: boolean
  /** The last line that shows a file moving, told only if the run fails. */
  lastFile?: LogLine
  /** The trailer just printed: with -vvv a process may print it again. */
  lastTrailer?: string
  started: boolean
  /** Statistics or a trailer of its own ended it. */
  ended: boolean
  /** `connect from` was seen: the log shows this process from its beginning. */
  accepted: boolean
  /** Why the daemon could not find the peer's name, should access be refused for it. */
  lookup?: string
  remoteProtocol?: number
  /** What the statistics say was moved, and how long that took. */
  bytes?: number
  durationUs?: number
  /** Roles that printed their trailer; such a process prints nothing more. */
  readonly trailers: Set<string>
  readonly failures: Failure[]
  /** How many lines about single files were left out of `failures`, beyond the first few of their kind. */
  omitted: number
}

/** A fresh connection. */
export function createConnection(run: string, pid?: string): Connection {
  return {
    run,
    ...(pid === undefined ? {} : { pid }),
    program: 'rsync',
    daemon: false,
    listener: false,
    started: false,
    ended: false,
    accepted: false,
    trailers: new Set(),
    failures: [],
    omitted: 0,
  }
}

/** Whether single files are all that failed so far. */
export function onlyFilesFailed(connection: Connection): boolean {
  return connection.failures.length > 0 && connection.failures.every(({ rank }) => rank === 'file' || rank === 'file-exit')
}
