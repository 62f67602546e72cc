import { type Event, type EventBase, usPerSecond } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules, type LineRule, nothing } from '../generic/line-rule.ts'
import { timedText } from '../generic/line-time.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../reader.ts'
import { elapsedUs } from './elapsed.ts'
import { asEcho, failureOf } from './outcome.ts'
import { namedReason, reasonOf } from './proxmox-reasons.ts'

const mayBeProxmox =
  /^(?:INFO|ERROR|WARN|TASK ERROR|Error|\d{3,9}): ?|^\d{3,9} +\S{1,80} +FAILED +\d|vzdump|replication job|can't lock file|can't verify chunk|certificate validation failed - |permission check failed|TASK (?:ERROR|OK)|^\d{4}-\d\d-\d\dT.{8,20}: (?:starting new backup|created new|Upload|UUID|Size|Chunk count|successfully|add blob|backup [ef]|removing (?:failed|unfinished)|TASK|POST |PUT |GET |protocol upgrade|download|register|connection )/

/** Proxmox vzdump task logs and the Proxmox Backup client's messages. */
export const proxmox: LineReader = {
  id: 'proxmox',
  signs: [mayBeProxmox],
  open: (source) => new ProxmoxReading(source),
}

/** The mail about a job puts the guest in front of each line of its log; old releases give the day without a year. */
const mailed = /^\d{3,9}: (?:[A-Z][a-z]{2} [ \d]\d )?(?=(?:(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d )?(?:INFO|ERROR|WARN)\b)/

const progress =
  /^INFO: (?:status: )? *\d{1,3}% \(([\d.]+) (\w{1,3}) of [\d.]+ \w{1,3}\)(?:,.{0,80}?)? in (?:(\d+)d )?(?:(\d+)h )?(?:(\d+)m )?(?:(\d+)s)?, read: /
const units: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 }

