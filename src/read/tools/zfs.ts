import type { Event, EventBase } from '../../model/index.ts'
import { failureIn } from '../generic/failure-text.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules, type LineRule, nothing } from '../generic/line-rule.ts'
import { programText } from '../generic/program-texts.ts'
import { timedText } from '../generic/line-time.ts'
import type { LineReader, LogLine, SourceContext } from '../reader.ts'
import { failureOf } from './outcome.ts'

/** libzfs breaks this sentence over two lines. */
const twoLines = /\bcannot receive .{0,60}: most recent snapshot of \S{1,200} does not$/
const mayBeZfs =
  /^invalid option '|(?:STEP|PLAN|PLANNING)-ERROR \(|^Problem: |^(?:\[ERRO\])?\[[^\]]{1,120}\]\[.{1,300} err="|^(?:stderr: )?(?:mbuffer: |Ambiguous output|cannot (?:receive|send|open|restore|resume)|warning: cannot send|(?:INFO|WARN(?:ING)?|CRITICAL ERROR|DEBUG|NEWEST SNAPSHOT): ?)|cannot send snapshots to|(?:creating recursive|sending|cleaning up) snapshots? |done with backupset|Cannot sync now|no snapshots matching|CRIT: |CRITICAL: |failed: \d{1,5} at \S{1,80}syncoid line |ERROR: list command|owardly refusing|cannot execute zfs|cannot create snapshot|suspending cleanup|is offline|FATAL: I should|: (?:command )?not found$|Mojo::Reactor|znapzend \(PID=|refreshing backup plans|found a valid backup plan|snapshot worker for |^[\d.]+ ?[KMGT]?i?B \d+:\d\d:\d\d \[/

