import { errnoInText, type Event } from '../../model/index.ts'
import type { LogLine } from '../reader.ts'
import type { About, Book } from './book.ts'
import type { Job } from './job.ts'
import { fullDisk, unreadable } from './source-failure.ts'
import { failureOf } from './failure.ts'

/** The record whose lines follow: a dump that failed or one that succeeded with strange lines. */
export interface Record {
  readonly job?: Job | undefined
  readonly outcome: 'failed' | 'strange'
  /** The failure was one of the client's own, so that its archiver's complaints are the reason. */
  readonly ofSource: boolean
}

const sendbackupLine = /^sendbackup: (start \[|info |size \d|end\b|error \[|warning \[|native-CRC|client-CRC|state|retry |no-op)/

/** Amanda's own setuid programs, which complain of nothing that a dump survives. */
const ownHelper = /^(?:runtar|rundump): /

/** What the client's sendbackup says on the mesg stream, as log and report repeat it below a record. */
export function readMesgLine(book: Book, line: LogLine, record: Record | undefined): readonly Event[] | undefined {
  const text = line.text.trim()
  const about: About = { job: record?.job, program: 'sendbackup', side: 'client' }
  if (sendbackupLine.test(text)) return sendbackup(book, line, text, about)
  const marked = /^([?|]{1,2}) (.*)$/.exec(text)
  if (marked === null) return undefined
  const said = marked[2] ?? ''
  if (record === undefined) return ownHelper.test(said) ? strange(book, line, said, about, { outcome: 'failed', ofSource: false }) : undefined
  if (marked[1] === '|') return size(book, line, said, about)
  return strange(book, line, said, about, record)
}

function sendbackup(book: Book, line: LogLine, text: string, about: About): readonly Event[] {
  const kilobytes = /^sendbackup: size (\d{1,15})$/.exec(text)?.[1]
  if (kilobytes !== undefined && Number(kilobytes) > 0)
    return [book.event(line, { kind: 'stream.active', stream: 'data', bytes: Number(kilobytes) * 1024 }, about)]
  const error = /^sendbackup: error (\[.*)$/.exec(text)?.[1]
  if (error === undefined || book.hasTold(about.job, error)) return []
  return book.failure(line, error, about)
}

function size(book: Book, line: LogLine, said: string, about: About): readonly Event[] {
  const bytes = /^Total bytes written: (\d{1,18})/.exec(said)?.[1]
  return bytes === undefined || bytes === '0' ? [] : [book.event(line, { kind: 'stream.active', stream: 'data', bytes: Number(bytes) }, about)]
}

/** smbclient, which Amanda runs as the archiver of a Windows share, did not reach its server. */
const unreachedShare = /^(?:Error connecting to (\S{1,200}) \(|(?:do_connect: )?Connection to (\S{1,200}) failed \()(.{3,200})\)$/

/** SMB directly over TCP, which smbclient tries before 139. */
const smbPort = 445

/** What kept smbclient from the share; undefined for what it says of files. */
function share(book: Book, line: LogLine, said: string, about: About): readonly Event[] | undefined {
  const who: About = { ...about, program: 'smbclient' }
  const [, address, name, reason = ''] = unreachedShare.exec(said) ?? []
  const peer = address ?? name
  const errno = /NT_STATUS_IO_TIMEOUT/.test(reason) ? 'ETIMEDOUT' : errnoInText(reason)
  if (peer !== undefined && errno !== undefined)
    return [book.event(line, { kind: 'connect.failed', errno, peer, port: smbPort }, { ...who, symptom: 'specific' })]
  if (
    !/\bNT_STATUS_(?:LOGON_FAILURE|ACCESS_DENIED|ACCOUNT_\w{1,30}|PASSWORD_\w{1,30}|WRONG_PASSWORD)\b/.test(said) ||
    !/session setup|tree connect/i.test(said)
  )
    return undefined
  return [book.event(line, { kind: 'access.refused', reason: 'authentication', detail: said }, { ...who, symptom: 'specific' })]
}

/** Strange lines explain a failure of the source or of a filter, and are mere remarks in any other record. */
function strange(book: Book, line: LogLine, said: string, about: About, record: Record): readonly Event[] {
  const unshared = record.outcome === 'failed' && record.ofSource ? share(book, line, said, about) : undefined
  if (unshared !== undefined) return unshared
  const filter = failureOf(said)
  if (filter?.said.kind === 'filter.failed' || filter?.said.kind === 'versions.mismatched' || filter?.said.kind === 'access.refused') {
    // The server's own filters report through the same stream.
    const who: About = filter.said.kind === 'filter.failed' ? { job: about.job, program: 'dumper', side: 'server' } : about
    return [book.event(line, filter.said, record.outcome === 'failed' ? { ...who, symptom: 'specific' } : who)]
  }
  const file = fullDisk(said) ?? unreadable(said)?.said
  if (file === undefined) return []
  return [book.event(line, file, record.outcome === 'failed' && record.ofSource ? { ...about, symptom: 'specific' } : about)]
}
