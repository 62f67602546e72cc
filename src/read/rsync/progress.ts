import { onlyFilesFailed, type Connection } from './connection.ts'
import { context, nothing, type Saying } from './saying.ts'
import { readStatistics } from './statistics.ts'

const total = /^total size is [\d.,KMGTP]{1,30} {1,2}speedup is [\d.,]{1,30}(?: \((?:DRY RUN|BATCH ONLY)\))?$/
const beginnings: ReadonlyMap<string, 'sender' | 'receiver'> = new Map([
  ['sending incremental file list', 'sender'],
  ['receiving incremental file list', 'receiver'],
  ...['', ' ...', ' ...done', ' ... done'].flatMap(
    (done) =>
      [
        [`building file list${done}`, 'sender'],
        [`receiving file list${done}`, 'receiver'],
      ] as const,
  ),
])

const longestBeginning = Math.max(...[...beginnings.keys()].map(({ length }) => length))

/** `%i` of a log format, rsync(1), without the name behind it. */
export const change = String.raw`(?:[<>ch.*][fdLDS][.c?+ ][.s?+ ][.tT?+ ][.p?+ ][.o?+ ][.g?+ ][.unb?+ ]?[.a?+ ]?[.x?+ ]?|\*deleting {1,3})`
/** `--itemize-changes`. */
export const itemized = new RegExp(`^${change} .{1,4096}$`)

/** `--progress` of one file or of the whole. */
const percentage = /^[\d.,KMGTP]{1,30} {1,4}\d{1,3}% {1,6}[\d.,]{1,12}[kKMGTP]?B\/s /
/** The daemon's `log format` unless set: operation, host, address. */
const transferred = /^(?:send|recv) \S{1,255} \[[\da-fA-F.:]{2,45}\] /

/** Whether a line shows a file on its way. */
export function showsFile(text: string): boolean {
  return (itemized.test(text) && !text.startsWith('*deleting')) || percentage.test(text) || transferred.test(text)
}

/** Lines that a run prints while all is well. */
const quiet: readonly RegExp[] = [
  /^Number of (?:created |deleted |regular )?files(?: transferred)?: [\d.,]{1,30}(?: \(.{1,120}\))?$/,
  /^(?:Total (?:transferred )?file size|Literal data|Matched data): [\d.,KMGTP]{1,30} bytes$/,
  /^File list size: [\d.,KMGTP]{1,30}$/,
  /^File list (?:generation|transfer) time: [\d.,]{1,20} seconds$/,
  /^[\d.,KMGTP]{1,30} {1,4}\d{1,3}% {1,6}[\d.,]{1,12}[kKMGTP]?B\/s {1,8}\d{1,5}:\d\d:\d\d(?: \((?:xfr#|xfer#?)\d{1,12}, (?:to|ir)-che?c?k=\d{1,12}\/\d{1,12}\))?$/,
  /^\[[A-Za-z]{1,12}\] _?exit_cleanup\(code=\d{1,3}, file=.{1,200}, line=\d{1,6}\): .{1,60}$/,
  /^(?:sending daemon args: |protected args: |msg checking charset: |client charset: |server charset: |cmd=.{0,200} machine=|delta-transmission (?:en|dis)abled|created directory |expand file_list pointer array to ).{0,4096}$/,
]

/** What a client prints of a run that goes on or went well. */
export function readProgress(text: string, connection: Connection): readonly Saying[] | undefined {
  if (total.test(text)) {
    const outcome = onlyFilesFailed(connection) ? 'completed-with-warnings' : 'completed'
    connection.ended = true
    const { bytes, durationUs, version } = connection
    return context({
      kind: 'run.ended',
      outcome,
      ...(bytes === undefined ? {} : { bytes }),
      ...(durationUs === undefined ? {} : { durationUs }),
      ...(version === undefined ? {} : { version }),
    })
  }
  if (readStatistics(text, connection)) return nothing
  return quiet.some((pattern) => pattern.test(text)) ? nothing : undefined
}

/** What a run prints first. The sender's host is the one backed up. */
export function readBeginning(text: string, connection: Connection): readonly Saying[] | undefined {
  const role = text.length > longestBeginning ? undefined : beginnings.get(text)
  if (role === undefined) return undefined
  if (connection.started) return nothing
  connection.started = true
  connection.side ??= role === 'sender' ? 'client' : 'server'
  return context({ kind: 'run.started' })
}
