import type { Event, EventBase } from '../../model/index.ts'
import type { LineRule } from '../generic/line-rule.ts'

/** What borg says when it may not use a repository as it is: its key, its format, its quota, its damage, a question that nobody answered. */
export const repositoryRules: readonly LineRule[] = [
  { has: 'is not a valid repository', pattern: /^(?:(\S{1,300}) )?is not a valid repository\b/, says: (match, base) => unusable(match[0], base) },
  {
    has: 'Repository path not allowed',
    pattern: /^(?:\S{1,60}: )?Repository path not allowed: (\S{1,300})/,
    says: (match, base) => [{ ...base, kind: 'access.refused', reason: 'permission', detail: match[0].slice(0, 120), symptom: 'specific' }],
  },
  {
    has: 'assphrase',
    pattern:
      /^(?:passphrase supplied in .{1,120} is incorrect|Passphrase incorrect|Can not acquire a passphrase: .{1,120}|exceeded the maximum password retries)/i,
    says: (match, base) => [{ ...base, kind: 'access.refused', reason: 'authentication', detail: match[0].slice(0, 80), symptom: 'specific' }],
  },
  {
    has: 'Permission denied to',
    pattern: /^Permission denied to (\S{1,300})$/,
    says: (match, base) => [{ ...base, kind: 'access.refused', reason: 'permission', detail: match[0].slice(0, 120), symptom: 'specific' }],
  },
  {
    has: 'storage quota',
    pattern: /^The storage quota \(.{1,40}\) has been exceeded\b/,
    says: (_, base) => [{ ...base, kind: 'storage.full', quota: true, role: 'server', symptom: 'specific' }],
  },
  { has: 'nconsistency detected', pattern: /^Inconsistency detected\. Please run "borg check/, says: (_, base) => unusable('inconsistency detected', base) },
  { has: 'not found in repository', pattern: /^Object with key .{1,120} not found in repository /, says: (_, base) => unusable('an object is missing', base) },
  { has: ' already exists', pattern: /^(?:Archive|A repository) (?:"?\S{1,200}"? )?already exists\b/, says: (match, base) => unusable(match[0], base) },
  { has: 'Cache is newer', pattern: /^Cache is newer than repository\b/, says: (_, base) => unusable('the cache is newer than the repository', base) },
  {
    // A question that wants a person, and was put to a job without one.
    has: ' aborted',
    pattern: /^(?:Cache initialization|Repository access) aborted\.?$/,
    says: (match, base) => unusable(`${match[0].replace(/\.$/, '')}: a question was not answered`, base),
  },
  {
    has: 'Replay protection',
    pattern: /^.{0,60}(?:Is this a replay attack|Repository replaced)\b/,
    says: (_, base) => unusable('it is not the repository it was', base),
  },
  { has: ' has replaced', pattern: /^This is either an attack or unsafe\b/, says: (match, base) => unusable(match[0], base) },
  {
    has: 'erver is too old',
    pattern: /^(?:Borg|BORG) server is too old for .{1,200}/i,
    says: (match, base) => mismatch(match[0], base),
  },
  {
    has: 'RPC method',
    pattern: /^RPC method \S{1,80} is not valid/,
    says: (match, base) => mismatch(`${match[0]}: not supported by the server's release`, base),
  },
  { has: ' envelope', pattern: /^Unsupported Manifest envelope\b/, says: (match, base) => mismatch(match[0], base) },
  {
    has: 'upported',
    pattern:
      /^(?:Unsupported (?:manifest|repository|payload) .{1,120}|.{0,120}\brepository (?:format|version) .{0,40}not supported.{0,80}|Manifest: Mandatory feature\(s\) .{1,120})/i,
    says: (match, base) => mismatch(match[0], base),
  },
  {
    has: 'Cancelled by user',
    pattern: /^Cancelled by user\.$/,
    says: (_, base) => [{ ...base, kind: 'run.stopped', by: 'user', symptom: 'specific' }],
  },
  { has: 'Decompression error', pattern: /^Decompression error: (.{1,120})/, says: (match, base) => unusable(match[0], base) },
  {
    // ENOTCONN, EHOSTDOWN and ESTALE of Linux from a call on a file: it lies on another host.
    has: '[Errno 1',
    pattern: /^(?:\w{1,30}Error|OSError): \[Errno (?:107|112|116)\] .{1,80}?: '([^']{1,400})'/,
    says: (match, base) => [{ ...base, kind: 'mount.failed', path: match[1] ?? '', symptom: 'specific' }],
  },
  {
    // Whatever the call on a lock came to, the repository behind it cannot be used.
    has: '/lock.',
    pattern: /^[`"']?(?:\w{1,30}Error|OSError): \[Errno \d{1,4}\] (.{1,120}?): '.{0,400}\/lock\.(?:exclusive|roster)\b.{0,200}'[`"']?$/,
    says: (match, base) => unusable(`lock: ${match[1] ?? ''}`, base),
  },
  {
    has: 'borg: error: ',
    pattern: /^borg: error: (.{1,200})$/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[1] ?? '', symptom: 'echo' }],
  },
  {
    // A signal, where no second one follows that says which.
    has: 'Received SIG',
    pattern: /^Received SIG(TERM|INT|HUP)\b/,
    says: (match, base) => [{ ...base, kind: 'run.stopped', signal: `SIG${match[1] ?? ''}`, symptom: 'specific' }],
  },
]

