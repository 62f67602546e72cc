import type { Event, EventBase } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules, type LineRule, nothing } from '../generic/line-rule.ts'
import { timedText } from '../generic/line-time.ts'
import { missingLines } from '../host/missing-lines.ts'
import type { LineReader, LogLine, SourceContext } from '../reader.ts'
import { sshLine } from '../ssh/reader.ts'
import { namedByClass, repositoryRules } from './borg-repository.ts'
import { failureOf } from './outcome.ts'

const mayBeBorg =
  /\bRemote: |[Bb]org|vorta\.|\/lock\.(?:exclusive|roster)|the lock |terminating with|RPC data|Insufficient free space|Repository |Data integrity error|File failed integrity check|Remote Exception|Synchronizing chunks|Keyboard interrupt|Cancelled by user|Decompression error|is not a valid repository|assphrase|Permission denied to |The storage quota|Inconsistency detected|Object with key|Archive .{1,200} already|Cache (?:is newer|initialization)|RPC method|Unsupported [Mm]anifest|Manifest: |epository format|Received SIG|Creating archive at|Archive (?:fingerprint|name)|(?:Time \((?:start|end)\)|Number of files|Utilization of max\. archive size|(?:This|All) archives?): |^\/.{1,400}: \[Errno \d/
/** The last line of a Python traceback for an error of the operating system. */
const systemError = /^(?:\w{1,30}Error|OSError): \[Errno (\d{1,4})\] (.{1,200})$/
/** Calls that go to a file system and to no socket. */
const fileCall = /\bos\.(?:f(?:data)?sync|open|rename|replace|unlink|mkdir|posix_fadvise|listdir|scandir|stat)\b|\bfd\.(?:write|flush|read)\(/
/** Its frames: the store of segments, not the files that are backed up. */
const repositoryCode = /^\s{0,12}File "\S{0,200}\bborg\/(?:repository|repository\d|locking|storelocking)\.py"/

/** BorgBackup's messages, and what its server or its ssh said before them (`Remote: …`). */
export const borg: LineReader = {
  id: 'borg',
  signs: [mayBeBorg, repositoryCode, fileCall, systemError, 'Traceback ', 'Connection closed by remote host'],
  open: (source) => {
    /** The last line of a traceback's source code, which says what the failing call was made on, and where it stands: below its frame. */
    let code = { text: '', line: 0 }
    let frame = 0
    /** The server's borg answered, in a version of its own: what else it printed pollutes nothing. */
    let answered = false
    /** The traceback passed through the code that keeps the repository's files. */
    let inRepository = false
    /** The archive is written; the status line of the same run may follow and says more. */
    let written: readonly Event[] = []
    /** Some line was borg's, so that words which others print too are its own. */
    let spoke = false
    const flushed = (line: LogLine, events: readonly Event[] | undefined): readonly Event[] | undefined => {
      if (events?.some(isOfNextRun) !== true) return events
      const before = line.text.includes('terminating with') ? [] : written
      const isWritten = timeOfEnd.test(line.text)
      written = isWritten ? events : []
      return isWritten ? before : [...before, ...events]
    }
    return {
      end: () => written,
      read: (line) => {
        const failed = systemError.exec(line.text)
        const onFile = failed !== null && fileCall.test(code.text)
        if (line.text.startsWith('Traceback ')) inRepository = false
        else if (repositoryCode.test(line.text)) inRepository = true
        if (/^\s{0,12}File "/.test(line.text)) frame = line.line
        else if (line.line === frame + 1) code = { text: line.text, line: line.line }
        else if (line.line !== code.line) code = { text: '', line: 0 }
        if (onFile) return flushed(line, fileFailed(failed, line, source, inRepository))
        const events = readLine(line, source) ?? lastWord(line, source, spoke)
        spoke ||= events !== undefined
        if (events?.some((event) => event.kind === 'versions.mismatched') === true) answered = true
        return answered && events?.some((event) => event.kind === 'stream.polluted') === true ? [] : flushed(line, events)
      },
    }
  },
}

const timeOfEnd = /Time \(end\): /

function isOfNextRun(event: Event): boolean {
  return event.kind === 'run.started' || event.kind === 'run.ended' || event.symptom !== undefined
}

/** `Connection closed by remote host`, which ssh and others say as well. */
function lastWord(line: LogLine, source: SourceContext, spoke: boolean): readonly Event[] | undefined {
  if (!line.text.includes('Connection closed by remote host')) return undefined
  const { text, when } = timedText(line, source)
  if (!spoke && !ofVorta.test(text)) return undefined
  if (!/^(?:Error: )?Connection closed by remote host\.?$/.test(text.replace(ofVorta, ''))) return undefined
  return [{ ...eventBase(line, source, 'borg', when), kind: 'connection.closed', role: 'client', symptom: 'specific' }]
}

/** A reset or a timeout from a call on a file means that the file lies on another host. */
function fileFailed([, , text = '']: RegExpExecArray, line: LogLine, source: SourceContext, inRepository: boolean): readonly Event[] | undefined {
  const base = eventBase(line, source, 'borg')
  const failure = failureOf(text, base)
  if (/stale file handle/i.test(text) || failure?.kind === 'connection.failed' || failure?.kind === 'connect.failed')
    return [{ ...base, kind: 'mount.failed', symptom: 'specific' }]
  if (failure !== undefined) return [failure]
  return inRepository ? [{ ...base, kind: 'media.failed', medium: 'repository', detail: text.slice(0, 60), symptom: 'specific' }] : undefined
}

/** What ssh said, where a program logs all that borg had printed as one string. */
function passedOn(text: string, base: EventBase): readonly Event[] {
  if (!text.includes('Remote: ') || !text.includes('\\n')) return []
  return text.split(/(?:\\r)?\\n|Remote: /).flatMap((part) => sshLine(part.trim(), () => base) ?? [])
}

const rules: readonly LineRule[] = [
  {
    has: 'Is borg working on the server',
    pattern: /Connection closed by remote host.{0,5}Is borg working on the server/,
    says: (match, base) => [...passedOn(match.input, base), { ...base, kind: 'connection.closed', role: 'client', symptom: 'specific' }],
  },
  {
    // The borg at the other end was asked for something that its release does not know.
    has: 'borg',
    pattern: /^borg serve: error: (unrecognized arguments: .{1,120}|argument .{1,60}: invalid choice: .{1,80})/,
    says: (match, base) => [{ ...base, kind: 'versions.mismatched', detail: match[1] ?? '', symptom: 'specific' }],
  },
  {
    // This end's own command line.
    has: 'borg',
    pattern: /^borg(?: [a-z-]{1,20})?: error: ((?:unrecognized arguments: |argument .{1,60}: |the following arguments are required: ).{1,120})/,
    says: (match, base) => [{ ...base, kind: 'usage.refused', detail: match[1] ?? '', symptom: 'specific' }],
  },
  {
    has: 'the lock ',
    pattern: /^(?:borg\.[\w.]{1,60}: )?Failed to create\/acquire the lock \S{1,300}(?: \((.{1,400})\))?/,
    says: (match, base) => notLocked(match[1] ?? '', base),
  },
  {
    has: 'RPC data',
    pattern: /^Got unexpected RPC data format from server/,
    says: (match, base) => [{ ...base, kind: 'stream.polluted', detail: match[0], symptom: 'specific' }],
  },
  {
    // The server's borg runs and does not understand this client's.
    has: 'RPC data',
    pattern: /^(?:Borg \S{1,40}: )?Got unexpected RPC data format from client/,
    says: (match, base) => [{ ...base, kind: 'versions.mismatched', detail: match[0], symptom: 'specific' }],
  },
  {
    has: 'Insufficient free space',
    pattern: /^Insufficient free space to complete transaction/,
    says: (_, base) => [{ ...base, kind: 'storage.full', role: 'server', symptom: 'specific' }],
  },
  {
    has: 'Repository ',
    pattern: /^(?:The )?[Rr]epository (\S{1,300}) (does not exist|is not a valid repository)/,
    says: (match, base) => [{ ...base, kind: 'media.failed', medium: 'repository', detail: `${match[1] ?? ''} ${match[2] ?? ''}`, symptom: 'specific' }],
  },
  {
    has: 'Data integrity error',
    pattern: /^(?:borg\.[\w.]{1,60}: )?Data integrity error: (.{1,200})/,
    says: (match, base) => [{ ...base, kind: 'media.failed', medium: 'repository', detail: match[1] ?? '', symptom: 'specific' }],
  },
  {
    has: 'File failed integrity check',
    pattern: /^(?:borg\.crypto\.file_integrity\.FileIntegrityError: )?File failed integrity check: (.{1,300})$/,
    says: (match, base) => [
      {
        ...base,
        kind: 'media.failed',
        medium: /\/\.?cache\//.test(match[1] ?? '') ? 'cache' : 'repository',
        detail: 'a file failed its integrity check',
        symptom: 'specific',
      },
    ],
  },
  {
    // The server's borg died of an error of its own, which only the server knows.
    has: 'Remote Exception',
    pattern: /^Remote Exception(?: \(see remote log for the traceback\)|:|$)/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'specific' }],
  },
  {
    has: 'borg',
    pattern: /\bborg\S{0,20}: (?:(?:command )?not found|No such file or directory)$|command not found: \S{0,60}borg/,
    says: (_, base) => [{ ...base, kind: 'program.missing', program: 'borg', symptom: 'specific' }],
  },
  {
    has: 'self tests completed',
    pattern: /^\d+ self tests completed in/,
    says: nothing,
  },
  {
    has: 'Archive fingerprint',
    pattern: /^Archive fingerprint: /,
    says: nothing,
  },
  {
    // `--stats` comes when the archive is written and its manifest committed.
    has: 'Time (end)',
    pattern: /^Time \(end\): {1,4}\S.{0,60}$/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'completed', text: match[0] }],
  },
  { has: ': ', pattern: /^(?:Archive name|Time \(start\)|Number of files|Utilization of max\. archive size|This archive|All archives): /, says: nothing },
  { has: 'terminating with', pattern: /^terminating with (success|warning|error|\S{1,20}) status, rc (\d{1,3})/, says: ended },
  {
    has: 'Keyboard interrupt',
    pattern: /^Keyboard interrupt$/,
    says: (_, base) => [{ ...base, kind: 'run.stopped', signal: 'SIGINT', by: 'user', symptom: 'specific' }],
  },
  {
    has: ': [Errno ',
    pattern: /^(\/.{1,400}?): (?:[a-z_]{2,20}: )?\[Errno (1|2|5|13|116)\] /,
    says: (match, base) => [
      { ...base, kind: 'source.failed', reason: reasons[match[2] ?? ''] ?? 'other', path: match[1] ?? '', partial: true, symptom: 'specific' },
    ],
  },
  { has: 'Synchronizing chunks', pattern: /^Synchronizing chunks cache/, says: nothing },
  { has: 'Creating archive at', pattern: /^Creating archive at "/, says: (_, base) => [{ ...base, kind: 'run.started' }] },
  ...repositoryRules,
]

