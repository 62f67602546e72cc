import type { Event, EventBase } from '../../model/index.ts'
import { failureOf } from './outcome.ts'

type Tell = (match: RegExpExecArray, base: EventBase) => Event

/** What Proxmox gives as the reason of a failed task, storage or guest, beyond what the operating system calls it. The first that fits counts. */
const reasons: readonly (readonly [RegExp, Tell])[] = [
  [
    /certificate verify failed|SSL routines|fingerprint .{0,40}(?:not verified|mismatch)|TLS handshake/i,
    ({ input }, base) => ({ ...base, kind: 'tls.failed', reason: input.slice(0, 200), symptom: 'specific' }),
  ],
  [
    /\b(?:401 Unauthorized|403 Forbidden|authentication failed|permission check failed|backup owner check failed)\b/i,
    ({ input }, base) => ({ ...base, kind: 'access.refused', reason: 'authentication', detail: input.slice(0, 120), symptom: 'specific' }),
  ],
  [/\berror reading a body from connection\b/, (_, base) => ({ ...base, kind: 'connection.closed', symptom: 'specific' })],
  // The lock's own folder is missing: nobody holds it.
  [
    /can't lock file '[^']{1,200}'? ?- can't open file - .{1,80}/,
    ([text], base) => ({ ...base, kind: 'run.ended', outcome: 'failed', text, symptom: 'specific' }),
  ],
  [
    /\b(?:VM|CT) is locked \(\w{1,20}\)|can't lock file '\/(?:run|var)\/lock/,
    (_, base) => ({ ...base, kind: 'media.failed', medium: 'guest', detail: 'locked', symptom: 'specific' }),
  ],
  [
    /unable to acquire lock|is already locked|can't acquire lock|can't lock file/i,
    (_, base) => ({ ...base, kind: 'limit.reached', limit: 'one operation on a backup at a time', symptom: 'specific' }),
  ],
  [/\bstale file handle\b|transport endpoint is not connected|host is down\b/i, (_, base) => ({ ...base, kind: 'mount.failed', symptom: 'specific' })],
  [
    /\bstorage '([^']{1,80})' (?:is not online|does not exist|is disabled|is not available)/,
    ([text, name = ''], base) => ({ ...base, kind: 'media.failed', medium: `storage ${name}`, detail: text, symptom: 'specific' }),
  ],
  [
    /\bdatastore '?([^' ]{1,80})'? (?:is not mounted|is in maintenance mode|does not exist)|\bunable to open chunk store '([^']{1,80})'|\bno such datastore '?([^' ]{1,80})/,
    ([text, a, b, c], base) => ({ ...base, kind: 'media.failed', medium: `datastore ${a ?? b ?? c ?? ''}`, detail: text, symptom: 'specific' }),
  ],
  [
    /\b(?:update atime failed for|inserting|unable to (?:open|create|touch|write)|mkstemp|rename).{0,60}?chunk.{0,200}?\b(EPERM|EACCES|EROFS|Permission denied|Operation not permitted|Read-only file system)\b/i,
    ([, why = ''], base) => ({
      ...base,
      kind: 'media.failed',
      medium: 'datastore',
      detail: `its chunks could not be written (${why})`,
      side: 'server',
      symptom: 'specific',
    }),
  ],
  [
    // A shell's own numbers for a command that it could not run, or not find.
    /\bcommand '(.{1,300}?)' failed: exit code 12[67]\b/,
    ([text, command = ''], base) => ({
      ...base,
      kind: 'program.missing',
      program: command.split(' ')[0]?.slice(0, 80) ?? '',
      detail: text.slice(0, 120),
      symptom: 'specific',
    }),
  ],
  [
    /\bchunk [\da-f]{64} (?:was marked as corrupt|has wrong)|\bchunks could not be verified\b|\bverification failed - please check\b|\bdetected chunk with wrong (?:digest|size)/i,
    ([text], base) => ({ ...base, kind: 'media.failed', medium: 'datastore', detail: text.slice(0, 100), side: 'server', symptom: 'specific' }),
  ],
  [
    /\bunable to create temporary directory '([^']{1,200})'|\bunable to open '([^']{1,200}\.tmp\/[^']{1,100})'/,
    ([text, folder, file], base) => ({
      ...base,
      kind: 'media.failed',
      medium: 'destination',
      detail: (folder ?? file ?? text).slice(0, 58),
      symptom: 'specific',
    }),
  ],
  [
    /\bfree space in thin pool \S{1,80} reached threshold|\bhas insufficient free space\b|\binsufficient free (?:space|extents)\b/i,
    ([text], base) => ({ ...base, kind: 'storage.full', path: text.slice(0, 80), symptom: 'specific' }),
  ],
  [
    /\bno such volume '[^']{1,200}'|\bunable to find (?:VM|CT) '?\d+|\bsnapshot feature is not available|\b(?:volume|disk) '[^']{1,200}' does not exist/,
    ([text], base) => ({ ...base, kind: 'source.failed', reason: 'other', path: text.slice(0, 80), symptom: 'specific' }),
  ],
  [/^(VM \d+) not running$/, ([, guest = ''], base) => ({ ...base, kind: 'program.killed', by: 'unknown', victim: `QEMU of ${guest}`, symptom: 'specific' })],
  [
    /^(?:received signal - broadcast|received interrupt|interrupted by signal|got signal\b)/,
    (_, base) => ({ ...base, kind: 'run.stopped', symptom: 'specific' }),
  ],
]

/** The event behind a reason in Proxmox' own words; undefined when the text gives none that is known. */
export function namedReason(text: string, base: () => EventBase): Event | undefined {
  for (const [pattern, tell] of reasons) {
    const match = pattern.exec(text)
    if (match !== null) return tell(match, base())
  }
  return undefined
}

/** The same, and a full disk in the words of the operating system. */
export function reasonOf(text: string, base: EventBase): Event | undefined {
  const named = namedReason(text, () => base)
  if (named !== undefined) return named
  const full = failureOf(text, base)
  return full?.kind === 'storage.full' ? full : undefined
}
