import type { CaptureRecord } from './capture.ts'
import type { Errno } from './errno.ts'
import type { Moment } from './clock.ts'
import type { FlowRecord } from './flow.ts'
import type { Place } from './place.ts'
import type { Tuple } from './tuple.ts'

/** The program family that wrote an event; `host` is the operating system itself, `path` a device between the ends. */
export type System = 'amanda' | 'rsync' | 'netbackup' | 'bacula' | 'backuppc' | 'borg' | 'restic' | 'proxmox' | 'tsm' | 'ssh' | 'host' | 'path' | 'other'

export interface EventBase {
  readonly at: Place
  /** Stands verbatim at `at`. */
  readonly quote: string
  readonly when?: Moment
  readonly system: System
  /** The host that wrote it, where the content or the source says so. */
  readonly host?: string
  /** Which end of the backup wrote it: the host that stores backups is `server`, the one backed up `client`. */
  readonly side?: 'server' | 'client'
  /** `dumper`, `sendbackup`, `bpbrm`, `sshd`, `rsync` … */
  readonly program?: string
  readonly pid?: string
  /** Events with the same key belong to one run of one job: `amanda 20261121055943 amclient /srv/data 0`. */
  readonly run?: string
  /** The job in the product's own words: `amclient:/srv/data level 0`, `module backup`, `myclient_1307115858`. */
  readonly job?: string
  /**
   * Set on what a user would call the failure. `specific` names what happened, `echo` only repeats that something did
   * (Amanda's "kill index command", rsync's code 12 trailer after a better line, EPIPE on a pipe behind a dead socket).
   */
  readonly symptom?: 'specific' | 'echo'
  /** Told in prose about the failure, not logged by a program. */
  readonly reported?: true
}

/** Fields of each kind of event beyond `EventBase`; `noun.past-participle`. Add a kind here when no existing one says it. */
export interface EventFields {
  // The life of a run
  /** `peer` is the other end as the log names it. */
  'run.started': { readonly attempt?: number; readonly peer?: string; readonly version?: string }
  /** `bytes`: what the run moved, `durationUs`: how long it took, both as the program itself counted them. */
  'run.ended': {
    readonly outcome: 'completed' | 'completed-with-warnings' | 'failed'
    readonly text?: string
    readonly bytes?: number
    readonly durationUs?: number
    readonly version?: string
  }
  /** The product started the same job again after a failure; `succeeded` once that is known. */
  'run.retried': { readonly succeeded?: boolean }
  /** A process printed how it ended. `site` is `io.c(666)` or the like, `callSite` what stands there, `meaning` the product's own text. */
  'program.exited': {
    readonly code: number
    readonly meaning?: string
    readonly role?: string
    readonly version?: string
    readonly site?: string
    readonly callSite?: string
  }
  'status.reported': { readonly code: number; readonly meaning?: string }

  // Established connections
  'connection.opened': { readonly tuple?: Tuple; readonly port?: number; readonly stream?: string; readonly separate?: boolean }
  /** An errno on an open connection or pipe. `stream` is the product's channel name (mesg, data, index, DATA, NAME). `separate`: each stream has a TCP connection of its own. */
  'connection.failed': {
    readonly errno: Errno
    readonly operation: 'read' | 'write' | 'unknown'
    readonly channel: 'network' | 'pipe' | 'unknown'
    readonly stream?: string
    readonly separate?: boolean
    readonly role?: string
    readonly tuple?: Tuple
    /** Time since the connection or the job began, where the source says it. */
    readonly ageUs?: number
  }
  /** The other side closed in order (EOF, FIN) while data was still expected. */
  'connection.closed': { readonly bytesReceived?: number; readonly role?: string; readonly stream?: string; readonly ageUs?: number }
  /** Bytes were moving on this stream at this moment. */
  'stream.active': { readonly stream: string; readonly bytes?: number }

  // Connection attempts
  'connect.started': { readonly port?: number; readonly attempt?: number }
  'connect.failed': {
    readonly errno: Errno
    readonly port?: number
    readonly peer?: string
    readonly local?: boolean
    readonly attempt?: number
    readonly waitedUs?: number
  }
  /** The program gave an attempt up by its own timer and went on with something else. */
  'connect.abandoned': { readonly waitedUs: number; readonly port?: number; readonly service?: string; readonly fallback?: string }

