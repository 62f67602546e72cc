import type { Event, EventBase } from '../../model/index.ts'
import { applyRules, type LineRule } from '../generic/line-rule.ts'
import { eventBase } from '../generic/line-event.ts'
import { timedText } from '../generic/line-time.ts'
import type { LogLine, SourceContext } from '../reader.ts'
import { failureOf } from './outcome.ts'

const symptom = 'specific' as const

/** What UrBackup's server logs of a backup, behind the time and the level (urbackupserver: FileBackup, ImageBackup, ClientMain). */
const rules: readonly LineRule[] = [
  {
    has: 'rrorcode: TIMEOUT',
    pattern: /^(?:Getting (?:complete file|file patch|file hash and file) .{1,400}|.{1,200}) failed\. Errorcode: TIMEOUT \(\d{1,3}\)/,
    says: (_, base) => [timedOut(base)],
  },
  { has: 'Timeout during file request', pattern: /^Timeout during file request \(\d{1,3}\)\./, says: (_, base) => [timedOut(base)] },
  {
    has: 'onstructing of filelist',
    pattern: /^Constructing of filelist of "([^"]{1,120})" failed: (.{1,120})$/,
    says: ([text, , reason = ''], base) => [/TIMEOUT/i.test(reason) ? timedOut(base) : (failureOf(reason, base) ?? ended(text, base))],
  },
  {
    has: 'isconnected while ',
    pattern: /^(?:Client|"[^"]{1,120}") disconnected while (?:backing up|loading|transferring)/i,
    says: (_, base) => [{ ...base, kind: 'connection.closed', symptom }],
  },
  {
    has: 'o ClientService of ',
    pattern: /^Connecting to ClientService of "?([^"]{1,120}?)"? failed(?:: (.{0,160}))?/,
    says: ([text, peer = '', reason = ''], base) => [failureOf(reason, base, { connecting: true, peer }) ?? ended(text, base)],
  },
  {
    has: 'erver rejected',
    pattern: /^.{0,80}(?:Server rejected|rejected (?:the )?server).{0,120}/,
    says: ([text], base) => [{ ...base, kind: 'access.refused', reason: 'authentication', detail: text.slice(0, 80), symptom }],
  },
  {
    has: 'ackup failed',
    pattern: /^(?:FATAL: )?Backup failed because of (CLIENT (?:network )?problems|disk problems)/,
    says: ([text], base) => [ended(text, base)],
  },
  {
    has: 'ackup succeeded',
    pattern: /^Backup succeeded$/,
    says: ([text], base) => [{ ...base, kind: 'run.ended', outcome: 'completed', text }],
  },
]

/** Of these words each line that tells something holds one. */
export const urBackupSigns = [
  'rrorcode: TIMEOUT',
  'Timeout during file request',
  'onstructing of filelist',
  'isconnected while ',
  'ClientService of ',
  'erver rejected',
  'ackup failed because of ',
  'ackup succeeded',
] as const

/** A line of UrBackup's log; undefined for any other. */
export function urBackupLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  if (line.text.length > 800 || !urBackupSigns.some((words) => line.text.includes(words))) return undefined
  const { text, when } = timedText(line, source)
  const said = text.replace(/^(?:ERROR|WARNING|INFO|DEBUG): /, '')
  return applyRules(rules, said, () => ({ ...eventBase(line, source, 'other', when), program: 'UrBackup' }))
}

/** The server waits for its client, and says nowhere how long. */
function timedOut(base: EventBase): Event {
  return { ...base, kind: 'timer.expired', timer: "UrBackup's wait for the client", symptom }
}

function ended(text: string, base: EventBase): Event {
  return { ...base, kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200), symptom: 'echo' }
}
