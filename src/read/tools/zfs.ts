import type { Event, EventBase } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules, type LineRule, nothing } from '../generic/line-rule.ts'
import { timedText } from '../generic/line-time.ts'
import type { LineReader, LogLine, SourceContext } from '../reader.ts'
import { failureOf } from './outcome.ts'

/** zfs send and receive with what stands around them: syncoid, znapzend, mbuffer. */
export const zfs: LineReader = {
  id: 'zfs',
  open: (source) => ({ read: (line) => readLine(line, source) }),
}

const mayBeZfs =
  /^(?:mbuffer: |Ambiguous output|cannot (?:receive|send|open|restore)|warning: cannot send|(?:INFO|WARN(?:ING)?|CRITICAL ERROR|DEBUG|NEWEST SNAPSHOT): ?)|cannot send snapshots to|(?:creating recursive|sending|cleaning up) snapshots? |done with backupset|Mojo::Reactor|^[\d.]+ ?[KMGT]?i?B \d+:\d\d:\d\d \[/

const rules: readonly LineRule[] = [
  {
    // csh on the other host does not know the redirections of sh, and starts nothing.
    has: 'mbiguous output redirect',
    pattern: /^Ambiguous output redirect\.$/,
    says: (match, base) => [{ ...base, kind: 'program.missing', program: 'zfs receive', detail: match[0], symptom: 'specific' }],
  },
  {
    has: 'unknown option',
    pattern: /^mbuffer: fatal: unknown option (.{1,40})$/,
    says: (match, base) => [{ ...base, kind: 'filter.failed', filter: 'mbuffer', detail: match[0], symptom: 'specific' }],
  },
  { has: 'mbuffer: ', pattern: /^mbuffer: (?:error|warning|fatal): (.{1,300})$/, says: (match, base) => buffer(match[1] ?? '', base) },
  {
    has: 'out of space',
    pattern: /^cannot receive .{0,60}out of space/,
    says: (_, base) => [{ ...base, kind: 'storage.full', role: 'receiver', symptom: 'specific' }],
  },
  {
    has: 'has been modified',
    pattern: /^cannot receive .{0,60}destination (\S{1,200}) has been modified/,
    says: (match, base) => [unusable(`${match[1] ?? ''} has been modified since the last snapshot`, base)],
  },
  {
    // The receiving side met the end of the stream: whatever cut it is told elsewhere, if at all.
    has: 'cannot receive',
    pattern:
      /^cannot receive .{0,60}(?:checksum mismatch or incomplete stream|failed to read from stream|incomplete stream)|^cannot receive: failed to read from stream/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }],
  },
  {
    has: 'is already target of a zfs receive',
    pattern: /^(?:WARN(?:ING)?: )?Cannot sync now: (\S{1,200}) is already target of a zfs receive process/,
    says: (match, base) => [{ ...base, kind: 'limit.reached', limit: `one zfs receive at a time into ${match[1] ?? ''}`, symptom: 'specific' }],
  },
  {
    has: 'cannot receive',
    pattern: /^cannot receive(?: (?:incremental|new filesystem|resume))?(?: stream)?: (.{1,200})$/,
    says: (match, base) => [unusable(match[1] ?? '', base)],
  },
  {
    has: 'cannot send snapshots to',
    pattern: /cannot send snapshots to (\S{1,200})/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }],
  },
  {
    // zfs send writes to a pipe: its broken pipe is the next program's end, with or without a network behind that.
    has: 'cannot send',
    pattern: /^(?:warning: )?cannot send '[^']{1,200}': (.{1,120})$/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[1] ?? '', symptom: 'echo' }],
  },
  {
    // The status of the pipeline, 65280 being 255: its ssh failed.
    has: 'CRITICAL ERROR',
    pattern: /^CRITICAL ERROR: .{1,2000} failed: (\d{1,5})\b/,
    says: (match, base) => pipeline(Number(match[1]), base),
  },
  {
    has: 'end',
    pattern: /^INFO: Sending (?:oldest full|incremental) /,
    says: (match, base) => [{ ...base, kind: 'run.started', job: match[0].length > 0 ? 'zfs send' : '' }],
  },
  { has: 'esuming', pattern: /^(?:INFO: )?Resuming interrupted zfs send\/receive /, says: (_, base) => [{ ...base, kind: 'run.retried' }] },
  {
    has: 'done with backupset',
    pattern: /^done with backupset \S{1,200} in /,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'completed', text: match[0] }],
  },
  {
    has: '',
    pattern:
      /^(?:creating recursive snapshot|sending snapshots from|cleaning up snapshots|NEWEST SNAPSHOT: |DEBUG: |WARN: \S{1,80} not available)|^[\d.]+ ?[KMGT]?i?B \d+:\d\d:\d\d \[/,
    says: nothing,
  },
]

function readLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  const timed = /^[\d.]+ ?[KMGT]?i?B \d/.test(line.text) ? { text: line.text, when: undefined } : timedText(line, source)
  const { text, when } = timed
  if (!mayBeZfs.test(text)) return undefined
  return applyRules(rules, text, () => eventBase(line, source, 'other', when))
}

/** mbuffer stands between two pipes of one host; its watchdog ends a transfer that stands still. */
function buffer(text: string, base: EventBase): readonly Event[] {
  if (/watchdog timeout/.test(text)) return [{ ...base, kind: 'timer.expired', timer: 'mbuffer watchdog', setting: 'mbuffer -W', symptom: 'specific' }]
  const failure = failureOf(text, base, { operation: /output|writ/.test(text) ? 'write' : 'read' })
  if (failure?.kind !== 'connection.failed') return failure === undefined ? [] : [failure]
  return [{ ...failure, ...(/<std(?:out|in)>|pipe/.test(text) ? { channel: 'pipe' as const } : {}), symptom: failure.errno === 'EPIPE' ? 'echo' : 'specific' }]
}

function unusable(detail: string, base: EventBase): Event {
  return { ...base, kind: 'media.failed', medium: 'receiving dataset', detail, symptom: 'specific' }
}

function pipeline(status: number, base: EventBase): readonly Event[] {
  const code = status >= 256 ? status >> 8 : status
  const role = code === 255 ? { role: 'ssh' } : {}
  return [{ ...base, kind: 'program.exited', code, ...role, symptom: 'echo' }]
}
