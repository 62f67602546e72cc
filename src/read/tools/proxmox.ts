import { type Event, type EventBase, usPerSecond } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules, type LineRule, nothing } from '../generic/line-rule.ts'
import { timedText } from '../generic/line-time.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../reader.ts'
import { asEcho, failureOf } from './outcome.ts'

/** Proxmox vzdump task logs and the Proxmox Backup client's messages. */
export const proxmox: LineReader = {
  id: 'proxmox',
  open: (source) => new ProxmoxReading(source),
}

const mayBeProxmox = /^(?:INFO|ERROR|WARN|TASK ERROR|Error|\d{3}): ?|vzdump|TASK ERROR/
const progress =
  /^INFO: (?:status: )? *\d{1,3}% \(([\d.]+) (\w{1,3}) of [\d.]+ \w{1,3}\)(?:,.{0,80}?)? in (?:(\d+)d )?(?:(\d+)h )?(?:(\d+)m )?(?:(\d+)s)?, read: /
const units: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 }

const rules: readonly LineRule[] = [
  {
    has: 'Starting Backup of ',
    pattern: /^INFO: Starting Backup of (?:VM|CT) (\d+)/,
    says: (match, base) => [{ ...base, kind: 'run.started', job: `VM ${match[1] ?? ''}` }],
  },
  {
    has: 'Finished Backup of ',
    pattern: /^INFO: Finished Backup of (?:VM|CT) (\d+)/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'completed', text: match[0], job: `VM ${match[1] ?? ''}` }],
  },
  {
    has: 'ERROR: Backup of ',
    pattern: /^ERROR: Backup of (?:VM|CT) (\d+) failed - (.{1,400})$/,
    says: (match, base) => [asEcho({ ...base, kind: 'run.ended', outcome: 'failed', text: match[2] ?? '', job: `VM ${match[1] ?? ''}` })],
  },
  {
    has: 'qmp command',
    pattern: /^ERROR: VM \d+ qmp command '([\w-]{1,60})' failed - (got timeout|unable to connect .{1,200}|.{1,200})$/,
    says: (match, base) => [{ ...base, kind: 'timer.expired', timer: `qmp ${match[1] ?? ''}`, symptom: 'specific' }],
  },
  { has: 'interrupted by signal', pattern: /^ERROR: interrupted by signal/, says: (_, base) => [{ ...base, kind: 'run.stopped', symptom: 'specific' }] },
  {
    has: 'job aborted',
    pattern: /^ERROR: (?:.{0,80} )?job aborted by user/,
    says: (_, base) => [{ ...base, kind: 'run.stopped', by: 'operator', symptom: 'specific' }],
  },
  {
    has: 'ERROR: ',
    pattern:
      /^ERROR: (?:backup (?:write data |connect |register image |close image )?(?:failed|error)|upload(?: \w+)? failed|.{0,40}(?:proxmox-backup-client|http|pipelined request|upload)).{0,20}?:? ?(.{0,400})$/i,
    says: backupError,
  },
  {
    has: 'Error: ',
    pattern: /^Error: (.{0,200}(?:\(os error \d+\)|HTTP|http|pipelined request|connection (?:error|reset|closed)|broken pipe|deadline).{0,200})$/i,
    says: backupError,
  },
  {
    has: 'TASK ERROR',
    pattern: /^TASK ERROR: (.{1,200})$/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[1] ?? '', symptom: 'echo' }],
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
      /^INFO: (?:starting new backup job: vzdump|creating (?:Proxmox Backup Server|vzdump) archive|started backup task|resuming VM|aborting backup job|scsi\d|virtio\d|sata\d|ide\d|Backup started at|Failed at|status = |VM Name|include disk|backup mode|ionice|snapshots found|issuing guest-agent|transferred|backup is sparse|enabling encryption|bandwidth limit)/,
    says: nothing,
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
    const { text, when } = timedText(line, this.#source)
    const base = () => eventBase(line, this.#source, 'proxmox', when)
    const moved = progress.exec(text)
    if (moved !== null) return [this.#moved(moved, base())]
    const events = applyRules(rules, text, base)
    return events?.map((event) => this.#graded(event))
  }

  #graded(event: Event): Event {
    if (event.kind === 'run.started') this.#told = false
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

function backupError(match: RegExpExecArray, base: EventBase): readonly Event[] {
  const text = match[0]
  const failure = failureOf(text, base, { operation: /write|upload/.test(text) ? 'write' : 'unknown', connecting: /connect failed|connecting to/.test(text) })
  return [failure ?? { ...base, kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200), symptom: 'specific' }]
}
