import type { LogLine, SyslogPrefix } from '../reader.ts'
import { recordsIn, type Found } from './find-records.ts'
import { type Member, type Piece, piecesOf } from './members.ts'
import { levelOfWord } from './level.ts'
import { isStatus, type RecordHead } from './record.ts'

/** A record inside a record's message, inside a container's line: deeper ones are left as text. */
const deepest = 3

/** A quote is shown up to here: a longer record is quoted from the value that tells. */
const longestQuote = 400

/** One line of a record as readers are asked about it: in these forms, one after the other, of which the last one says all. */
export type Unfolded = readonly [LogLine, ...LogLine[]]

/** The lines that a structured line holds; undefined where it is none. */
export function unfolded(line: LogLine): readonly Unfolded[] | undefined {
  return linesOfRecords(line, wholeLine(line), 0)
}

/** Where a value of a record stands in the source. */
export type Placing = (member: Member, piece: Piece, alone: boolean) => Pick<LogLine, 'raw' | 'line' | 'lastLine' | 'isPart'>

/** The lines of the records in a text of which `placed` says where its values stand. */
export function linesOfRecords(line: LogLine, placed: Placing, depth: number): readonly Unfolded[] | undefined {
  const found = recordsIn(line.text, depth > 0 || line.prefix !== undefined)
  return found?.flatMap((one) => linesOf(one, line, placed, depth))
}

function linesOf(found: Found, line: LogLine, placed: Placing, depth: number): readonly Unfolded[] {
  const { record, before } = found
  const headed = withHead(line, record.head)
  // Readers know what to do with a time of day that a line begins with.
  const timed = (text: string): string => (record.head.ofDay === undefined ? text : `${record.head.ofDay} ${text}`)
  const take = (member: Member | undefined): readonly LogLine[] => {
    if (member === undefined) return []
    const pieces = piecesOf(line.text, member)
    return pieces.map((piece) => ({
      ...headed,
      ...placed(member, piece, pieces.length === 1),
      text: isStatus(member) ? `exit status ${piece.text}` : piece.text,
    }))
  }
  const [message, ...afterMessage] = before === undefined ? take(record.message) : [{ ...headed, text: before }, ...take(record.message)]
  const [failure, ...afterFailure] = take(record.failure)
  const told = [...both(message, failure), ...afterMessage, ...afterFailure, ...record.output.flatMap(take)]
  const unwrapped = told.flatMap((one): readonly Unfolded[] => (isForms(one) ? [one] : (inner(one, depth) ?? [[one]])))
  const finished = (one: LogLine): LogLine => withOwnLevel({ ...one, text: timed(one.text) })
  return unwrapped.map(([first, ...others]) => [finished(first), ...others.map(finished)])
}

function isForms(one: LogLine | Unfolded): one is Unfolded {
  return Array.isArray(one)
}

/** A program's own words are recognised alone, and the reason together with what it is the reason of. */
function both(message: LogLine | undefined, failure: LogLine | undefined): readonly (LogLine | Unfolded)[] {
  if (message === undefined || failure === undefined) return [message ?? failure].filter((one) => one !== undefined)
  if (message.text.includes(failure.text)) return [message]
  if (failure.text.includes(message.text)) return [failure]
  return [[failure, message, { ...failure, text: `${message.text.replace(/[\s:.]{1,16}$/, '')}: ${failure.text}` }]]
}

function inner(line: LogLine, depth: number): readonly Unfolded[] | undefined {
  if (depth === deepest) return undefined
  const { raw, line: first, lastLine } = line
  return linesOfRecords(line, () => ({ raw, line: first, lastLine, isPart: true }), depth + 1)
}

/** What passes on another program's output knows its level less well than that program. */
function withOwnLevel(line: LogLine): LogLine {
  const word = ownLevel.exec(line.text)?.[1]
  const level = word === undefined ? undefined : levelOfWord(word)
  return level === undefined ? line : { ...line, level }
}

const ownLevel = /^(?:\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d\S{0,14} {1,3}(?:\[\d{1,10}\] )?)?[[(]?(DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|CRITICAL)[\])]?[: ]/

/** A record's own time, host and level count; what it does not say is that of the line around it. */
function withHead(line: LogLine, { time, level, ofDay: _, ...writer }: RecordHead): LogLine {
  const levelled = level === undefined ? line : { ...line, level }
  if (time !== undefined) return { ...levelled, prefix: { ...time, ...writerIn(line.prefix), ...writer } }
  return line.prefix === undefined ? levelled : { ...levelled, prefix: { ...line.prefix, ...writer } }
}

function writerIn(prefix: SyslogPrefix | undefined): Pick<SyslogPrefix, 'host' | 'program' | 'pid'> {
  if (prefix === undefined) return {}
  const { host, program, pid } = prefix
  return { ...(host === undefined ? {} : { host }), ...(program === undefined ? {} : { program }), ...(pid === undefined ? {} : { pid }) }
}

function wholeLine({ text, raw, line, lastLine }: LogLine): Placing {
  return (member, piece, alone) => {
    const from = alone ? member.at : piece.from
    const written = text.slice(from, piece.to)
    const at = alone && raw.trim().length <= longestQuote ? -1 : raw.indexOf(written)
    return at < 0 ? { line, lastLine, raw } : { line, lastLine, raw: alone ? raw.slice(at) : written, isPart: true }
  }
}