/** Linux's numbers of what may befall a file while it is read: EPERM, ENOENT, EIO, EACCES (errno-base.h). */
const reasons: Readonly<Record<string, Extract<Event, { kind: 'source.failed' }>['reason']>> = {
  '1': 'permission',
  '2': 'vanished',
  '5': 'io-error',
  '13': 'permission',
}

/** A lock that another run holds makes borg wait until its time is over; any other reason stands in the brackets. */
function notLocked(reason: string, base: EventBase): readonly Event[] {
  const failure = failureOf(reason, base)
  if (failure !== undefined) return [failure]
  if (/permission denied/i.test(reason)) return [{ ...base, kind: 'media.failed', medium: 'repository', detail: reason.slice(0, 60), symptom: 'specific' }]
  return [{ ...base, kind: 'media.failed', medium: 'repository', detail: 'locked', symptom: 'specific' }]
}

/** Vorta and borgmatic pass borg's messages on behind the name of a logger. */
const ofVorta = /^(?:vorta(?:\.\w{1,30}){1,4} - |borgmatic: )(?:(?:ERROR|WARNING|INFO|DEBUG|CRITICAL)(?: - |:? ))?/

function readLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  const said = line.text
  if (!mayBeBorg.test(said)) return undefined
  const { text, when } = timedText(line, source)
  const base = () => eventBase(line, source, 'borg', when)
  const plain = text.replace(ofVorta, '').replace(/^(?:ERROR|WARNING|INFO|CRITICAL|Error)[: ] ?/, '')
  if (plain.startsWith('Remote: ')) return remote(plain.slice('Remote: '.length), base)
  return applyRules(rules, plain, base) ?? namedByClass(plain, base)
}