/** zfs send and receive with what stands around them: syncoid, znapzend, mbuffer. */
export const zfs: LineReader = {
  id: 'zfs',
  signs: [mayBeZfs, twoLines, /B \d+:\d\d:\d\d \[/],
  open: (source) => ({ read: (line, whole) => (!whole && line.lastLine === line.line && twoLines.test(line.text) ? 'more' : readLine(line, source)) }),
}

const rules: readonly LineRule[] = [
  {
    // An older zfs at the other end does not know an option that this end's release sends.
    has: 'invalid option',
    pattern: /^invalid option '(\S)'$/,
    says: (match, base) => [{ ...base, kind: 'versions.mismatched', detail: `zfs: ${match[0]}`, symptom: 'specific' }],
  },
  {
    // zrepl's status screen and its log; what zfs said stands behind.
    has: '-ERROR ',
    pattern: /^\S{1,200} (?:STEP|PLAN|PLANNING)-ERROR \(.{1,80}\) (.{1,400})$/,
    says: (match, base) => replicating(match[1] ?? '', base),
  },
  { has: 'Problem: ', pattern: /^Problem: (.{1,300})$/, says: (match, base) => replicating(match[1] ?? '', base) },
  {
    has: ' err="',
    pattern: /^(?:\[ERRO\])?(?:\[[^\]]{1,120}\]){1,3}: (?!accept error).{1,200}?\berr="((?:[^"\\]|\\.){1,600})"/,
    says: (match, base) => replicating((match[1] ?? '').replace(/\\n/g, ' ').replace(/\\"/g, '"'), base),
  },
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
    // The first bytes were none of a zfs stream: a sender that never started, or words of a login script.
    has: 'bad magic',
    pattern: /^cannot receive.{0,60}: invalid stream \((bad magic number)\)/,
    says: (match, base) => [{ ...base, kind: 'stream.corrupted', detail: match[1] ?? '', symptom: 'specific' }],
  },
  {
    has: 'most recent snapshot of',
    pattern: /^cannot receive .{0,60}: most recent snapshot of \S{1,200} does not(?: match incremental source)?$/,
    says: (_, base) => [unusable('its newest snapshot is not the one the stream builds on', base)],
  },
  {
    has: 'is already target of a zfs receive',
    pattern: /^(?:WARN(?:ING)?: |CRITICAL(?: ERROR)?: )?Cannot sync now: (\S{1,200}) is already target of a zfs receive process/,
    says: (match, base) => [{ ...base, kind: 'limit.reached', limit: `one zfs receive at a time into ${match[1] ?? ''}`, symptom: 'specific' }],
  },
  {
    has: 'permission denied',
    pattern: /^(?:warning: )?cannot (?:receive|send|open|create|mount)\b.{0,200}: permission denied$/,
    says: (match, base) => [{ ...base, kind: 'access.refused', reason: 'permission', detail: match[0].slice(0, 80), symptom: 'specific' }],
  },
  {
    has: 'unsupported feature',
    pattern: /^cannot receive.{0,60}: stream has unsupported feature.{0,60}/,
    says: (match, base) => [{ ...base, kind: 'versions.mismatched', detail: match[0], symptom: 'specific' }],
  },
  {
    has: 'cannot resume send',
    pattern: /^cannot resume send: (.{1,300})$/,
    says: (match, base) => [{ ...base, kind: 'media.failed', medium: 'resume token', detail: match[1] ?? '', symptom: 'specific' }],
  },
  {
    has: 'is currently suspended',
    pattern: /^cannot open '([^']{1,200})': pool I\/O is currently suspended/,
    says: (match, base) => [unusable(`${match[1] ?? ''}: pool I/O is suspended`, base)],
  },
  {
    // A snapshot is what is sent; a data set by itself may be of either end.
    has: 'cannot open',
    pattern: /^cannot open '([^'@]{1,200})(@[^']{1,200})?': dataset does not exist$/,
    says: (match, base) =>
      match[2] === undefined
        ? [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }]
        : [{ ...base, kind: 'source.failed', reason: 'other', path: `${match[1] ?? ''}${match[2]}`, symptom: 'specific' }],
  },
  {
    has: 'nput/output error',
    pattern: /^(?:warning: )?cannot send '([^']{1,200})': Input\/output error$/,
    says: (match, base) => [{ ...base, kind: 'source.failed', reason: 'io-error', path: match[1] ?? '', symptom: 'specific' }],
  },
  {
    has: 'cannot receive',
    pattern: /^cannot receive(?: (?:incremental|new filesystem|resume))?(?: stream)?: (.{1,200})$/,
    says: (match, base) => [unusable(match[1] ?? '', base)],
  },
  {
    has: 'no snapshots matching',
    pattern: /^CRITICAL(?: ERROR)?: .{0,200}no snapshots matching/,
    says: (_, base) => [unusable('has no snapshot in common with the source', base)],
  },
  {
    // A command of several lines: the status stands behind the last.
    has: 'syncoid line ',
    pattern: /^\s?failed: (\d{1,5}) at \S{1,80}syncoid line \d/,
    says: (match, base) => pipeline(Number(match[1]), base),
  },
  {
    has: 'couldn',
    pattern: /^CRITICAL ERROR: (?:snapshots|bookmarks) couldn't be listed for \S{1,300} \(exit code (\d{1,5})\)/,
    says: (match, base) => pipeline(Number(match[1]), base),
  },
  {
    has: 'is needed on',
    pattern: /^CRIT: (\S{1,60}) is needed on (?:source|target) for insecure direct connection/,
    says: (match, base) => [{ ...base, kind: 'program.missing', program: match[1] ?? '', detail: match[0], symptom: 'specific' }],
  },
  {
    // Nothing of it tells of a connection: the data sets or their snapshots are not what was expected.
    has: '',
    pattern:
      /^(?:(?:WARN(?:ING)?: )?CRIT(?:ICAL)?(?: ERROR)?: (?:no (?:datasets found|snapshots exist on source)|.{0,60}could not find any snapshots on source).{0,200}|ERROR: list command failed!)$/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0].slice(0, 200), symptom: 'specific' }],
  },
  {
    has: 'echo test failed',
    pattern: /^CRITICAL ERROR: ssh connection echo test failed for \S{1,120} with exit code (\d{1,3})/,
    says: (match, base) => [{ ...base, kind: 'program.exited', code: Number(match[1]), role: 'ssh', symptom: 'specific' }],
  },
  {
    has: 'only copy of sanoid',
    pattern: /^FATAL: I should be the only copy of sanoid running\./,
    says: (_, base) => [{ ...base, kind: 'limit.reached', limit: 'one sanoid at a time', symptom: 'specific' }],
  },
  {
    has: 'not found',
    pattern: /^(?:sudo: |[\w./-]{1,60}: (?:line )?(?:\d{1,4}: )?)?(zfs|zpool|mbuffer|btrfs|lzop|pigz|zstd|pv): (?:command )?not found$/,
    says: (match, base) => [{ ...base, kind: 'program.missing', program: match[1] ?? '', detail: match[0], symptom: 'specific' }],
  },
  {
    // znapzend, of a step whose program told its reason elsewhere.
    has: '',
    pattern:
      /^(?:\[\w{1,10}\] )?(?:ERROR: )?(?:cannot execute zfs on .{1,120}|(?:taking snapshot .{0,120}failed: ERROR: )?cannot create snapshot .{1,200}|taking snapshot .{0,120}failed: .{1,200}|suspending cleanup source dataset .{1,200} because .{1,120}|destination '.{1,200}' does not exist or is offline\b.{0,80})$/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0].slice(0, 200), symptom: 'echo' }],
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
      /^(?:\[\w{1,10}\] )?(?:znapzend \(PID=\d{1,10}\)|refreshing backup plans|found a valid backup plan|snapshot worker for )|^(?:creating recursive snapshot|sending snapshots from|cleaning up snapshots|NEWEST SNAPSHOT: |DEBUG: |WARN: \S{1,80} not available)|^[\d.]+ ?[KMGT]?i?B \d+:\d\d:\d\d \[/,
    says: nothing,
  },
]

function readLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  const timed = /^[\d.]+ ?[KMGT]?i?B \d/.test(line.text) ? { text: line.text, when: undefined } : timedText(line, source)
  const { when } = timed
  // A terminal shows the key that stopped it in front of what is printed next.
  const text = timed.text.replace(/^(?:\^C){1,8}/, '').replace(/^\s{0,40}(?:stderr: )?(?=\S)/, '')
  if (!mayBeZfs.test(text)) return undefined
  return applyRules(rules, text, () => eventBase(line, source, 'other', when))
}

/** mbuffer stands between two pipes of one host; its watchdog ends a transfer that stands still. */
function buffer(text: string, base: EventBase): readonly Event[] {
  if (/: canceled$/.test(text)) return [{ ...base, kind: 'run.stopped', signal: 'SIGINT', by: 'user', symptom: 'specific' }]
  if (/watchdog timeout/.test(text)) return [{ ...base, kind: 'timer.expired', timer: 'mbuffer watchdog', setting: 'mbuffer -W', symptom: 'specific' }]
  const failure = failureOf(text, base, { operation: /output|writ/.test(text) ? 'write' : 'read' })
  if (failure?.kind !== 'connection.failed') return failure === undefined ? [] : [failure]
  return [{ ...failure, ...(/<std(?:out|in)>|pipe/.test(text) ? { channel: 'pipe' as const } : {}), symptom: failure.errno === 'EPIPE' ? 'echo' : 'specific' }]
}

/** zrepl passes the words of zfs, of Go's network or of TLS on. */
function replicating(text: string, base: EventBase): readonly Event[] {
  const said = /\bstderr: ?(\S.{1,300})/.exec(text)?.[1]?.trim()
  const told = said === undefined ? undefined : applyRules(rules, said, () => base)
  if (told !== undefined && told.length > 0) return told
  const found = (programText(text) ?? failureIn(text))?.event(base) ?? failureOf(text, base)
  return [found ?? { ...base, kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200), symptom: 'echo' }]
}

function unusable(detail: string, base: EventBase): Event {
  return { ...base, kind: 'media.failed', medium: 'receiving dataset', detail, symptom: 'specific' }
}

const stops: ReadonlyMap<number, string> = new Map([
  [1, 'SIGHUP'],
  [2, 'SIGINT'],
  [15, 'SIGTERM'],
])

function pipeline(status: number, base: EventBase): readonly Event[] {
  // The low seven bits of a wait status are the signal that ended the pipeline, 2 being that of a Ctrl-C.
  const signal = stops.get(status)
  if (signal !== undefined) return [{ ...base, kind: 'run.stopped', signal, ...(status === 2 ? { by: 'user' } : {}), symptom: 'specific' }]
  const code = status >= 256 ? status >> 8 : status
  const role = code === 255 ? { role: 'ssh' } : {}
  return [{ ...base, kind: 'program.exited', code, ...role, symptom: 'echo' }]
}