  // Listening and pre-opened sockets
  'listener.opened': { readonly key: string }
  'listener.expired': { readonly key: string; readonly limitUs?: number }

  // One exchange seen by its two ends; equal keys join them and relate their clocks
  'message.sent': { readonly key: string }
  'message.received': { readonly key: string }

  // Programs' own timers, limits and refusals
  'timer.expired': { readonly timer: string; readonly limitUs?: number; readonly setting?: string; readonly role?: string }
  'limit.reached': { readonly limit: string; readonly value?: number }
  'access.refused': { readonly reason: 'name' | 'authentication' | 'host-list' | 'permission'; readonly detail?: string }
  'program.missing': { readonly program?: string; readonly detail?: string }
  /** A program refused its own command line or settings, and did not begin. */
  'usage.refused': { readonly detail?: string }
  'versions.mismatched': { readonly detail?: string }
  'stream.polluted': { readonly text?: string; readonly detail?: string }
  'stream.corrupted': { readonly detail?: string }
  'tls.failed': { readonly reason?: string }

  // Local trouble
  'storage.full': { readonly path?: string; readonly role?: string; readonly quota?: boolean }
  'source.failed': { readonly reason: 'permission' | 'io-error' | 'vanished' | 'archiver' | 'other'; readonly path?: string; readonly partial?: boolean }
  'media.failed': { readonly medium?: string; readonly detail?: string }
  'filter.failed': { readonly filter?: string; readonly detail?: string }
  'mount.failed': { readonly path?: string; readonly fileSystem?: string }
  /** `allocation`: nobody killed it; it asked for memory in vain and gave up. */
  'program.killed': { readonly by: 'oom-killer' | 'signal' | 'crash' | 'allocation' | 'unknown'; readonly signal?: string; readonly victim?: string }
  /** A person, a supervisor or a planned stop ended it. */
  'run.stopped': { readonly signal?: string; readonly by?: string }
  'host.restarted': { readonly detail?: string }
  'host.suspended': { readonly detail?: string }
  'link.lost': { readonly device?: string }
  'table.overflowed': { readonly table: string }
  'ports.exhausted': { readonly detail?: string }
  'checksum.failed': { readonly detail?: string }

  /** A firewall or other device in the path logged the end of a session. */
  'session.ended': {
    readonly reason: 'idle' | 'reset' | 'fin' | 'denied' | 'no-session' | 'other'
    readonly durationUs?: number
    readonly bytes?: number
    readonly tuple?: Tuple
    readonly device?: string
    readonly text?: string
  }
  /** Somebody tried a port by hand, to see whether it can be reached. Not accepted: refused or met with silence, which some tools do not tell apart. */
  'port.tried': { readonly accepted: boolean; readonly peer?: string; readonly port?: number }
  /** Somebody connected and went away without a byte of protocol. */
  'port.probed': { readonly peer?: string }

  /** One TCP connection as a capture saw it. */
  'flow.observed': { readonly flow: FlowRecord }
  /** A whole capture: what it covers and what it cannot say. */
  'capture.observed': { readonly capture: CaptureRecord }

  'setting.seen': { readonly name: string; readonly value: string }