/** The other end's stderr: ssh's last words, or a traceback. */
function remote(text: string, base: () => EventBase): readonly Event[] {
  const told = applyRules(rules, text, base) ?? namedByClass(text, base) ?? sshLine(text, base)
  if (told !== undefined) return told.map(asAskedFromHere)
  const absent = applyRules(missingLines, text, base)
  if (absent !== undefined) return absent
  // The borg at the other end was let down by its own host, and names no file.
  if (/^PermissionError: \[Errno 13\] Permission denied$/.test(text))
    return [{ ...base(), kind: 'access.refused', reason: 'permission', detail: 'rights of borg on the server', symptom: 'specific' }]
  const failure = failureOf(text, base())
  return failure === undefined ? [] : [failure]
}

/** The command line of the other end's borg is what this end's asked it to run. */
function asAskedFromHere(event: Event): Event {
  return event.kind === 'usage.refused' && event.system === 'borg' ? { ...event, kind: 'versions.mismatched' } : event
}

function ended(match: RegExpExecArray, base: EventBase): readonly Event[] {
  const text = match[0]
  if (match[1] === 'success') return [{ ...base, kind: 'run.ended', outcome: 'completed', text }]
  const code = Number(match[2])
  if (code === 137 || code === 139)
    return [
      {
        ...base,
        kind: 'program.killed',
        by: code === 139 ? 'crash' : 'signal',
        signal: code === 139 ? 'SIGSEGV' : 'SIGKILL',
        victim: 'borg',
        symptom: 'specific',
      },
    ]
  if (match[1] === 'warning') return [{ ...base, kind: 'run.ended', outcome: 'completed-with-warnings', text }]
  return [{ ...base, kind: 'run.ended', outcome: 'failed', text, symptom: 'echo' }]
}
