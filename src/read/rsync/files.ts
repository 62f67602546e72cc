import type { Connection } from './connection.ts'
import { failure, nothing, type Rank, type Saying, type Told } from './saying.ts'
import { type SystemError, systemError } from '../error-texts.ts'

const headed = /^rsync(?:_bpc)?: (?:\[([A-Za-z]{1,12})\] )?(.{1,4096}): ([^:"[\]]{3,120})$/

/** Operations of the receiving side; where a line prints no role they tell which end's disk it speaks of. */
const writing =
  /\b(?:mkstemp|mkdir|change_dir#\d|rename|write failed|close failed|ftruncate|fsync|do_fallocate|lseek|failed to set|failed to modify|chown|chgrp|symlink|mknod|mkfifo|delete_file|rmdir|unlink|recv_generator|touch_up_dirs|copy_file|make_backup|backup|rsync_xal_set|set_acl|copy_xattrs|keep_backup)(?!\w)/
/** Extended attributes and ACLs have a space of their own in most file systems: ext4 keeps all of a file's in its inode and one block (ext4, attr(7)). */
const attributes = /\b(?:rsync_xal_set|l?setxattr|fsetxattr|set_acl|sys_acl_set_file|copy_xattrs|do_set\w*xattr)\b/
const attributeSpace: ReadonlySet<SystemError['local']> = new Set(['full', 'quota', 'too-big'])

const looksLikeFile = /"|\bfailed\b|\b(?:opendir|readdir|readlink|readlink_stat|link_stat|stat|open|mapping)\b|\w\(/

/** Calls on files and folders, which name the path nearly always; the words `failed to read` alone may be of the stream. */
const onFiles = /\b(?:opendir|readdir|readlink|readlink_stat|link_stat|l?stat|open|mapping|getcwd|chdir|llistxattr|l?getxattr)\b/

/** The disk that fills up or dies under a file that is being written ends the run at once. */
const endsTheRun = /\b(?:write failed|close failed|ftruncate|fsync|do_fallocate)\b/

/** Trouble with single files, folders and disks; almost all of it leaves the run going. */
export function readFile(text: string, connection: Connection): readonly Saying[] | undefined {
  return readPlain(text, connection) ?? readHeaded(text)
}

function readPlain(text: string, connection: Connection): readonly Saying[] | undefined {
  const vanished = /^(?:file|directory|symlink|.{1,20}) has vanished: "(.{1,4096})"(?: \(in .{1,200}\))?$/.exec(text)
  if (vanished !== null) return failure('file', { kind: 'source.failed', reason: 'vanished', partial: true, path: vanished[1] ?? '' })
  if (/^IO error encountered(?: -- skipping file deletion)?$/.test(text)) {
    // It follows the line that says what could not be read, unless that line is missing.
    return connection.failures.some(({ rank }) => rank === 'file') ? nothing : failure('file', { kind: 'source.failed', reason: 'other', partial: true })
  }
  const noFolder =
    /^ERROR: (destination must be a directory when copying more than 1 file|destination path is not a directory|cannot stat destination.{0,200})$/.exec(text)
  if (noFolder !== null) return failure('names', { kind: 'media.failed', medium: 'destination', detail: noFolder[1] ?? '' })
  if (outOfMemory.test(text)) return failure('names', { kind: 'program.killed', by: 'allocation', victim: 'rsync' })
  const corrupt = /^ERROR: (.{1,4096}) failed verification -- update (?:discarded|retained|put into partial-dir)\.?$/.exec(text)
  if (corrupt !== null) return failure('file', { kind: 'source.failed', reason: 'other', partial: true, path: corrupt[1] ?? '' })
  if (/^WARNING: .{1,4096} failed verification -- update .{1,60} \(will try again\)\.$/.test(text)) return nothing
  if (/^cannot delete (?:non-empty directory|mount point): .{1,4096}$/.test(text)) return nothing
  if (/^skipping (?:non-regular file|directory|daemon-excluded .{1,20}) .{1,4096}$/.test(text)) return nothing
  return undefined
}

/** main.c, of the folder that is written to; the system's error behind it is that folder's. */
const noDestination = /^rsync(?:_bpc)?: (?:\[[A-Za-z]{1,12}\] )?ERROR: (cannot stat destination ".{1,4096}"): (?=.{1,200} \(\d{1,3}\)$)/

function readHeaded(text: string): readonly Saying[] | undefined {
  const destination = noDestination.exec(text)
  if (destination !== null && systemError(text.slice(destination[0].length))?.errno === undefined)
    return failure('names', { kind: 'media.failed', medium: 'destination', detail: (destination[1] ?? '').slice(0, 200) })
  const found = headed.exec(text)
  if (found === null) return undefined
  const [, role, operation = '', reason = ''] = found
  if (!looksLikeFile.test(operation)) return undefined
  const error = systemError(reason)
  if (error === undefined) return undefined
  const path = /"(.{1,4096}?)"/.exec(operation)?.[1] ?? /\((\/[^()]{1,4096})\)/.exec(operation)?.[1]
  if (error.errno !== undefined && path === undefined && !onFiles.test(operation) && !writing.test(operation)) return undefined
  return [tell(error, { operation, ...(role === undefined ? {} : { role }), ...(path === undefined ? {} : { path }) })]
}

/** util2.c: what rsync prints before it exits with code 22. */
const outOfMemory = /^(?:ERROR: )?(?:\[[A-Za-z]{1,12}\] )?(?:out of memory(?: in .{1,80}|: .{1,120})|exceeded --max-alloc=.{1,80})$/

interface Place {
  readonly operation: string
  readonly role?: string
  readonly path?: string
}

function tell(error: SystemError, place: Place): Saying {
  const { operation, role } = place
  const path = place.path === undefined ? {} : { path: place.path }
  const by = role === undefined ? {} : { role }
  const rank: Rank = endsTheRun.test(operation) ? 'names' : 'file'
  if (attributes.test(operation) && attributeSpace.has(error.local)) {
    return { told: { kind: 'media.failed', medium: 'file attributes', detail: error.text }, rank: 'file' }
  }
  if (error.local === 'full' || error.local === 'quota') {
    return { told: { kind: 'storage.full', ...path, ...by, ...(error.local === 'quota' ? { quota: true } : {}) }, rank: 'names' }
  }
  // A network error on a file is its file system's, not the backup connection's.
  if (error.local === 'stale-mount' || error.errno !== undefined) return { told: { kind: 'mount.failed', ...path }, rank }
  if (isDestination(operation, role) || error.local === 'read-only') {
    const detail = `${operation}: ${error.text}`.slice(0, 200)
    return { told: { kind: 'media.failed', medium: 'destination', detail }, rank: error.local === 'read-only' ? 'names' : rank }
  }
  return { told: { kind: 'source.failed', reason: sourceReason(error), ...path, partial: true }, rank }
}

function isDestination(operation: string, role: string | undefined): boolean {
  if (role === 'sender') return false
  return role === 'receiver' || role === 'generator' || writing.test(operation)
}

function sourceReason({ local }: SystemError): Extract<Told, { kind: 'source.failed' }>['reason'] {
  return local === 'permission' || local === 'io-error' ? local : 'other'
}
