import { asContext, type Event, type EventBase, type EventOf } from '../../model/index.ts'
import { systemError } from '../error-texts.ts'
import { failureIn } from '../generic/failure-text.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules, type LineRule, nothing } from '../generic/line-rule.ts'
import { programText } from '../generic/program-texts.ts'
import { archiveRules, mayBeArchive } from './database-archives.ts'
import { isUntold } from '../generic/last-resort.ts'
import { timedText } from '../generic/line-time.ts'
import { missingLines } from '../host/missing-lines.ts'
import type { LineReader, LogLine, SourceContext } from '../reader.ts'
import { kopiaEnds, kopiaRules, mayBeKopia } from './kopia.ts'
import { mayBeUnison, unisonRules } from './unison.ts'

const mayBeTransfer =
  /^(?:INFO {2}|ERROR |NOTICE|DEBUG ): |^Transferred: |^Checks: |^Elapsed time: |(?:^|: )Operation [GPLDC]\w{2,11} with file |^(?:Attempt \d+ failed|Giving up after|BackendException)|^(?:upload|download|copy|move) failed: |^Local and Remote metadata|^Last (?:full )?backup |^-+\[ Backup Statistics \]-+|^Errors \d+$|^(?:[\w.]{1,80}: )?An error occurred \(|^Created snapshot|\(s\) while snapshotting |^Snapshotting |^ [*-/|\\] \d+ hashing|^-- Dump completed|^\S{0,80}tar(?: \(child\))?: |^(?:CRITICAL: |NOTICE: )?Failed to (?:create file system|sync|copy|move|check|purge)|^Another (?:duplicity|instance)|^Temp space has |^GPGError: |^Fatal Error: |missing from the remote storage|FolderMissingException|^error: `rustic|Removing partially written file on error|^Backup for .{1,200} at revision|^(?:---- (?:Connecting|Closing|Resolving|Running connect)|---> [A-Z]{3,4}\b|<--- \d{3}[ -]|\*{4} \S.{0,200} - reconnecting$)|: Fatal error: max-retries exceeded/

/** Copying programs whose own logs people paste: rclone, duplicity, Duplicati, kopia, Unison, the AWS client, mysqldump, tar, and what archives PostgreSQL; their failures and their good ends. */
export const transfers: LineReader = {
  id: 'transfers',
  signs: [mayBeTransfer, mayBeArchive, mayBeKopia, mayBeUnison, 'Attempt ', 'low level retry ', 'Reopening on read failure'],
  open: (source) => {
    /** What rclone's own notices of retries said last, for a last word that names no reason. */
    let retried: { readonly event: Event; readonly line: number } | undefined
    return {
      read: (line) => {
        retried = retriedBefore(line, source) ?? retried
        const events = readLine(line, source)
        if (events === undefined || retried === undefined || line.line - retried.line > reasonReach) return events
        const [first] = events
        if (first?.kind !== 'run.ended' || first.outcome !== 'failed' || first.symptom === undefined) return events
        const { event } = retried
        retried = undefined
        return [event, { ...first, symptom: 'echo' }]
      },
      // The text breaks off amid the attempts.
      end: (told = []) => (retried !== undefined && isUntold(told) ? [retried.event] : []),
    }
  },
}

/** rclone tells why it tries again within so many lines of giving up. */
const reasonReach = 40

/** What is read is the source, whatever its server says. */
function unsourced({ medium: _, detail: _detail, ...event }: EventOf<'media.failed'>): Event {
  return { ...event, kind: 'source.failed', reason: 'other' }
}

const retrying = /low level retry |Reopening on read failure/
/** fs/accounting and fs/operations/reopen.go: the rest of a file is asked for anew. */
const reopened = /Reopening on read failure after \d{1,18} bytes: retry \d{1,3}\/\d{1,3}: (.{1,1200})$/

/** `pacer: low level retry 1/10 (error …)`, `Received error: … - low level retry 1/10`: fs/pacer.go, fs/operations. */
function retriedBefore(line: LogLine, source: SourceContext): { readonly event: Event; readonly line: number } | undefined {
  const attempt = line.text.includes('Attempt ') ? /^["'`]?Attempt \d{1,3} failed[.:] (.{1,600}?)["'`]?$/.exec(timedText(line, source).text)?.[1] : undefined
  if (attempt === undefined && !retrying.test(line.text)) return undefined
  const { text, when } = timedText(line, source)
  const reason =
    attempt ??
    /low level retry \d{1,3}\/\d{1,3} \(error (.{1,1200})\)$/.exec(text)?.[1] ??
    /Received error: (.{1,1200}?) - low level retry \d/.exec(text)?.[1] ??
    reopened.exec(text)?.[1]
  const event = reason === undefined ? undefined : (programText(reason) ?? failureIn(reason))?.event(eventBase(line, source, 'other', when))
  return event === undefined ? undefined : { event: event.kind === 'media.failed' && reopened.test(text) ? unsourced(event) : event, line: line.line }
}