const rules: readonly LineRule[] = [
  {
    // pvesr, of one guest's disks to another node.
    has: 'replication job',
    pattern: /^(?:\d{1,9}-\d{1,3}: )?(start|end) replication job(?: with error: (.{1,400}))?$/,
    says: ([text, which, reason], base) => {
      if (which === 'start') return [{ ...base, kind: 'run.started', job: 'replication' }]
      if (reason === undefined) return [{ ...base, kind: 'run.ended', outcome: 'completed', text }]
      return [failureOf(reason, base) ?? { ...base, kind: 'run.ended', outcome: 'failed', text: reason.slice(0, 200), symptom: 'echo' }]
    },
  },
  {
    has: 'Starting Backup of ',
    pattern: /^INFO: Starting Backup of (?:VM|CT) (\d+)/,
    says: (match, base) => [{ ...base, kind: 'run.started', job: `VM ${match[1] ?? ''}` }],
  },
  {
    has: 'Finished Backup of ',
    pattern: /^INFO: Finished Backup of (?:VM|CT) (\d+)(?: \((\d{1,4}:\d\d:\d\d)\))?/,
    says: ([text, guest = '', took], base) => {
      const durationUs = took === undefined ? undefined : elapsedUs(took)
      return [{ ...base, kind: 'run.ended', outcome: 'completed', text, job: `VM ${guest}`, ...(durationUs === undefined ? {} : { durationUs }) }]
    },
  },
  {
    has: 'ERROR: Backup of ',
    pattern: /^ERROR: Backup of (?:VM|CT) (\d+) failed - (.{1,400})$/,
    says: (match, base) => guestFailed(match[1] ?? '', match[2] ?? '', base),
  },
  {
    // A row of the table at the top of the mail.
    has: ' FAILED ',
    pattern: /^(\d{3,9}) +\S{1,80} +FAILED +\d{1,4}:\d\d:\d\d +(\S.{0,400})$/,
    says: (match, base) => guestFailed(match[1] ?? '', match[2] ?? '', base),
  },
  {
    has: 'qmp command',
    pattern: /^ERROR: VM \d+ qmp command '([\w-]{1,60})' failed - (.{1,400})$/,
    says: (match, base) => qmpFailed(match, base),
  },
  {
    // QEMU writes the archive into a file or into the pipe of a compressor.
    has: 'vma_queue_write',
    pattern: /^ERROR: vma_queue_write: write error - (.{1,200})$/,
    says: (match, base) => archiveFailed(match[1] ?? '', base),
  },
  {
    // proxmox-backup-client names the file of the guest that it could not read.
    has: 'error at "',
    pattern: /^(?:INFO: )?Error: error at "([^"]{1,300})": (E[A-Z]{2,12}): (.{1,120})$/,
    says: (match, base) => [
      {
        ...base,
        kind: 'source.failed',
        reason: match[2] === 'EACCES' || match[2] === 'EPERM' ? 'permission' : match[2] === 'EIO' ? 'io-error' : 'other',
        path: match[1] ?? '',
        symptom: 'specific',
      },
    ],
  },
  {
    has: 'TASK ERROR: could not activate storage',
    pattern: /^TASK ERROR: could not activate storage '([^']{1,80})': (.{1,300})$/,
    says: (match, base) => storageFailed(match[1] ?? '', match[2] ?? '', base),
  },
  {
    has: "can't lock file '/",
    pattern: /can't lock file '\/(?:run|var)\/lock\/(?:pve-manager|qemu-server|lxc)\/.{1,80}/,
    says: (match, base) => [reasonOf(match[0], base) ?? ended(match[0], base)],
  },
  {
    has: 'job aborted',
    pattern: /^ERROR: (?:.{0,80} )?job aborted by user/,
    says: (_, base) => [{ ...base, kind: 'run.stopped', by: 'operator', symptom: 'specific' }],
  },
  {
    has: 'ERROR: ',
    pattern:
      /^ERROR: (?!Upload error: )(?:backup (?:write data |connect |register image |close image )?(?:failed|error)|upload(?: \w+)? failed|.{0,40}(?:proxmox-backup-client|http|pipelined request|upload)).{0,20}?:? ?(.{0,400})$/i,
    says: backupError,
  },
  {
    has: 'Error: ',
    pattern: /^Error: (.{0,200}(?:\(os error \d+\)|HTTP|http|pipelined request|connection (?:error|reset|closed)|broken pipe|deadline).{0,200})$/i,
    says: backupError,
  },
  {
    has: 'TASK ERROR',
    pattern: /^TASK ERROR: (.{1,300})$/,
    says: (match, base) => taskError(match[1] ?? '', base),
  },
  { has: 'TASK OK', pattern: /^TASK OK$/, says: (_, base) => [{ ...base, kind: 'run.ended', outcome: 'completed', text: 'TASK OK' }] },
  // The server's own task log: its side of the same transfer.
  {
    has: 'starting new backup on datastore',
    pattern: /^starting new backup on datastore '([^']{1,80})'(?: from \S{1,60})?: "([^"]{1,120})"/,
    says: (match, base) => [{ ...base, kind: 'run.started', job: match[2] ?? '' }],
  },
  {
    has: 'backup failed: ',
    pattern: /^backup failed: (.{1,300})$/,
    says: (match, base) => [serverSide(failureOf(match[1] ?? '', base)) ?? ended(match[1] ?? '', base)],
  },
  {
    // The backup server's log of a request that it turned down.
    has: '/',
    pattern: /^(?:POST|PUT) \/\w{1,40}: [45]\d\d [A-Z][A-Za-z ]{2,40}: (.{1,300})$/,
    says: (match, base) => [reasonOf(match[1] ?? '', base) ?? serverSide(failureOf(match[1] ?? '', base)) ?? { ...ended(match[0], base), symptom: 'echo' }],
  },
  {
    has: 'backup ended',
    pattern: /^backup ended(?: and finish)? (?:but|failed).{0,200}$/,
    says: (match, base) => [ended(match[0], base)],
  },
  {
    has: 'backup finished successfully',
    pattern: /^backup finished successfully/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'completed', text: match[0] }],
  },
  {
    has: '',
    pattern:
      /^(?:created new (?:fixed|dynamic) index|Upload (?:statistics|size)|UUID: |Size: |Chunk count: |Duplicates: |Compression: |successfully (?:closed|finished)|add blob |removing (?:failed|unfinished) backup|GET \/previous|protocol upgrade|download |register chunks|dynamic_append|fixed_append)/,
    says: nothing,
  },
  {
    has: 'Backup job finished',
    pattern: /^INFO: Backup job finished (successfully|with errors)/,
    says: (match, base) =>
      match[1] === 'successfully'
        ? [{ ...base, kind: 'run.ended', outcome: 'completed', text: match[0] }]
        : [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }],
  },
  {
    has: 'INFO: ',
    pattern:
      /^INFO: (?:starting new backup job: vzdump|creating (?:Proxmox Backup Server|vzdump) archive|started backup task|resuming VM|aborting backup job|scsi\d|virtio\d|sata\d|ide\d|Backup started at|Failed at|Backup finished at|adding notes|prune older|running 'proxmox-backup-client|pruned |using fast incremental|backup was done|notified via|stopping kvm|starting kvm|archive file size|status = |VM Name|include disk|backup mode|ionice|snapshots found|issuing guest-agent|transferred|backup is sparse|enabling encryption|bandwidth limit)/,
    says: nothing,
  },
  {
    // The client of the Backup Server, alone or in the log of a program that called it.
    has: 'certificate validation failed - ',
    pattern: /\bcertificate validation failed - (.{1,100})/,
    says: (match, base) => [{ ...base, kind: 'tls.failed', reason: match[0], symptom: 'specific' }],
  },
  {
    // The store behind the Backup Server is asked over HTTP: what could not be read is no damaged chunk.
    has: 'error reading a body from connection',
    pattern: /\berror reading a body from connection\b/,
    says: (_, base) => [{ ...base, kind: 'connection.closed', symptom: 'specific' }],
  },
  {
    has: 'permission check failed',
    pattern: /(?:^|: )permission check failed\b/,
    says: (_, base) => [{ ...base, kind: 'access.refused', reason: 'permission', detail: 'permission check failed', symptom: 'specific' }],
  },
]