/** The classes of borg's own errors in a traceback: the words behind them are those above. */
const errorClass = /^borg\.(?:[a-z_]{1,30}\.){1,3}([A-Z]\w{2,40})(?:: |$)/

/** An error that borg names by its class alone. */
const classes: Readonly<Record<string, (base: EventBase) => readonly Event[]>> = {
  ConnectionClosed: lost,
  ConnectionClosedWithHint: lost,
  ConnectionBroken: lost,
  ConnectionBrokenWithHint: lost,
  StorageQuotaExceeded: (base) => [{ ...base, kind: 'storage.full', quota: true, role: 'server', symptom: 'specific' }],
  InsufficientFreeSpaceError: (base) => [{ ...base, kind: 'storage.full', role: 'server', symptom: 'specific' }],
  InvalidRPCMethod: (base) => mismatch("a method that the other end's release does not support", base),
  UnexpectedRPCDataFormatFromClient: (base) => mismatch("the client's RPC format is not supported here", base),
  UnexpectedRPCDataFormatFromServer: (base) => [{ ...base, kind: 'stream.polluted', detail: 'unexpected RPC data format', symptom: 'specific' }],
  IntegrityError: (base) => unusable('data integrity error', base),
  ObjectNotFound: (base) => unusable('an object is missing', base),
  NotMyLock: (base) => unusable('its lock was broken by somebody else', base),
  NotLocked: (base) => unusable('its lock was broken by somebody else', base),
  LockTimeout: (base) => unusable('locked', base),
  DoesNotExist: (base) => unusable('does not exist', base),
  InvalidRepository: (base) => unusable('is not a valid repository', base),
  PassphraseWrong: (base) => [{ ...base, kind: 'access.refused', reason: 'authentication', detail: 'passphrase', symptom: 'specific' }],
  PathNotAllowed: (base) => [{ ...base, kind: 'access.refused', reason: 'permission', detail: 'repository path', symptom: 'specific' }],
}

/** What a class of borg's errors tells by its name; undefined for those that tell nothing. */
export function namedByClass(text: string, base: () => EventBase): readonly Event[] | undefined {
  const name = errorClass.exec(text)?.[1]
  const says = name === undefined || !Object.hasOwn(classes, name) ? undefined : classes[name]
  return says?.(base())
}

function lost(base: EventBase): readonly Event[] {
  return [{ ...base, kind: 'connection.closed', role: 'client', symptom: 'specific' }]
}

function unusable(detail: string, base: EventBase): readonly Event[] {
  return [{ ...base, kind: 'media.failed', medium: 'repository', detail: detail.slice(0, 200), symptom: 'specific' }]
}

function mismatch(detail: string, base: EventBase): readonly Event[] {
  return [{ ...base, kind: 'versions.mismatched', detail: detail.slice(0, 160), symptom: 'specific' }]
}