const rules: readonly LineRule[] = [
  // rclone: one file failed and rclone goes on; its summary counts the errors.
  { has: 'Failed to copy', pattern: /^ERROR : .{0,300}?Failed to copy: (.{1,1200})$/, says: (match, base) => failed(match[1] ?? '', base) },
  { has: 'Attempt ', pattern: /^ERROR : Attempt \d+\/\d+ succeeded/, says: (_, base) => [{ ...base, kind: 'run.retried', succeeded: true }] },
  {
    has: 'Attempt ',
    pattern: /^ERROR : Attempt (\d{1,4})\/(\d{1,4}) failed(?: with \d+ errors and: (.{1,1200}))?/,
    says: (match, base) => (match[1] === match[2] && match[3] !== undefined ? lastWord(match[3], base) : [{ ...base, kind: 'run.retried' }]),
  },
  {
    has: ' root directory: ',
    pattern: /^ERROR : .{0,300}?: error reading (?:source|destination) root directory: (.{1,1200})$/,
    says: (match, base) => passing(match[1] ?? '', base),
  },
  {
    has: 'Transferred: ',
    pattern: /^Transferred: \s+(\d{1,9}) \/ (\d{1,9}), 100%/,
    says: (match, base) => (match[1] === match[2] ? [{ ...base, kind: 'run.ended', outcome: 'completed', text: 'all transferred' }] : []),
  },
  {
    // rclone's last word: what it gives as the reason may have stood in a line before.
    has: 'Failed to ',
    pattern:
      /^(?:CRITICAL: |NOTICE: )?Failed to (?:create file system for ".{1,200}?"|sync|copy(?:to)?|move(?:to)?|check|purge)(?: with \d+ errors)?: (?:last error was: )?(.{1,600})$/,
    says: (match, base) => lastWord(match[1] ?? '', base),
  },
  {
    has: 'Removing partially written file on error: ',
    pattern: /: Removing partially written file on error: (.{1,600})$/,
    says: (match, base) => failed(match[1] ?? '', base),
  },
  {
    has: 'experienced an error',
    pattern: /^error: `rustic\w{0,20}` experienced an error in (.{1,1200})$/,
    says: (match, base) => lastWord(match[1] ?? '', base),
  },
  {
    // duplicacy
    has: 'at revision',
    pattern: /^Backup for .{1,200} at revision \d{1,9} completed$/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'completed', text: match[0] }],
  },
  { has: ': ', pattern: /^(?:INFO {2}|NOTICE|DEBUG ): |^Transferred: |^Checks: |^Elapsed time: /, says: nothing },
  // duplicity: every attempt is told; the last line gives up.
  { has: 'Attempt ', pattern: /^Attempt \d+ failed[.:] (.{1,600})$/, says: (match, base) => passing(match[1] ?? '', base) },
  { has: 'Giving up', pattern: /^Giving up after \d+ attempts?\. (.{1,600})$/, says: (match, base) => failed(match[1] ?? '', base) },
  { has: 'BackendException', pattern: /^BackendException: (.{1,600})$/, says: (match, base) => passing(match[1] ?? '', base) },
  {
    has: 'Errors ',
    pattern: /^Errors (\d+)$/,
    says: (match, base) => (match[1] === '0' ? [{ ...base, kind: 'run.ended', outcome: 'completed', text: match[0] }] : []),
  },
  {
    has: 'Another ',
    pattern: /^Another (?:duplicity process|instance) is already running with this archive directory/,
    says: (_, base) => [{ ...base, kind: 'limit.reached', limit: 'one duplicity at a time', symptom: 'specific' }],
  },
  {
    has: 'Temp space',
    pattern: /^Temp space has \d+ available, backup needs approx \d+/,
    says: (_, base) => [{ ...base, kind: 'storage.full', path: 'the folder for temporary files', symptom: 'specific' }],
  },
  {
    // rdiff-backup.
    has: 'Source ',
    pattern: /^Fatal Error: {1,5}Source (?:directory|path) (\S.{0,200}?) (?:does not exist|is not a directory)/,
    says: (match, base) => [{ ...base, kind: 'source.failed', reason: 'vanished', path: match[1] ?? '', symptom: 'specific' }],
  },
  {
    has: 'Error: ',
    pattern: /^(?:GPGError: GPG Failed|Fatal Error: (?!.*\b(?:errno|memory|connection)\b).{1,200})/i,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0].slice(0, 200), symptom: 'echo' }],
  },
  {
    has: 'missing from the remote storage',
    pattern: /\bFound \d+ (?:remote )?files that are missing from the remote storage/,
    says: (match, base) => [{ ...base, kind: 'media.failed', medium: 'remote storage', detail: match[0], symptom: 'specific' }],
  },
  {
    has: 'FolderMissingException',
    pattern: /\bFolderMissingException\b/,
    says: (_, base) => [{ ...base, kind: 'media.failed', medium: 'remote folder', detail: 'does not exist', symptom: 'specific' }],
  },
  // Duplicati: every attempt is told, the last by its number; what no retry can cure is told at once.
  {
    has: ' failed with message: ',
    pattern:
      /(?:^|: )Operation (?:Get|Put|List|Delete|CreateFolder|GetQuota) with file .{0,200}?attempt (\d{1,3}) of (\d{1,3}) failed with message: (.{1,600})$/,
    says: (match, base) => attempted(Number(match[1]) < Number(match[2]), match[3] ?? '', base),
  },
  { has: '', pattern: /^(?:Local and Remote metadata|Last (?:full )?backup |-+\[ Backup Statistics)/, says: nothing },
  // mysqldump, tar: good ends and what is no failure.
  ...kopiaEnds,
  {
    has: 'Dump completed',
    pattern: /^-- Dump completed(?: on .{1,40})?$/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'completed', text: match[0] }],
  },
  {
    has: ['tar: ', 'tar (child): '],
    pattern:
      /^`?(?:\S{0,80}\/)?g?tar(?: \(child\))?: (.{1,400}): (?:Cannot (?:open|stat|readlink|savedir|read)|Read error at byte \d+, while reading \d+ bytes|File removed before we read it)(?:: (.{1,120}))?$/,
    says: (match, base) => unread(match[1] ?? '', match[2], base),
  },
  {
    has: '',
    pattern:
      /^Snapshotting \S{1,300}|^ [*-/|\\] \d+ hashing, |^(?:\S{0,80}\/)?g?tar: (?:Removing leading |.{1,400}: (?:file changed as we read it|socket ignored|Directory is new)$)/,
    says: nothing,
  },
  // lftp: what it tries again, what the server answered, and its last word.
  {
    has: ' - reconnecting',
    pattern: /^\*{4} (.{1,200}) - reconnecting$/,
    says: (match, base) => [...passing(match[1] ?? '', base), { ...base, kind: 'run.retried' }],
  },
  { has: '<--- ', pattern: /^<--- ((?:421|530) .{1,200})$/, says: (match, base) => answered(match[1] ?? '', base) },
  {
    has: 'max-retries exceeded',
    pattern: /: Fatal error: max-retries exceeded(?: \((.{1,200})\))?/,
    says: (match, base) => failed(match[1] ?? match[0], base),
  },
  { has: '-', pattern: /^(?:---- (?:Connecting|Closing|Resolving|Running connect)|---> [A-Z]{3,4}\b|<--- \d{3}[ -])/, says: nothing },
  // The AWS client names the service's error.
  {
    has: 'An error occurred (',
    pattern: /^(?:.{1,400} failed: .{0,300}|[\w.]{1,80}: )?An error occurred \((\w{2,60})\) when calling the \w{2,60} operation(.{0,400})$/,
    says: (match, base) => serviceError(match[1] ?? '', match[2] ?? '', base),
  },
  // aws s3
  {
    has: ' failed: ',
    pattern: /^(?:upload|download|copy|move) failed: .{1,300}? to \S{1,300} (.{1,600})$/,
    says: (match, base) => failed(match[1] ?? '', base),
  },
]

function readLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  const { text: said, when } = timedText(line, source)
  const text = said.replace(/^rclone(?:\[\d{1,10}\])?: (?=[A-Z])/, '')
  const base = (): EventBase => eventBase(line, source, 'other', when)
  if (mayBeArchive.test(text)) return applyRules(archiveRules, text, base)
  if (mayBeUnison.test(text)) return applyRules(unisonRules, text, base)
  const byKopia = mayBeKopia.test(text) ? applyRules(ofKopia, text, base) : undefined
  return byKopia ?? (mayBeTransfer.test(text) ? applyRules(rules, text, base) : undefined)
}

const copyDiffers = 'the copy is not its source'
const ofKopia = kopiaRules(failed)

/** An FTP server's refusal; any other answer is the dialogue's. */
function answered(text: string, base: EventBase): readonly Event[] {
  if (/^421 .{0,60}\b[Tt]oo many\b/.test(text)) return [{ ...base, kind: 'limit.reached', limit: 'connections the server allows', symptom: 'specific' }]
  const told = programText(text)?.event(base)
  return told === undefined ? [] : [told]
}

/** duplicity's own files, in the folder that it writes to. */
const targetGone = /\[Errno 2\] No such file or directory: '(\/.{1,200})\/duplicity-(?:full|inc|new)[\w.-]{1,120}'/

function failed(text: string, base: EventBase): readonly Event[] {
  const target = targetGone.exec(text)?.[1]
  if (/^object not found$/.test(text)) return [{ ...base, kind: 'media.failed', medium: 'remote storage', detail: text, symptom: 'specific' }]
  if (target !== undefined) return [{ ...base, kind: 'media.failed', medium: target, detail: 'does not exist', symptom: 'specific' }]
  const absent = text.includes('No module named ') || text.includes('executable file not found') ? applyRules(missingLines, text, () => base) : undefined
  if (absent !== undefined && absent.length > 0) return absent
  return [refused(text, base) ?? named(text, base) ?? { ...base, kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200), symptom: 'specific' }]
}

/** A file that tar should read; a network's error on one means that it lies on another host. */
function unread(path: string, text: string | undefined, base: EventBase): readonly Event[] {
  if (text === undefined) return [{ ...base, kind: 'source.failed', reason: 'vanished', path, partial: true }]
  const error = systemError(text)
  if (error?.local === 'stale-mount' || (error?.local === undefined && error?.errno !== undefined))
    return [{ ...base, kind: 'mount.failed', path, symptom: 'specific' }]
  const reason = error?.local === 'permission' || error?.local === 'io-error' ? error.local : error?.local === 'missing' ? 'vanished' : 'other'
  return [{ ...base, kind: 'source.failed', reason, path, partial: true, symptom: 'specific' }]
}

function attempted(more: boolean, text: string, base: EventBase): readonly Event[] {
  const told = more ? passing(text, base) : failed(text, base)
  return more && told.every(({ symptom }) => symptom === undefined) ? [...told, { ...base, kind: 'run.retried' }] : told
}

/** What a further attempt may get over is context; a refusal, a full disk or a damaged stream meets the next attempt too. */
function passing(text: string, base: EventBase): readonly Event[] {
  const told = failed(text, base)
  if (told.some(({ kind }) => kind === 'access.refused' || kind === 'storage.full' || kind === 'stream.corrupted' || kind === 'program.missing')) return told
  return told.map(asContext)
}

/** Grants that ran out and keys that are not known, as cloud services put it. */
const refusal =
  /\b(?:AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch|RequestTimeTooSkewed|invalid_grant|expired_access_token|token (?:has )?(?:been )?(?:expired|revoked)|invalid_access_token)\b/

function refused(text: string, base: EventBase): Event | undefined {
  const detail = refusal.exec(text)?.[0]
  return detail === undefined ? undefined : { ...base, kind: 'access.refused', reason: 'authentication', detail, symptom: 'specific' }
}

function named(text: string, base: EventBase): Event | undefined {
  // rclone compares what arrived with what it read.
  const differs = /\bcorrupted on transfer: ((?:\S{1,12} )?(?:hash(?:es)?|sizes) differ)/.exec(text)?.[1]
  if (differs !== undefined) return { ...base, kind: 'stream.corrupted', detail: `${copyDiffers}: ${differs}`, symptom: 'specific' }
  return (programText(text) ?? failureIn(text))?.event(base) ?? closed(text, base)
}

function lastWord(text: string, base: EventBase): readonly Event[] {
  const no = refused(text, base)
  if (no !== undefined) return [no]
  if (/--max-transfer|max transfer (?:limit|duration) reached/.test(text)) return [{ ...base, kind: 'run.stopped', by: '--max-transfer', symptom: 'specific' }]
  return [named(text, base) ?? { ...base, kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200), symptom: 'echo' }]
}

function serviceError(name: string, text: string, base: EventBase): readonly Event[] {
  if (/^(?:AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|RequestTimeTooSkewed|AllAccessDisabled)/.test(name))
    return [{ ...base, kind: 'access.refused', reason: 'authentication', detail: name, symptom: 'specific' }]
  return failed(`${name} ${text}`, base)
}

function closed(text: string, base: EventBase): Event | undefined {
  return /connection (?:was )?(?:closed|dropped)|socket is closed/i.test(text) ? { ...base, kind: 'connection.closed', symptom: 'specific' } : undefined
}
