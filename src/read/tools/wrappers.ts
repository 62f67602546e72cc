import { type Event, type EventBase, usPerSecond } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules, type LineRule, nothing } from '../generic/line-rule.ts'
import { timedText } from '../generic/line-time.ts'
import { missingLines } from '../host/missing-lines.ts'
import type { LineReader, LogLine, SourceContext } from '../reader.ts'
import { sshLine } from '../ssh/reader.ts'
import { lsyncdRules, mayBeLsyncd } from './lsyncd.ts'
import { failureOf } from './outcome.ts'

const mayBeWrapper =
  /exitcode=|Safety check failed|^(?:ERROR|WARNING): \.\.\. |failed \(result \d|ERROR: Error! |returned exit code \d|child died with signal|^!!! |^ {2,8}(?:===|\+\+\+|---|\*\*\*|>>>|!!!) {2}|^(?:===|\+\+\+|---|\*\*\*|>>>) \S|btrbk|^(?:\S{1,32} )?(?:startup|snapshot|send-receive|delete_\w+|finished) \S+ \S+ \S+ \S|\[send\/receive\]|send-receive (?:starting|success)|while resuming backups|subvolume detail|Skipping (?:target|backup of)|is not a receive target of|^ERROR: (?:[a-z]|crc32)|returned non-zero exit status|ERROR: Lockfile |snapshot_root|rsnapshot was sent|ERROR: (?:cmd_p|backup_script|Create LVM|Mount LVM|Unmount LVM|Could not )|WARNING: Rolling back |rsnapshot .{1,80}: (?:started|completed)|rsync returned \d|Failed to (?:delete|send|create|fetch|parse)\b|Error running (?:actions|commands)|authorise_client|: no activity for \d/

/** Programs that start another transport and pass its exit status on: btrbk, borgmatic, rsnapshot, lsyncd. */
export const wrappers: LineReader = {
  id: 'wrappers',
  signs: [mayBeWrapper, mayBeLsyncd],
  open: (source) => ({ read: (line) => readLine(line, source) }),
}

const rules: readonly LineRule[] = [
  {
    // rsync-time-backup: the folder lacks the file by which it knows its own.
    has: 'marker file not found',
    pattern: /Safety check failed - the destination does not appear to be a backup folder or drive \(marker file not found\)/,
    says: (_, base) => [{ ...base, kind: 'media.failed', medium: 'destination', detail: 'marker file not found', symptom: 'specific' }],
  },
  {
    // burp: the server knows the client's certificate and has no entry for its name.
    has: 'authorise_client',
    pattern: /unexpected command in authorise_client\(\): \w:(.{1,120})/,
    says: (match, base) => [{ ...base, kind: 'access.refused', reason: 'authentication', detail: match[1] ?? '', symptom: 'specific' }],
  },
  {
    // burp: its own timer, which runs while nothing is read or written.
    has: 'no activity for ',
    pattern: /(?:main socket(?: \d{1,6})?|\w{1,20} status pipe|child \w{1,20} pipe): no activity for (\d{1,7}) seconds\.$/,
    says: (match, base) => [
      { ...base, kind: 'timer.expired', timer: 'network_timeout', setting: 'network_timeout', limitUs: Number(match[1]) * usPerSecond, symptom: 'specific' },
    ],
  },
  {
    has: 'SSH command failed',
    pattern: /^(?:ERROR: )?(?:\.\.\. )?SSH command failed \(exitcode=(\d{1,3})\)/,
    says: (match, base) => [{ ...base, kind: 'program.exited', code: Number(match[1]), role: 'ssh', symptom: 'specific' }],
  },
  {
    has: 'xitcode=',
    pattern: /^(?:(?:ERROR|WARNING): )?(?:\.\.\. )?Command (?:execution )?failed \(exitcode=(\d{1,3})\)/,
    says: (match, base) => [{ ...base, kind: 'program.exited', code: Number(match[1]), symptom: 'specific' }],
  },
  { has: '... sh: ', pattern: /^(?:ERROR|WARNING): \.\.\. sh: /, says: nothing },
  {
    // What the command that failed had printed.
    has: ': ... ',
    pattern: /^(?:ERROR|WARNING): \.\.\. (?:ERROR: |\[ERROR\] )?(.{1,400})$/,
    says: (match, base) => printed(match[1] ?? '', base),
  },
  {
    has: 'child died with signal',
    pattern: /^(?:ERROR: )?(?:\.\.\. )?Command (?:execution )?failed \(child died with signal (\d{1,2})\)/,
    says: (match, base) => [
      match[1] === '2' || match[1] === '15'
        ? { ...base, kind: 'run.stopped', signal: match[1] === '2' ? 'SIGINT' : 'SIGTERM', symptom: 'specific' }
        : { ...base, kind: 'program.killed', by: match[1] === '11' ? 'crash' : 'signal', victim: 'a command of btrbk', symptom: 'specific' },
    ],
  },
  {
    has: 'Failed to ',
    pattern: /^(?:ERROR|WARNING): Failed to (?:delete|send|create|send\/receive|fetch|parse) (?:btrfs )?(?:subvolume|snapshot)/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }],
  },
  {
    has: 'Failed to take lock',
    pattern: /^(?:ERROR: )?Failed to take lock \(another btrbk instance is running\)/,
    says: (_, base) => [{ ...base, kind: 'limit.reached', limit: 'one btrbk run at a time', symptom: 'specific' }],
  },
  {
    // btrbk's transaction log: time, action, status, target, source, parent, message.
    has: ' ',
    pattern:
      /^(startup|snapshot|send-receive|delete_(?:target|source|garbled|snapshot)|resume|finished|skip|clone) (v\d\S{0,19}|starting|success|partial|ERROR|ABORTED|skip\w{0,10}|dryrun_\w{1,10}|no-?action|unprocessed) (?:\S{1,400}|-) (?:\S{1,400}|-) (?:\S{1,400}|-)/,
    says: (match, base) => transaction(match, base),
  },
  {
    has: '!!! ',
    pattern: /^!!! (?:Target|Volume|Subvolume|Snapshot) "[^"]{1,200}" aborted: (.{1,200})$/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[1] ?? '', symptom: 'echo' }],
  },
  {
    has: 'rror while resuming backups',
    pattern: /^ERROR: Error while resuming backups/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }],
  },
  {
    // What an interrupted transfer leaves behind stands in the way of the next.
    has: 'receive target of',
    pattern: /^(?:ERROR|WARNING): Target subvolume "?([^"]{1,300}?)"? exists, but is not a receive target of /,
    says: (match, base) => [
      { ...base, kind: 'media.failed', medium: 'receiving file system', detail: `${match[1] ?? ''} is left of an earlier run`, symptom: 'specific' },
    ],
  },
  {
    has: 'kipping backup of',
    pattern: /^WARNING: Skipping backup of: /,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }],
  },
  {
    has: 'kipping target',
    pattern: /^WARNING: Skipping target "[^"]{1,200}": (.{1,200})$/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[1] ?? '', symptom: 'echo' }],
  },
  {
    // btrfs receive names the call that failed on the receiving file system.
    has: 'ERROR: ',
    pattern:
      /^ERROR: (?:failed to open|cannot open|unlink|link|symlink|clone|rename|mkfile|mkdir|mknod|mkfifo|mksock|rmdir|truncate|chmod|chown|utimes|l?setxattr|lremovexattr|set_xattr|mksubvol|creating subvolume|creating snapshot|write to|failed to clone extents to|failed to read stream from kernel) (.{0,300}?)(?:failed)?[:.] ((?:No such file|File exists|Read-only|Invalid|Input\/output|No space|Stale|Operation not permitted|Broken pipe).{0,80})$/,
    says: (match, base) => receiving(match[1] ?? '', match[2] ?? '', base),
  },
  { has: 'send ioctl failed', pattern: /^ERROR: (send ioctl failed with -\d{1,3}: .{1,60})$/, says: (match, base) => unsent(match[1] ?? '', base) ?? [] },
  {
    has: 'parent subvolume',
    pattern: /^ERROR: (?:cannot find parent subvolume|could not find parent subvolume)\b/,
    says: (match, base) => [{ ...base, kind: 'media.failed', medium: 'receiving file system', detail: match[0].slice(7), symptom: 'specific' }],
  },
  {
    has: 'in stream',
    pattern: /^ERROR: (?:unexpected EOF in stream|short read from stream\b.{0,80}|invalid tlv in cmd\b.{0,80}|crc32 mismatch in command)/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }],
  },
  {
    has: ' ',
    pattern: /^(?:>>>|\*\*\*) \S{1,300}$/,
    says: (_, base) => [{ ...base, kind: 'stream.active', stream: 'subvolume' }],
  },
  {
    has: '',
    pattern:
      /^ {2,8}(?:===|\+\+\+|---|\*\*\*|>>>|!!!) {2}|^(?:===|\+\+\+|---) \S|^Backup Summary \(btrbk|^\[send\/receive\]|^send-receive (?:starting|success)|^btrbk command line client/,
    says: nothing,
  },
  {
    has: 'Lockfile ',
    pattern: /^(?:(?:\S{1,80}\/)?rsnapshot .{1,80}: )?ERROR: Lockfile \S{1,200} exists(?: and so does its process)?, can ?not continue/,
    says: (_, base) => [{ ...base, kind: 'media.failed', medium: 'run of rsnapshot', detail: 'locked', symptom: 'specific' }],
  },
  {
    has: 'snapshot_root',
    pattern: /snapshot_root (\/\S{1,200}) .{0,60}(?:does not exist|not found)|rsnapshot refuses to create snapshot_root/,
    says: (match, base) => [{ ...base, kind: 'media.failed', medium: 'snapshot_root', detail: `${match[1] ?? ''} does not exist`.trim(), symptom: 'specific' }],
  },
  {
    has: 'rsnapshot was sent',
    pattern: /rsnapshot was sent (ABRT|INT|QUIT|TERM) signal/,
    says: (match, base) => [
      { ...base, kind: 'run.stopped', signal: `SIG${match[1] ?? ''}`, ...(match[1] === 'INT' ? { by: 'user' } : {}), symptom: 'specific' },
    ],
  },
  {
    has: 'lockfile',
    pattern: /ERROR: Could not write lockfile \S{1,200}: File exists/,
    says: (_, base) => [{ ...base, kind: 'media.failed', medium: 'run of rsnapshot', detail: 'locked', symptom: 'specific' }],
  },
  {
    // rsnapshot's own steps around rsync, whose programs say why.
    has: 'ERROR: ',
    pattern:
      /^(?:(?:\S{1,80}\/)?rsnapshot .{1,80}: )?ERROR: (?:(?:cmd_p(?:re|ost)exec|backup_script) .{1,300} returned \d{1,3}|(?:Create|Mount|Unmount|Removal of) (?:of )?LVM snapshot failed: .{1,80}|Could not (?:mkpath|rm_rf|change directory to|utime)\b.{1,300})$/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0].slice(0, 200), symptom: 'specific' }],
  },
  {
    // The newest copy becomes the next one's beginning, all within the one folder of copies; what the program printed is not passed on.
    has: ' failed (result ',
    pattern: /^(?:(?:\S{1,80}\/)?rsnapshot .{1,80}: )?ERROR: ((?:\S{0,80}\/)?(?:cp -al|rm -rf|mv)) .{1,400} failed \(result \d{1,5}, exit status (\d{1,3})\)/,
    says: (match, base) => [
      { ...base, kind: 'media.failed', medium: 'snapshot_root', detail: `${match[1] ?? ''} ended with ${match[2] ?? ''}`, symptom: 'specific' },
    ],
  },
  {
    has: 'rror! ',
    pattern: /^(?:(?:\S{1,80}\/)?rsnapshot .{1,80}: )?ERROR: Error! \w{2,20}\(/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }],
  },
  {
    has: 'Rolling back',
    pattern: /^(?:(?:\S{1,80}\/)?rsnapshot .{1,80}: )?WARNING: Rolling back "/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }],
  },
  {
    has: 'rsnapshot ',
    pattern: /^(?:\S{1,80}\/)?rsnapshot (?:-\S{1,40} \S{0,80} ?)?\w{1,30}: (started|completed successfully|completed, but with (?:some )?(?:warnings|errors))$/,
    says: rsnapshot,
  },
  {
    has: 'rsync returned ',
    pattern: /rsync returned (\d{1,3}) while processing /,
    says: (match, base) => [{ ...base, kind: 'program.exited', code: Number(match[1]), role: 'rsync', symptom: 'echo' }],
  },
  {
    has: 'returned non-zero exit status',
    pattern: /Command '.{1,400}?' returned non-zero exit status (\d{1,3})/,
    says: (match, base) => [{ ...base, kind: 'program.exited', code: Number(match[1]), symptom: 'echo' }],
  },
  {
    // zfs-autobackup
    has: 'returned exit code',
    pattern: /^! .{0,60}Command "(.{1,2000})" returned exit code (\d{1,3})\b/,
    says: (match, base) => [
      {
        ...base,
        kind: 'program.exited',
        code: Number(match[2]),
        ...(match[2] === '255' && match[1]?.startsWith('ssh ') === true ? { role: 'ssh' } : {}),
        symptom: 'echo',
      },
    ],
  },
  {
    has: 'Error running ',
    pattern: /Error running (?:actions|commands) for /,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }],
  },
]

function readLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  const plain = transactionLog.test(line.raw) && line.prefix !== undefined ? withoutPrefix(line) : line
  const isLsyncd = mayBeLsyncd.test(plain.text)
  if (!isLsyncd && !mayBeWrapper.test(plain.text)) return undefined
  const { text, when } = timedText(plain, source)
  if (isLsyncd) return applyRules(lsyncdRules, text, () => eventBase(line, source, 'other', when))
  return applyRules(rules, text, () => eventBase(line, source, 'other', when))
}

/** The last words of ssh, of a shell or of the program behind it; anything else only repeats that it failed. */
function printed(text: string, base: EventBase): readonly Event[] {
  if (ofStream.test(text)) return [{ ...base, kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200), symptom: 'echo' }]
  if (guarded.test(text))
    return [{ ...base, kind: 'access.refused', reason: 'permission', detail: `command of the key: ${text.slice(0, 80)}`, symptom: 'specific' }]
  const known = unsent(text, base) ?? sshLine(text, () => base) ?? applyRules(missingLines, text, () => base)
  if (known !== undefined) return known
  const failure = failureOf(text, base)
  return [failure ?? { ...base, kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200), symptom: 'echo' }]
}

/** What stands in authorized_keys, or as the login shell, in place of a shell that runs anything. */
const guarded =
  /\bSSH command rejected\b|^Unrecognized command\b|\bdisallowed command\b|^This account is currently not available\b|^This service allows sftp connections only\b/

