import type { Failure } from './failure.ts'

/** GNU tar, star, dump and smbclient say these in a run that is complete all the same. */
const harmless =
  /file changed as we read it|file removed before we read it|socket ignored|Removing leading|: Directory is new|: Directory has been renamed|Error exit delayed/i

/** `/bin/tar: ./gdm: Cannot savedir: Permission denied`: program, path, what failed, strerror. */
const archiverLine = /^\S{0,80}: (.{1,400}?): (?:Warning: )?(?:Cannot |Can't |Read error|File shrank|Unable to )/

/** A still copy of the source that did not come about, or a script before the dump that should make it; the Windows client names its writers. */
const ofSnapshot = /\bVSS_E_\w|\b(?:create|make|take) (?:a |the )?(?:VSS )?snapshot\b|^\[?"?script '[^']{1,100}' command 'PRE-/i

/** A failure to read what is backed up, told by the archiver or by sendbackup about it. */
export function sourceFailure(text: string): Failure | undefined {
  if (ofSnapshot.test(text)) return { said: { kind: 'source.failed', reason: 'other' }, symptom: 'specific' }
  const exit = /\breturned (?:error\b|\d{1,3}\b)|\bgot signal (?!13\b)\d{1,2}\b|\bexited with status \d{1,3}\b|all estimate failed|\bFATAL ERROR\b/i.test(text)
  if (exit) return { said: { kind: 'source.failed', reason: 'archiver' }, symptom: 'specific' }
  return unreadable(text)
}

/** The client's own disk is full, where its index or its debug files are written. */
export function fullDisk(text: string): Failure['said'] | undefined {
  const full = /No space left on device|Disk quota exceeded|[Ff]ile ?system (?:is )?full/.exec(text)
  return full === null ? undefined : { kind: 'storage.full', role: 'client', ...(full[0].includes('quota') ? { quota: true } : {}) }
}

/** One file or directory the archiver could not read; undefined for what it says of a file that merely changed. */
export function unreadable(text: string): Failure | undefined {
  // Its own configuration is no source.
  if (/\/etc\/amanda\b|\bdisklist\b/.test(text)) return undefined
  if (harmless.test(text) && !/Cannot|Can't/.test(text)) return undefined
  const path = archiverLine.exec(text)?.[1]
  const where = path === undefined ? {} : { path }
  const failed = (reason: 'permission' | 'io-error' | 'vanished' | 'other'): Failure => ({
    said: { kind: 'source.failed', reason, ...where, partial: true },
    symptom: 'specific',
  })
  if (/Permission denied|Operation not permitted|can ?not read\/write/i.test(text)) return failed('permission')
  if (/Input\/output error|Read error at byte|Stale (?:NFS )?file handle/i.test(text)) return failed('io-error')
  if (/Cannot (?:stat|open|savedir).{0,200}No such file|Could not access .{1,200}No such file|no such file or directory/i.test(text)) return failed('vanished')
  if (/Cannot (?:savedir|open|read|stat|opendir)\b/i.test(text)) return failed('other')
  return undefined
}
