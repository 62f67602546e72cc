import { usPerSecond } from '../../model/index.ts'
import type { WallTime } from '../dating.ts'
import { type Told, endedWith, reported } from './status-bodies.ts'
import { failuresIn } from './failures.ts'
import { hourOfDay } from './record.ts'
import { sentenceStatus } from './report-lines.ts'
import { isTextOf, statusOf, statusOfText } from './status-codes.ts'

/** One line of the Activity Monitor's job details: date, time, and what a process did. */
export interface JobLine {
  readonly time?: WallTime
  /** Since midnight, where the line shows no date. */
  readonly us?: number
  /** Day and month could be either way round. */
  readonly ambiguous: boolean
  readonly program?: string
  readonly pid?: string
  readonly told: readonly Told[]
  /** The line says how the job ended. */
  readonly ends: boolean
}

export const stamped = /^\s*(\d{1,4}[/.-](?:\d{1,2}|[A-Za-z]{3})[/.-]\d{2,4}|[A-Z][a-z]{2} \d{1,2}, \d{4}),? (\d{1,2}):(\d\d):(\d\d)(?: ?([AP])M)? - (\S.*)$/

/** The same with the date cut off, as articles quote it; only lines whose words are the Activity Monitor's own. */
export const undated = /^\s*(\d{1,2}):(\d\d):(\d\d)(?: ([AP])M)?(?: -)? (\S.*)$/

/** Reads one job details line; undefined when it is none. */
export function jobLine(text: string): JobLine | undefined {
  const match = stamped.exec(text.length > 2_000 ? text.slice(0, 2_000) : text)
  if (match === null) return undatedLine(text)
  const [, date = '', hour, minute, second, half, rest = ''] = match
  const day = dayOf(date)
  const said = saidIn(rest.trim())
  if (day === undefined || said === undefined) return undefined
  const { ambiguous, ...calendar } = day
  return { time: { ...calendar, hour: hourOfDay(Number(hour), half), minute: Number(minute), second: Number(second) }, ambiguous, ...said }
}

function undatedLine(text: string): JobLine | undefined {
  const match = text.length > 2_000 ? null : undated.exec(text)
  if (match === null) return undefined
  const [, hour, minute, second, half, rest = ''] = match
  if (!/\(pid=[\w.]{1,20}\)|\(\d{1,5}\)$|^(?:connecting|connected;|begin writing|end writing)/.test(rest.trim())) return undefined
  const said = saidIn(rest.trim())
  if (said === undefined) return undefined
  return { us: ((hourOfDay(Number(hour), half) * 60 + Number(minute)) * 60 + Number(second)) * usPerSecond, ambiguous: false, ...said }
}

type Said = Pick<JobLine, 'program' | 'pid' | 'told' | 'ends'>

