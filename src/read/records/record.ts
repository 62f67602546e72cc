import type { RecordLevel } from '../reader.ts'
import { levelOf } from './level.ts'
import type { Member } from './members.ts'
import { timeOfDay, type TimeParts, timeOf } from './record-time.ts'

/** What a structured line says besides its message. */
export interface RecordHead {
  readonly time?: TimeParts
  /** A time of day without a date, as written. */
  readonly ofDay?: string
  readonly host?: string
  readonly program?: string
  readonly pid?: string
  readonly level?: RecordLevel
}

/** A structured line of a log, whichever library wrote it. */
export interface LogRecord {
  readonly head: RecordHead
  readonly message?: Member
  /** The error that the message is about. */
  readonly failure?: Member
  /** What another program had printed, and traces. */
  readonly output: readonly Member[]
}

/**
 * The names by which libraries call the same: zap, zerolog, logrus, slog, bunyan, pino, winston, python-json-logger, structlog, logback, Serilog,
 * journald's JSON, Docker's json-file, GELF, ECS, OpenTelemetry, and what collectors wrap around a line. Without marks in front, in small letters.
 */
const messages = ['message', 'msg', 'short_message', 'textpayload', 'body.stringvalue', 'log.message', 'rendered_message']
/** Words that are a message only beside a time, a level or a stream. */
const looseMessages = ['log', 'line', 'event', 'body', 'text', 'm', 'mt']
const failures = [
  'error',
  'err',
  'error.message',
  'err.message',
  'error.msg',
  'err.msg',
  'error.reason',
  'exception',
  'exception.message',
  'error_message',
  'errormessage',
  'errmsg',
  'error_msg',
  'last_error',
  'lasterror',
  'connection_error',
  'err.code',
  'stack',
  'x',
]
const outputs = ['stderr', 'module_stderr', 'output', 'stdout', 'exc_info', 'exc_text', 'stack_trace', 'full_message', 'string', 'data']
/** How another program ended. */
const statuses = ['rc', 'exitcode', 'exit_code', 'returncode', 'return_code']
const levels = ['level', 'lvl', 'severity', 'levelname', 'loglevel', 'log.level', 'log_level', 'level_name', 'severity_text', 'severitytext', 'l']
const times = ['time', 'timestamp', 'ts', 't', 'datetime', 'asctime', 'source_realtime_timestamp', 'realtime_timestamp', 'eventtime', 'date']
const hosts = ['hostname', 'host', 'host.name', 'syslog_hostname']
const programs = ['syslog_identifier', 'comm', 'program', 'programname', 'appname', 'app_name', 'ident', 'process.name']
const pids = ['pid', 'syslog_pid', 'procid', 'process.pid']

/** What the values of one object or line come to; undefined where they are no line of a log. */
export function recordOf(members: readonly Member[]): LogRecord | undefined {
  const named = new Map<string, Member>()
  for (const member of members) {
    const name = plainName(member.path)
    if (!named.has(name)) named.set(name, member)
  }
  const first = (names: readonly string[]): Member | undefined =>
    names.map((name) => named.get(name)).find((member) => member !== undefined && member.text.trim() !== '')
  const head = headOf(first, named)
  const written = head.time !== undefined || head.level !== undefined || named.has('stream')
  const message = first(messages) ?? (written ? first(looseMessages) : undefined)
  const inner = nestedFailures(members)
  const [nested, ...further] = first(failures) === undefined ? inner : [undefined, ...inner.filter(({ path }) => ofCause.test(path))]
  const failure = first(failures) ?? nested
  const status = first(statuses)
  const output = [...outputs.map((name) => named.get(name)), ...further, ofSignal(status) ? status : undefined].filter((member) => member !== undefined)
  if (message === undefined && failure === undefined && output.length === 0) return undefined
  return { head, ...(message === undefined ? {} : { message }), ...(failure === undefined || isNothing(failure) ? {} : { failure }), output }
}

/** Reports of jobs are trees, with an error somewhere in them; a trace begins with the error's class, which its message lacks. */
function nestedFailures(members: readonly Member[]): readonly Member[] {
  const found = new Map<string, Member>()
  for (const member of members) {
    const [, parent, name] = inError.exec(member.path) ?? []
    if (parent !== undefined && (name === 'stack' || !found.has(parent))) found.set(parent, member)
  }
  return [...found.values()].slice(0, mostNested)
}

/** What led to the error that is told as such. */
const ofCause = /\.causes?\.(?:stack|message|msg|reason)$/i
const inError = /^((?:.{0,200}\.)?(?:err(?:or)?s?|results?|exceptions?|causes?)\.{0,2})(?<=\.)(stack|message|msg|reason)$/i
const mostNested = 12

/** What a name is without the marks that set it apart and without what a collector puts around it. */
function plainName(path: string): string {
  return path
    .toLowerCase()
    .replace(/^(?:_source|jsonpayload|fields|record)\./, '')
    .replace(/^[_@]+/, '')
}

/** Above 128 a status names the signal that ended the program; what is below says less than the words beside it. */
function ofSignal(status: Member | undefined): boolean {
  return /^1(?:29|[34]\d)$/.test(status?.text ?? '')
}

/** Whether a value is the status with which a program ended. */
export function isStatus({ path }: Member): boolean {
  return statuses.includes(plainName(path))
}

/** `error=<nil>`, `"error":false`, `"err":0` */
function isNothing({ text }: Member): boolean {
  return /^(?:<nil>|nil|null|none|true|false|undefined|\{\}|\d{1,4})$/i.test(text.trim())
}

function headOf(first: (names: readonly string[]) => Member | undefined, named: ReadonlyMap<string, Member>): RecordHead {
  const shown = first(times)?.text
  const time = timeOf(shown)
  const ofDay = time === undefined ? timeOfDay(shown ?? '') : undefined
  const host = fitting(/^[\w.:-]{1,253}$/, first(hosts)?.text)
  // bunyan calls the program `name`, others a module.
  const program = fitting(/^[\w./()@-]{1,60}$/, first(programs)?.text ?? (named.has('v') && named.has('hostname') ? named.get('name')?.text : undefined))
  const pid = fitting(/^\d{1,10}$/, first(pids)?.text)
  const failed = /^fail(?:ed|ure)$/i.test(named.get('status')?.text ?? '') ? 'error' : undefined
  const level = levelOf({ level: first(levels)?.text ?? failed, priority: named.get('priority')?.text, isGelf: named.has('short_message') })
  return {
    ...(time === undefined ? {} : { time }),
    ...(ofDay === undefined ? {} : { ofDay }),
    ...(host === undefined ? {} : { host }),
    ...(program === undefined ? {} : { program }),
    ...(pid === undefined ? {} : { pid }),
    ...(level === undefined ? {} : { level }),
  }
}

function fitting(shape: RegExp, text: string | undefined): string | undefined {
  return text !== undefined && shape.test(text) ? text : undefined
}