/** What `btrfs receive` says of a stream that ended early: the sender, or what stood between, says why. */
const ofStream = /^(?:unexpected EOF in stream|short read from stream\b|empty stream is not considered valid|failed to read stream from kernel: Broken pipe)/

/** The kernel could not read what `btrfs send` should send. */
function unsent(text: string, base: EventBase): readonly Event[] | undefined {
  const number = /^send ioctl failed with -(\d{1,3}): /.exec(text)?.[1]
  if (number === undefined) return undefined
  return [{ ...base, kind: 'source.failed', reason: number === '5' ? 'io-error' : 'other', symptom: 'specific' }]
}

function rsnapshot([text = '', said = '']: RegExpExecArray, base: EventBase): readonly Event[] {
  if (said === 'started') return [{ ...base, kind: 'run.started' }]
  if (said === 'completed successfully') return [{ ...base, kind: 'run.ended', outcome: 'completed', text }]
  return [{ ...base, kind: 'run.ended', outcome: 'completed-with-warnings', text }]
}

/** A time, an action and paths look like a syslog line whose host is the action. */
const transactionLog = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} (?:startup|snapshot|send-receive|delete_\w{1,12}|finished) \S+ \S+ \S+ \S/

function withoutPrefix({ prefix: _, ...line }: LogLine): LogLine {
  return { ...line, text: line.raw.trim() }
}

function transaction([text = '', action = '', status = '']: RegExpExecArray, base: EventBase): readonly Event[] {
  if (status === 'ERROR') return [{ ...base, kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200), symptom: 'echo' }]
  if (action !== 'finished') return []
  return status === 'success'
    ? [{ ...base, kind: 'run.ended', outcome: 'completed', text: 'finished success' }]
    : [{ ...base, kind: 'run.ended', outcome: 'failed', text: `finished ${status}`, symptom: 'echo' }]
}

function receiving(path: string, text: string, base: EventBase): readonly Event[] {
  const failure = failureOf(text, base)
  if (failure?.kind === 'storage.full') return [failure]
  const detail = `${path.trim()} ${text}`.trim()
  return [{ ...base, kind: 'media.failed', medium: 'receiving file system', detail, symptom: 'specific' }]
}
