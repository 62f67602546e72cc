import type { Event, EventBase } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules, type LineRule, nothing } from '../generic/line-rule.ts'
import { timedText } from '../generic/line-time.ts'
import { BackupPcTransfer, noSuchShare } from './backuppc-transfer.ts'
import { backuppcTroubles } from './backuppc-troubles.ts'
import type { LineReader, LogLine, SourceContext } from '../reader.ts'
import { asEcho, failureOf } from './outcome.ts'

const mayBeBackupPc =
  /rsync_bpc exited with|aborted|Aborting|fatal error during xfer|network connection during backup|NT_STATUS_|no ping response|backup (?:started|\d+ complete|failed)|exited prematurely|fileListReceive|Unable to read 4|Read EOF|inet connect|Call timed out|Done: \d+ errors|client charset|via netbios|can't ping|ping too slow|timeout connecting to|Can't (?:exec|fork|write \d|open ftp)|SMBecho|Server stopped|zero bytes|User\w{0,9}Cmd returned|ShareCmd returned|Error connecting to|isk too full|requested cancel|Backup canceled|exited with (?:fail status|error \d)|bpc_attrib_|valid executable|msg\.sock|messaging context|^readOutput: |Too many smbtar|xfer start failed|^Running: |^Xfer PIDs|^\[sudo\] password for |^Exec of |BackupPC\S{0,100} line \d/i

/** BackupPC's server LOG and XferLOG, versions 3 and 4. */
export const backuppc: LineReader = {
  id: 'backuppc',
  signs: [mayBeBackupPc],
  open: (source) => {
    let told: string | undefined
    /** The last ping that no backup followed; hosts that come and go miss many. */
    let unanswered: Event | undefined
    /** The first file that could not be read: a remark, unless the transfer fails of nothing else. */
    let unread: Event | undefined
    const transfer = new BackupPcTransfer()
    return {
      end: () => [unanswered, unread].filter((event) => event !== undefined),
      read: (line) => {
        const events = readLine(line, source, transfer)
        const [event] = events ?? []
        if (event === undefined) return events
        if (event.kind === 'source.failed' && event.symptom === undefined) {
          unread ??= event
          return []
        }
        if (unread !== undefined && told === undefined && isFailedEnd(event)) {
          const reason: Event = { ...unread, symptom: 'specific' }
          unread = undefined
          told = reason.kind
          return [reason, ...(events ?? [])]
        }
        const missed = event.kind === 'connect.failed' && event.quote.includes('no ping response')
        unanswered = missed ? event : undefined
        if (missed) return []
        if (event.kind === 'run.started') told = undefined
        // One signal is told three times over: by the transfer, by the server, by the summary.
        const again = event.symptom === 'specific' && told === event.kind
        if (event.symptom === 'specific') told = event.kind
        return again ? [asEcho(event)] : events
      },
    }
  },
}

function isFailedEnd(event: Event): boolean {
  return event.kind === 'run.ended' && event.outcome === 'failed'
}

