import type { Event, EventBase } from '../../model/index.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../reader.ts'
import { beginsAnew, isBrokenOff } from './broken-off.ts'
import { readConnecting } from './connecting.ts'
import type { Connection, Failure } from './connection.ts'
import { Connections } from './connections.ts'
import { readDaemonLog, readFinished } from './daemon-log.ts'
import { readFile } from './files.ts'
import { mayBeRsync, rsyncWords } from './may-be-rsync.ts'
import { innerText, type Message, messageOf } from './message.ts'
import { itemized, readBeginning, readProgress, showsFile } from './progress.ts'
import { readProtocol } from './protocol.ts'
import { lastNamedFile } from './named-files.ts'
import { moduleFolder, readRefusal } from './refusals.ts'
import { readRemoteShell } from './remote-shell.ts'
import { nothing, type Saying } from './saying.ts'
import { settle } from './settle.ts'
import { readTrailer } from './trailer.ts'
import { touchOf } from './touched.ts'
import { readTransport } from './transport.ts'

const ownBeginning = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[\d{1,10}\] /

/** rsync's client output, its daemon's log and `--log-file`, releases 2.5 to 3.5, and rsync_bpc of BackupPC; see format.md. */
export const rsync: LineReader = {
  id: 'rsync',
  ownBeginning,
  signs: [rsyncWords, ownBeginning],
  open: (source) => new RsyncReading(source),
}

/** More lines than this about files of one kind say nothing new. */
const mostFilesTold = 10

/** Quotes are cut here; the whole line is in the source. */
const longestQuote = 400

class RsyncReading implements LineReading {
  readonly #source: SourceContext
  readonly #connections: Connections
  #filesOmitted = 0
  /** `[pid] ` of the last line, where it was of a log file of rsync's own and claimed. */
  #speaker: { readonly pid: string; readonly prefix: string; readonly connection: Connection } | undefined

  constructor(source: SourceContext) {
    this.#source = source
    this.#connections = new Connections(source.id)
  }