function saidIn(rest: string): Said | undefined {
  const spoken = /^(Info|Warning|Error|Critical|Debug) (\w{2,30}) ?\(pid=([\w.]{1,20})\) (.*)$/.exec(rest)
  if (spoken !== null) {
    const [, level, program = '', pid = '', message = ''] = spoken
    const severe = level === 'Error' || level === 'Critical'
    const known = failuresIn(message, { program, severe })
    const told = known.length > 0 || !severe ? known : [complaint(message)]
    return { program, pid, told, ends: told.some(({ body }) => body.kind === 'run.ended') }
  }
  const started = /^started process (\w{2,30}) \(pid=([\w.]{1,20})\)/.exec(rest)
  if (started?.[1] === 'bpbrm') return { program: 'bpbrm', pid: started[2] ?? '', told: [{ body: { kind: 'run.started' }, weight: 'context' }], ends: false }
  const status = statusAtEnd(rest)
  if (status !== undefined) return { told: endedWith(status), ends: true }
  if (/^connect(?:ing|ed)\b/.test(rest))
    return { told: [{ body: { kind: rest.startsWith('connecting') ? 'connect.started' : 'connection.opened' }, weight: 'context' }], ends: false }
  if (steps.test(rest)) return { told: [], ends: false }
  const other = /^([A-Za-z][A-Za-z',;:/ ()-]{9,140}?)\s*\((\d{1,5})\)$/.exec(rest)
  return other === null ? undefined : { told: endedWith(Number(other[2]), (other[1] ?? '').trim()), ends: true }
}

/** An error of no wording that is known: the job may end with it. */
function complaint(message: string): Told {
  return { body: { kind: 'run.ended', outcome: 'failed', text: message.slice(0, 200) }, weight: 'echo' }
}

/** Steps that the job details name without a severity. */
const steps =
  /^(?:started process|connecting|connected|begin (?:writing|reading|operation|backup)|end (?:writing|reading|operation|backup)|estimated \d|granted resource|requesting resource|mounting|mounted|mount |positioning|positioned|opening|current kilobytes|awaiting resource|started backup|Resuming|restarted)/i

function statusAtEnd(rest: string): number | undefined {
  const closing = /^(\S.{0,120}?)\s*\((\d{1,5})\)$/.exec(rest) ?? /^Status ()(\d{1,5})$/i.exec(rest)
  if (closing === null) return undefined
  const code = Number(closing[2])
  const words = (closing[1] ?? '').replace(/^.*; /, '').replace(/^(?:end writing )?(?:write time: \S+ )?/, '')
  return (closing[1] === '' ? statusOf(code) !== undefined : isTextOf(code, words)) ? code : undefined
}

const bareStatus =
  /^[\s*"'#>-]{0,6}(NetBackup |NBU |Veritas )?(exit )?status(?: code)?\s{0,3}[:=]?\s{0,3}(\d{1,4})(?:\s{0,3}[:=,(-]{1,2}\s{0,3}(\S.{0,120}?))?[\s)"'.*]{0,6}$/i
const textAndNumber =
  /^[\s*"'#>-]{0,6}(?:(?:Error|Status|Exit status|Result)\s{0,2}[:=]?\s{1,2}|FTL - |ERR - )?([a-z'][a-z\d'/, ().:_-]{8,130}?)\s{0,3}\((?:status |error |code )?(\d{1,4})\)[\s"'.*]{0,6}$/i
const wholeTextAndNumber = /^\s*(error [a-z ()]{8,90}?)\s{0,3}\((\d{1,4})\)[\s.]{0,6}$/i

/** As NetBackup's commands end: `EXIT STATUS 8500: …`, with the words of whatever release printed it. */
const printedStatus = /^\s{0,8}EXIT STATUS (\d{2,5}): (\S.{4,200})$/
/** Its agents for databases pass on a status by its text alone. */
const textOfServer = /^\s{0,12}Server Status: {1,4}(\S.{4,120}?)\s*$/

/** `status 24`, or any words with a number in brackets behind them. */
export const statusSigns = ['status', /\((?:status |error |code )?\d{1,4}\)[\s"'.*]{0,6}$/i, /^\s*\w{1,20}: \(\d/]

/** Bare numbers below this belong to every program there is. */
const lowestBareStatus = 13

/** A line that is nothing but a NetBackup status: `Status 24: socket write failed`, `cannot connect on socket (25)`. */
export function statusLine(text: string): readonly Told[] | undefined {
  if (text.length > 300) return undefined
  for (const part of new Set([text, text.slice(text.lastIndexOf(': ') + 1)])) {
    const named = textAndNumber.exec(part)
    if (named !== null && isTextOf(Number(named[2]), named[1] ?? '')) return endedWith(Number(named[2]))
    // Some texts begin with the word that others have in front of them.
    const whole = wholeTextAndNumber.exec(part)
    if (whole !== null && isTextOf(Number(whole[2]), whole[1] ?? '')) return endedWith(Number(whole[2]))
  }
  const numbered = /^\s*\w{1,20}: \((\d{1,4})\) (\S.{4,120})$/.exec(text)
  if (numbered !== null && isTextOf(Number(numbered[1]), numbered[2] ?? '')) return endedWith(Number(numbered[1]))
  const told = sentenceStatus(text)
  if (told !== undefined) return endedWith(told)
  const printed = printedStatus.exec(text)
  if (printed !== null && Number(printed[1]) >= lowestBareStatus) return endedWith(Number(printed[1]), (printed[2] ?? '').trim())
  const passedOn = statusOfText(textOfServer.exec(text)?.[1] ?? '')
  if (passedOn !== undefined) return endedWith(passedOn.code)
  const bare = bareStatus.exec(text)
  if (bare === null) return undefined
  const [, product, exit, digits, meaning] = bare
  const code = Number(digits)
  if (meaning !== undefined) return isTextOf(code, meaning) ? endedWith(code) : undefined
  if (statusOf(code) === undefined) return undefined
  return product !== undefined || (exit === undefined && code >= lowestBareStatus) ? reported(code) : undefined
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly ambiguous: boolean
}

/** Dates come in the locale of the console: with dots the day leads, with slashes the month unless it cannot be one. */
function dayOf(date: string): Day | undefined {
  const parts = date.split(/[/.,\s-]+/)
  const [first = '', second = '', third = ''] = parts
  const named = months.indexOf((/[a-z]/i.test(first) ? first : second).slice(0, 3).toLowerCase()) + 1
  if (/[a-z]/i.test(date)) return valid(Number(third), named, Number(/[a-z]/i.test(first) ? second : first), false)
  if (first.length === 4) return valid(Number(first), Number(second), Number(third), false)
  const year = Number(third) < 100 ? 2000 + Number(third) : Number(third)
  const dayFirst = date.includes('.') || Number(first) > 12
  const open = !date.includes('.') && Number(first) <= 12 && Number(second) <= 12 && first !== second
  return dayFirst ? valid(year, Number(second), Number(first), open) : valid(year, Number(first), Number(second), open)
}

function valid(year: number, month: number, day: number, ambiguous: boolean): Day | undefined {
  return year >= 1970 && year < 2200 && month >= 1 && month <= 12 && day >= 1 && day <= 31 ? { year, month, day, ambiguous } : undefined
}