class ProxmoxReading implements LineReading {
  readonly #source: SourceContext
  #told = false

  constructor(source: SourceContext) {
    this.#source = source
  }

  read(line: LogLine): readonly Event[] | undefined {
    if (!mayBeProxmox.test(line.text)) return undefined
    const { text, when } = timedText(mailed.test(line.text) ? { ...line, text: line.text.replace(mailed, '') } : line, this.#source)
    const base = () => eventBase(line, this.#source, 'proxmox', when)
    const moved = progress.exec(text)
    if (moved !== null) return [this.#moved(moved, base())]
    const events = applyRules(rules, text, base) ?? byReason(text, base)
    return events?.map((event) => this.#graded(event))
  }

  #graded(event: Event): Event {
    if (event.kind === 'run.started') this.#told = false
    const summary = /^(?:\S+ )?(?:TASK ERROR: |ERROR: Backup of )/.test(event.quote) || event.quote.includes(' TASK ERROR: ')
    if (event.symptom === 'specific' && this.#told && summary) return asEcho(event)
    if (event.symptom === 'specific') this.#told = true
    return event.symptom === 'echo' && !this.#told && event.kind === 'run.ended' ? { ...event, symptom: 'specific' } : event
  }

  /** Progress counts time from the start of this guest's backup. */
  #moved([, amount, unit = '', days, hours, minutes, seconds]: RegExpExecArray, base: EventBase): Event {
    const elapsed = Number(days ?? 0) * 86_400 + Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)
    const bytes = Number(amount) * (units[unit] ?? Number.NaN)
    const when = base.when ?? this.#source.dating.elapsed(elapsed * usPerSecond, 'vzdump')
    return { ...base, when, kind: 'stream.active', stream: 'image', ...(Number.isFinite(bytes) ? { bytes: Math.round(bytes) } : {}) }
  }
}

/** A line of no wording of its own that gives a reason all the same. */
function byReason(text: string, base: () => EventBase): readonly Event[] | undefined {
  const said = /^(?:ERROR|Error): (.{1,400})$/.exec(text)?.[1]
  const reason = said === undefined ? undefined : namedReason(said, base)
  return reason === undefined ? undefined : [reason]
}

/** The summary of one guest repeats what failed, unless nothing else was said. */
function guestFailed(guest: string, text: string, base: EventBase): readonly Event[] {
  const job = `VM ${guest}`
  const named = reasonOf(text, { ...base, job }) ?? (opening.test(text) ? failureOf(text, { ...base, job }, { connecting: true }) : undefined)
  return [named ?? asEcho({ ...base, kind: 'run.ended', outcome: 'failed', text, job })]
}

/** What QEMU answered when it was told to start: a timeout, or what its own connection to the backup server met. */
function qmpFailed([, command = '', text = '']: RegExpExecArray, base: EventBase): readonly Event[] {
  // The guest agent freezes file systems if it can; the backup goes on without.
  if (command.startsWith('guest-')) return []
  const failure = failureOf(text, base, { operation: /write|upload/.test(text) ? 'write' : 'unknown', connecting: opening.test(text) })
  if (failure !== undefined && !/got timeout/.test(text)) return [failure]
  if (/timeout/.test(text))
    return [{ ...base, kind: 'timer.expired', timer: `The wait for QEMU (qmp ${command})`, setting: `qmp ${command}`, symptom: 'specific' }]
  return [ended(text, base)]
}

const opening = /connect failed|connecting to|trying to connect|tcp connect error|Can't connect/

function archiveFailed(text: string, base: EventBase): readonly Event[] {
  const failure = failureOf(text, base, { operation: 'write' })
  return [failure === undefined ? ended(text, base) : failure.kind === 'connection.failed' ? { ...failure, channel: 'pipe' } : failure]
}

function storageFailed(storage: string, text: string, base: EventBase): readonly Event[] {
  const failure = failureOf(text, base, { connecting: true }) ?? reasonOf(text, base)
  return [failure ?? { ...base, kind: 'media.failed', medium: `storage ${storage}`, detail: text, symptom: 'specific' }]
}

/** A task's last line repeats what failed; where it is the only one, it tells it. */
function taskError(text: string, base: EventBase): readonly Event[] {
  const failure = reasonOf(text, base) ?? failureOf(text, base, { connecting: opening.test(text) })
  return [failure ?? { ...base, kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200), symptom: 'echo' }]
}

function serverSide(event: Event | undefined): Event | undefined {
  return event === undefined ? undefined : { ...event, side: 'server' }
}

function ended(text: string, base: EventBase): Event {
  return { ...base, kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200), symptom: 'specific' }
}

function backupError(match: RegExpExecArray, base: EventBase): readonly Event[] {
  const text = match[0]
  const failure = failureOf(text, base, { operation: /write|upload/.test(text) ? 'write' : 'unknown', connecting: opening.test(text) })
  return [reasonOf(text, base) ?? failure ?? ended(text, base)]
}