  read(line: LogLine, whole: boolean): readonly Event[] | 'more' | undefined {
    if (this.#speaker !== undefined && namesFile(line, this.#speaker.prefix)) {
      this.#speaker.connection.lastFile = line
      return []
    }
    this.#speaker = undefined
    const message = messageOf(line, this.#source)
    const joined = line.lastLine > line.line
    if ((!message.logged && !mayBeRsync(message.text)) || isForeign(message) || (joined && beginsAnew(line.raw))) return undefined
    if (!joined && !whole && isBrokenOff(message.text)) return 'more'
    const connection = this.#connections.of(message)
    const said = sayingsOf(message, connection) ?? (this.#isOurs(message, connection) ? nothing : undefined)
    if (said === undefined) return undefined
    const over = this.#connections.keep(message, connection).flatMap((one) => this.#settled(one))
    if (connection.listener) this.#connections.daemonVersion = connection.version
    if (message.logged && message.tag === undefined && message.pid !== undefined && !joined)
      this.#speaker = { pid: message.pid, prefix: `[${message.pid}] `, connection }
    if (showsFile(message.text)) connection.lastFile = line
    if (said.length > 0 && !/^rsync(?:_bpc)? (?:error|warning): /.test(message.text)) delete connection.lastTrailer
    if (/\brsync_bpc\b/.test(message.text) || /XferLOG/.test(this.#source.path)) connection.program = 'rsync_bpc'
    return [...over, ...this.#tell(said, line, message, connection)]
  }

  plainUntil(text: string, at: number): number {
    return this.#speaker === undefined ? at : lastNamedFile(text, at, this.#speaker.pid)
  }

  end(): readonly Event[] {
    const open = this.#connections.all
    const failed = open.filter(({ failures, daemon }) => daemon && failures.length > 0)
    const [client] = open.filter(({ pid }) => pid === undefined)
    const [daemon] = failed
    // One client's output beside one failed connection of a daemon's log in the same text: they tell of the same run.
    const shared = this.#connections.clientRuns === 1 && failed.length === 1 ? daemon?.run : undefined
    const events = open.flatMap((one) => this.#settled(one).map((event) => (one === client && shared !== undefined ? { ...event, run: shared } : event)))
    if (this.#filesOmitted > 0) this.#source.note(`${this.#filesOmitted} more lines about single files say the same and were left out`)
    return events
  }

  /** Whatever a process logs behind rsync's own prefix is rsync's, in a log format of the user's own too. */
  #isOurs(message: Message, connection: Connection): boolean {
    return message.logged && (message.tag === 'rsyncd' || this.#connections.has(connection, message))
  }

  #settled(connection: Connection): readonly Event[] {
    this.#filesOmitted += connection.omitted
    const touch = touchOf(connection)
    if (touch !== undefined) return [touch]
    const failures = connection.failures.map((failure) => ofModule(failure, connection.pulls))
    const system = connection.program === 'rsync_bpc' ? { system: 'backuppc' as const } : {}
    return settle(failures).map((event) => ({ ...event, ...system }))
  }

  /** Context goes out at once; failures wait until the connection's story is whole. */
  #tell(said: readonly Saying[], line: LogLine, message: Message, connection: Connection): readonly Event[] {
    if (said.length === 0) return []
    const when = message.when()
    if (when !== undefined && said.some(({ told }) => told.kind === 'run.started' || told.kind === 'connection.opened')) connection.startedAt ??= when
    const base = this.#base(line, message, connection)
    const timed = when === undefined ? {} : { when }
    const out: Event[] = []
    for (const { told, rank, beforeRequest = false } of said) {
      const event: Event = withAge({ ...base, ...told, ...timed }, connection)
      if (rank === undefined) {
        out.push(event)
        continue
      }
      if (rank === 'network' || rank === 'stop' || rank === 'exit') out.push(...this.#lastProgress(connection))
      if (rank === 'file' && connection.failures.filter((known) => known.rank === 'file' && known.event.kind === told.kind).length >= mostFilesTold)
        connection.omitted += 1
      else connection.failures.push({ event, rank, ...(beforeRequest ? { probe: { ...base, ...timed, ...probeOf(connection) } } : {}) })
    }
    return out
  }

  /** Millions of files are one fact: that something moved, and when it last did. */
  #lastProgress(connection: Connection): readonly Event[] {
    const line = connection.lastFile
    delete connection.lastFile
    if (line === undefined) return []
    const message = messageOf(line, this.#source)
    const when = message.when()
    return when === undefined ? [] : [{ ...this.#base(line, message, connection), kind: 'stream.active', stream: 'files', when }]
  }

  #base(line: LogLine, message: Message, connection: Connection): EventBase {
    const { run, program, pid, job, side } = connection
    const at = { source: this.#source.id, line: line.line, ...(line.lastLine > line.line ? { lastLine: line.lastLine } : {}) }
    return {
      at,
      quote: line.raw.trim().slice(0, longestQuote),
      system: program === 'rsync_bpc' ? 'backuppc' : 'rsync',
      program,
      ...(connection.listener ? {} : { run }),
      ...(pid === undefined ? {} : { pid }),
      ...(job === undefined ? {} : { job }),
      ...(side === undefined || this.#source.side !== undefined ? {} : { side }),
      ...(message.host === undefined ? {} : { host: message.host }),
    }
  }
}

/** `2026/01/05 02:13:50 ` */
const ownStamp = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /
const ownStampLength = 20

/** Whether the line only names one more file of the process that spoke last: most lines of most logs do, and change nothing that is known of it. */
function namesFile({ text, line, lastLine }: LogLine, speaker: string): boolean {
  if (lastLine > line || !text.startsWith(speaker, ownStampLength) || !ownStamp.test(text)) return false
  return itemized.test(text.slice(ownStampLength + speaker.length)) && !text.includes('rsync_bpc')
}

/** A module that cannot be entered is the source of a client that pulls and the destination of one that pushes. */
function ofModule(failure: Failure, pulls: boolean | undefined): Failure {
  const { event } = failure
  if (event.kind !== 'media.failed' || event.medium !== moduleFolder || pulls === undefined) return failure
  const { medium: _, detail: _detail, kind: _kind, ...base } = event
  return { ...failure, event: pulls ? { ...base, kind: 'source.failed', reason: 'other' } : { ...event, medium: 'destination' } }
}

/** Another program's syslog line is ours only where it names rsync. */
function isForeign({ tag, text }: Message): boolean {
  return (
    tag !== undefined &&
    !/rsync|lsyncd|rsnapshot/i.test(tag) &&
    !/rsync|@ERROR|io timeout after|^(?:sending|receiving) incremental file list|^sent [\d,.]+\w? bytes {2}received |^total size is .{1,40} speedup is /.test(
      text,
    )
  )
}

function sayingsOf(message: Message, connection: Connection): readonly Saying[] | undefined {
  const said = sayings(message.text, message, connection)
  if (said !== undefined) return said
  const inner = innerText(message.text)
  return inner === undefined ? undefined : sayings(inner, message, connection)
}

function sayings(text: string, message: Message, connection: Connection): readonly Saying[] | undefined {
  // Most lines of most logs name one file each, and most logs are of one run that begins and ends well; nothing else that rsync says is worded so.
  if (itemized.test(text)) return nothing
  return (
    readBeginning(text, connection) ??
    readFinished(text, connection) ??
    readTrailer(text, connection) ??
    readTransport(text, connection) ??
    readConnecting(text, connection) ??
    readRefusal(text, connection) ??
    readRemoteShell(text) ??
    readDaemonLog(text, connection, message.logged) ??
    readProtocol(text, connection) ??
    readFile(text, connection) ??
    readProgress(text, connection)
  )
}

function probeOf({ peer }: Connection): { readonly kind: 'port.probed'; readonly peer?: string } {
  return { kind: 'port.probed', ...(peer === undefined ? {} : { peer }) }
}

/** Time since the connection began, where both moments stand on one clock. */
function withAge(event: Event, { startedAt }: Connection): Event {
  if (event.kind !== 'connection.failed' && event.kind !== 'connection.closed') return event
  if (startedAt === undefined || event.when?.clock !== startedAt.clock || event.when.us < startedAt.us) return event
  return { ...event, ageUs: event.when.us - startedAt.us }
}