const rules: readonly LineRule[] = [
  {
    has: 'ignal',
    pattern: /(?:Aborting backup up after signal|aborted by signal=|aborted by user \(signal=|received signal=) ?(\w{1,10})/,
    says: (match, base) => bySignal(match[1] ?? '', base),
  },
  {
    // After a failure BackupPC pings the host; this says that no answer came, and not why.
    has: 'lost network connection',
    pattern: /lost network connection during backup/,
    says: (_, base) => [{ ...base, kind: 'connection.failed', errno: 'ETIMEDOUT', operation: 'unknown', channel: 'network', symptom: 'specific' }],
  },
  {
    has: 'exited with fatal status',
    pattern: /^rsync_bpc exited with fatal status (\d+)/,
    says: (match, base) => [{ ...base, kind: 'program.exited', code: Number(match[1]), symptom: 'echo' }],
  },
  { has: 'exited with benign status', pattern: /^rsync_bpc exited with benign status/, says: nothing },
  {
    has: 'Read EOF',
    pattern: /^Read EOF: ?(.{0,200})$/,
    says: (match, base) => [failureOf(match[1] ?? '', base, { operation: 'read' }) ?? { ...base, kind: 'connection.closed', symptom: 'specific' }],
  },
  {
    has: 'Unable to read 4 bytes',
    pattern: /^Unable to read 4 bytes/,
    says: (_, base) => [{ ...base, kind: 'connection.closed', symptom: 'specific' }],
  },
  { has: 'fileListReceive failed', pattern: /fileListReceive failed/, says: (_, base) => [ended(base, 'fileListReceive failed')] },
  { has: 'exited prematurely', pattern: /Child exited prematurely/, says: (_, base) => [ended(base, 'Child exited prematurely')] },
  { has: 'inet connect', pattern: /inet connect: (.{1,200})$/, says: (match, base) => known(failureOf(match[1] ?? '', base, { connecting: true })) },
  {
    has: 'Call timed out',
    pattern: /Call timed out: server did not respond/,
    says: (match, base) => [{ ...base, kind: 'timer.expired', timer: match[0], symptom: 'specific' }],
  },
  {
    has: 'NT_STATUS_',
    pattern: /^session setup failed: (NT_STATUS_(?:LOGON_FAILURE|ACCESS_DENIED|ACCOUNT_\w{1,30}|PASSWORD_\w{1,30}|WRONG_PASSWORD))/,
    says: (match, base) => [{ ...base, kind: 'access.refused', reason: 'authentication', detail: match[1] ?? '', symptom: 'specific' }],
  },
  {
    // A host that does not answer the ping is not tried: BackupPC waits for its next wakeup.
    has: 'no ping response',
    pattern: /^no ping response(?: from (\S{1,100}))?/,
    says: (match, base) => [
      { ...base, kind: 'connect.failed', errno: 'ETIMEDOUT', ...(match[1] === undefined ? {} : { peer: match[1] }), symptom: 'specific' },
    ],
  },
  {
    has: 'tree connect failed: ',
    pattern: /^(?:Got fatal error during xfer|Backup aborted) \(.{0,40}tree connect failed: /,
    says: ({ input }, base) => {
      const share = noSuchShare(input)
      return [share === undefined ? ended(base, input.slice(0, 200)) : { ...base, ...share }]
    },
  },
  ...backuppcTroubles,
  { has: 'fatal error during xfer', pattern: /Got fatal error during xfer \((.{1,200})\)/, says: (match, base) => [ended(base, match[1] ?? '')] },
  { has: 'ackup aborted', pattern: /^Backup aborted \((.{1,200})\)/, says: (match, base) => [ended(base, match[1] ?? '')] },
  { has: 'ackup failed', pattern: /^Backup failed on (\S{1,100}) \((.{1,200})\)/, says: (match, base) => [ended(base, match[2] ?? '')] },
  {
    has: 'backup started',
    pattern: /^(?:full|incr) backup started(?: back to .{1,60})? for directory (\S.{0,100}?)(?: \(|$)/,
    says: (match, base) => [{ ...base, kind: 'run.started', job: match[1] ?? '' }],
  },
  {
    has: ' complete',
    pattern: /^(?:full|incr) backup \d+ complete/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'completed', text: match[0] }],
  },
  { has: 'Done: ', pattern: /^Done: \d+ errors, \d+ filesExist/, says: nothing },
  { has: 'client charset', pattern: /^client charset: /, says: nothing },
]

function readLine(line: LogLine, source: SourceContext, transfer: BackupPcTransfer): readonly Event[] | undefined {
  if (!mayBeBackupPc.test(line.text)) return undefined
  const { text, when } = timedText(line, source)
  const begun = transfer.read(line, () => eventBase(line, source, 'backuppc', when))
  if (begun !== undefined) return begun
  return applyRules(rules, text, () => eventBase(line, source, 'backuppc', when))
}

/** PIPE: the far end of the writer went away. ALRM: `ClientTimeout` ran out. INT and TERM: somebody stopped it. */
function bySignal(signal: string, base: EventBase): readonly Event[] {
  if (signal === 'PIPE') return [{ ...base, kind: 'connection.failed', errno: 'EPIPE', operation: 'write', channel: 'unknown', symptom: 'specific' }]
  if (signal === 'ALRM') return [{ ...base, kind: 'timer.expired', timer: 'ClientTimeout', setting: 'ClientTimeout', symptom: 'specific' }]
  return [{ ...base, kind: 'run.stopped', signal: `SIG${signal}`, ...(signal === 'INT' ? { by: 'user' } : {}), symptom: 'specific' }]
}

function ended(base: EventBase, text: string): Event {
  return { ...base, kind: 'run.ended', outcome: 'failed', text, symptom: 'echo' }
}

function known(event: Event | undefined): readonly Event[] {
  return event === undefined ? [] : [event]
}
