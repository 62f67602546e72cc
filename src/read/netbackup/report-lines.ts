import { utcOf, type WallTime } from '../dating.ts'
import { failuresIn } from './failures.ts'
import { endedWith, type Told } from './status-bodies.ts'
import { isTextOf } from './status-codes.ts'

/** One row of a report of the server: `bperror`, `bpdbjobs`. */
export interface ReportLine {
  readonly time?: WallTime
  readonly program?: string
  /** The job it belongs to. */
  readonly jobId?: string
  readonly told: readonly Told[]
}

/** Reads one row of `bperror`, with `-backstat` too, or of `bpdbjobs`; undefined when it is none. */
export function reportLine(text: string): ReportLine | undefined {
  return text.length > 2_000 ? undefined : (errorRow(text) ?? jobRow(text) ?? clientRow(text))
}

/** `bperror`: seconds, version, type, severity, server, job, group, unused, client, process, text. Severity 16 is an error, 32 critical. */
export const ofError = /^(1\d{9}) \d{1,3} \d{1,3} (\d{1,3}) (\S{1,80}) (\d{1,12}) \d{1,12} \d{1,6} (\S{1,80}) (\w{2,30}) (\S.*)$/

function errorRow(text: string): ReportLine | undefined {
  const match = ofError.exec(text)
  if (match === null) return undefined
  const [, seconds, severity, , jobId = '', , program = '', message = ''] = match
  const told = failuresIn(message, { severe: Number(severity) >= 16, program })
  return { time: { ...utcOf(Number(seconds)), zone: 'UTC' }, program, ...(jobId === '0' ? {} : { jobId }), told }
}

/** `bpdbjobs`: job, type, state and, once it is done, the status. */
export const ofJob = /^\s{0,8}(\d{1,12})\s+(?:Backup|Restore|Archive|Duplicate|Catalog Backup|DB Backup|Snapshot|Replication)\s+Done\s+(\d{1,5})\s+\S/

function jobRow(text: string): ReportLine | undefined {
  const match = ofJob.exec(text)
  return match === null ? undefined : { jobId: match[1] ?? '', told: endedWith(Number(match[2])) }
}

/** `bperror -U -backstat`: status, client, policy, schedule, server, when. */
export const ofClient = /^\s{0,4}(\d{1,4}) {2,8}(\S{1,80}) +\S{1,80} +\S{1,80} +\S{1,80} +(\d\d)\/(\d\d)\/(\d{4}) (\d\d):(\d\d):(\d\d)$/

function clientRow(text: string): ReportLine | undefined {
  const match = ofClient.exec(text)
  if (match === null) return undefined
  const [, status, client = '', ...when] = match
  const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] = when.map(Number)
  return { jobId: `of ${client} ${when.join('')}`, time: { year, month, day, hour, minute, second }, told: endedWith(Number(status)) }
}

/** `backup of client web exited with status 24 (socket write failed)`: the number and its official text must agree. */
export function sentenceStatus(text: string): number | undefined {
  if (text.length > 300) return undefined
  const match = sentence.exec(text)
  if (match === null) return undefined
  const [, digits, , words = ''] = match
  return isTextOf(Number(digits), words) ? Number(digits) : undefined
}

export const sentence =
  /^[\s*"'#>-]{0,6}(?:\S.{0,120}? )?(?:exit(?:s|ed)?|end(?:s|ed)?|finish(?:es|ed)?|fail(?:s|ed|ing)?|completed|terminated) with (?:an? )?(?:exit )?(?:status|error)(?: code)?[ :=]{1,3}(\d{1,4})\s{0,3}(\(|[:,-] ?)(\S.{4,120}?)[)."'\s]{0,4}$/i