  // What the tools of a host or a device showed
  'socket.sampled': SocketCondition
  /** A kernel's counter. Counters count from boot: `sample` names the one of two listings it is from, and `set` is equal for the two. */
  'counter.seen': { readonly name: string; readonly value: number; readonly set: string; readonly sample?: 'before' | 'after' }
  /** A packet that a device's filter logged under words of its rule; `alive` says whether it is neither FIN nor RST. */
  'packet.refused': { readonly rule: string; readonly tuple?: Tuple; readonly alive: boolean; readonly lengthBytes?: number; readonly count?: number }
  /** A device's table still held this session, or had lost it, with so much of its timer left. */
  'session.tracked': { readonly tuple: Tuple; readonly state: string; readonly leftUs?: number; readonly removed?: 'early' }
  /** A rule of a packet filter and what it has met; `port` is the service it singles out, `invalid` that it takes only packets of unknown sessions. */
  'rule.seen': {
    readonly action: 'drop' | 'reset' | 'reject' | 'strip-option'
    readonly port?: number
    readonly packets?: number
    readonly exhausted?: boolean
    readonly invalid?: boolean
    readonly broad?: boolean
  }
  /** What a printed capture shows of one connection; the tuple runs from the sender of the quoted packet. */
  'packet.seen': {
    readonly tuple: Tuple
    readonly telling: 'reset-foreign' | 'reset' | 'scale-stripped'
    readonly detail?: string
    readonly quietBeforeUs?: number
  }
  /** Lines were cut out here by whoever pasted the text: from here on absence proves nothing. */
  'lines.snipped': { readonly reason?: string }
  /** What the prose around the lines says about the failure. */
  'statement.made': { readonly claim: Claim; readonly seconds?: number; readonly value?: string }
}

/** One telling condition of one TCP socket, gathered from all the looks that `ss` or `netstat` took at it; the quote is the look that tells it best. */
export interface SocketCondition {
  /** From the end that was looked at to the other. */
  readonly tuple: Tuple
  /** `ESTABLISHED`, `SYN_SENT` …, as in RFC 9293 with an underscore. */
  readonly state: string
  /**
   * `unanswered`: what it sends or probes meets silence. `syn-unanswered`: its SYN does. `window-closed`: probes are answered, the window stays zero.
   * `unread`: its own program leaves arrived data lying. `window-crippled`: the peer's window stays below one segment although data is taken steadily.
   * `peer-crippled`: what arrives comes in pieces of just this end's window before scaling. `quiet`: nothing passed for long. `open`: it exists.
   */
  readonly condition: 'unanswered' | 'syn-unanswered' | 'window-closed' | 'unread' | 'window-crippled' | 'peer-crippled' | 'quiet' | 'open'
  readonly forUs?: number
  /** Looks at the socket that showed it. */
  readonly looks: number
  /** Consecutive retransmissions or probes without an answer. */
  readonly retransmits?: number
  /** How long it had been quiet before the silence began. */
  readonly quietBeforeUs?: number
  /** Another connection to the same address was answered after this one fell silent. */
  readonly othersAlive?: boolean
  /** Nothing as large as one full segment was ever acknowledged, and more than that is waiting. */
  readonly onlySmall?: boolean
  readonly bytes?: number
  /** Later looks no longer showed it. */
  readonly gone?: boolean
  readonly keepalive?: boolean
  /** Window scale shifts of the peer's and of its own window; `none` when the connection does without. */
  readonly scale?: readonly [peer: number, own: number] | 'none'
}

/** What people report about failures, as far as it separates causes. */
export type Claim =
  | 'always-same-age' // dies after the same time: `seconds`
  | 'firewall-suspected'
  | 'firewall-between'
  | 'no-firewall-between'
  | 'same-subnet'
  | 'zero-window-seen'
  | 'cured-by-window-scaling-off'
  | 'not-cured-by-bandwidth-limit'
  | 'cured-by-keepalive'
  | 'not-cured-by-keepalive'
  | 'works-locally'
  | 'works-elsewhere'
  | 'large-directory'
  | 'large-transfers-only'
  | 'both-ends-reset'
  | 'slow-receiver'
  | 'syn-unanswered'
  | 'syn-never-arrived'
  | 'port-blocked'
  | 'works-after-restart'
  | 'cured-by-smaller-mtu'
  | 'random-times'
  | 'fails-immediately'
  | 'stack-suspected'
  | 'idle-while-busy-elsewhere'

export type EventKind = keyof EventFields
export type EventOf<K extends EventKind> = { readonly [Kind in K]: EventBase & { readonly kind: Kind } & EventFields[Kind] }[K]
export type Event = EventOf<EventKind>

/** The same event as evidence of other failures, and no symptom of its own. */
export function asContext({ symptom: _, ...context }: Event): Event {
  return context
}
