import { asContext, type Event, type EventBase, type EventOf, usPerMinute, usPerSecond } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules, type LineRule } from '../generic/line-rule.ts'
import { timedText } from '../generic/line-time.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../reader.ts'
import { errnoTold, leftOut, meanings } from './tsm-meanings.ts'

const message = /\bAN[RS]\d{4}([EWISD])\b[ :]{0,4}/
const mayTrace = /\b(?:sess[A-Z]|Tcp[A-Z]|cuSignOn|PsTcp)/
const ended = /completed successfully|Successful incremental backup of|^(?:\S+ +\S+ +)?\.\.\. successful/

/** IBM Spectrum Protect (TSM): the server's ANR and the client's ANS messages, and the trace lines that the client logs beside them. */
export const tsm: LineReader = { id: 'tsm', signs: [message, mayTrace, ended], open: (source) => new TsmReading(source) }

const trace = /^(?:sessOpen|sessRecvVerb|sessSendVerb|sessInit|Tcp(?:Open|Read|Flush|Write|Sock)\w{0,20}|cuSignOn\w{0,20}|PsTcp\w{1,20})(?:\(\))?: /

/** These say that a job, a transaction or a session failed and not why. */
const bareFailures =
  /Session rejected|Unable to establish session|Could not establish a session|session could not be reestablished|Session is lost|Communication with the .{0,60}server is lost|system error|Transaction (?:failed|was aborted)|internal server error|Scheduled? (?:event )?.{0,160}failed|scheduled command failed|processing of '.{1,200}' stopped|finished with [1-9]\d* fail|Sending of object|(?:full|incremental) VM backup .{1,200}failed|Protocol error on session|Socket open error|Error sending data|rejected by server|SSL|initialization error|RC[= ]-50/i

const cites = /\b(?:throws?|throwing|gives?|giving|returns?|returned|got|gets?|getting|fail(?:s|ed|ing)? with|ends? with|shows?|seeing)\b.{0,20}$/i

const rules: readonly LineRule[] = [
  {
    has: 'ANR0480W',
    pattern: /ANR0480W Session \d+ for node (\S{1,80})/,
    says: (match, base) => [{ ...base, kind: 'connection.closed', role: 'server', job: `node ${match[1] ?? ''}`, symptom: 'specific' }],
  },
  {
    has: 'ANR0481W',
    pattern: /ANR0481W .{0,200}?within (\d+|COMMTIMEOUT) seconds/i,
    says: (match, base) => [timer('COMMTIMEOUT', match[1], usPerSecond, base)],
  },
  {
    has: 'ANR0482W',
    pattern: /ANR0482W .{0,200}?more than (\d+|IDLETIMEOUT) minutes/i,
    says: (match, base) => [timer('IDLETIMEOUT', match[1], usPerMinute, base)],
  },
  {
    has: 'TCP/IP ',
    pattern: /ANS1005E TCP\/IP (read|write) error on socket = \S+, errno = (\d+), reason ?: (.{1,200})$/,
    says: (match, base) => broken(match[1] ?? '', Number(match[2]), match[3] ?? '', base),
  },
  {
    has: 'ANR8216W',
    pattern: /ANR8216W Error (send)ing data on \w{1,12} \d+\. +Reason:? (\d{0,5})(.{0,120})$/,
    says: (match, base) => broken('write', Number(match[2]), match[3] ?? '', base),
  },
  {
    has: 'Could not establish a TCP/IP connection',
    pattern:
      /Could not establish a TCP\/IP connection with address '([^':]{1,120})(?::(\d{1,5}))?'\. The TCP\/IP error is '([^']{1,300})'(?: \(errno = (\d{1,5})\))?/,
    says: (match, base) => unconnected(match, base),
  },
  {
    // dsmrc.h: the connection timed out, was refused, had no such host, no such network.
    has: ['eturn code is -5', 'RC-5'],
    pattern: /(?:return code is |\(RC)-(5[1-4])\b/,
    says: ([text, code], base) => [byReturnCode(Number(code), text, base)],
  },
  {
    has: 'Tcp',
    pattern: /^Tcp(Read|Flush|Write|\w{1,20})(?:\(\))?: .{0,80}?(?:[Ee]rror |errno = )(\d{1,5})\b(.{0,160})$/,
    says: (match, base) => broken(match[1] === 'Read' ? 'read' : 'write', Number(match[2]), match[3] ?? '', base),
  },
  // The job as a whole waited for a tape: the text alone would do, its number says more.
  {
    has: 'ANR1401W',
    pattern: /ANR14(?:01|04)W (.{0,120})/,
    says: (match, base) => [{ ...base, kind: 'media.failed', medium: 'volume of the storage pool', detail: match[1] ?? '', symptom: 'specific' }],
  },
]

/** Of one object or one session, not of the run. */
const onTheWay = /\bANS(?:1228E|1809[EW]|1802E)\b/
/** The console and `query actlog` break long messages between words. */
const brokenOff =
  /\bANR048[012]W Session \d+ for node\b[^-]{0,120}(?: -(?: connection(?: with(?: client)?)?| client(?: did(?: not)?)?)?)?$|\bANR048[12]W .{0,200}(?:more than|within)(?: \d+)?$|\bANS1005E TCP\/IP .{0,60}(?:,|=)$/
const mostLeftOut = 200

class TsmReading implements LineReading {
  readonly #source: SourceContext
  /** Objects that were left out: remarks in a run that goes well, the reason in one that fails of nothing else. */
  readonly #leftOut: Event[] = []
  /** Objects and sessions that failed on the way: a run may end well all the same. */
  readonly #onTheWay: Event[] = []
  /** Connections of the client that broke: it tries to go on with a new session. */
  readonly #broken: Event[] = []
  readonly #mended: Event[] = []
  #failed = false
  #specific = false
  /** Sessions ended for idleness, and nodes whose schedules came through or did not. */
  readonly #idle: { readonly event: Event; readonly node: string }[] = []
  readonly #well = new Set<string>()
  readonly #badly = new Set<string>()

  constructor(source: SourceContext) {
    this.#source = source
  }

  read(line: LogLine, whole: boolean): readonly Event[] | 'more' | undefined {
    const coded = line.text.includes('AN') && message.test(line.text)
    if (ended.test(line.text)) this.#settle()
    if (!coded && !mayTrace.test(line.text)) return undefined
    if (!whole && brokenOff.test(line.text.trimEnd())) return 'more'
    const { text, when } = timedText(line, this.#source)
    if (!coded && !trace.test(text)) return undefined
    const events = told(text, eventBase(line, this.#source, 'tsm', when))
    this.#follow(text)
    const [idle] = events
    if (idle !== undefined && text.includes('ANR0482W')) {
      this.#idle.push({ event: idle, node: nodeIn(text) })
      return []
    }
    for (const event of events) {
      if (event.symptom === 'specific') this.#specific = true
      if (event.symptom === 'echo' && /finished with|Sending of object|cheduled|stopped/.test(event.quote)) this.#failed = true
    }
    const [only] = events
    if (only?.kind === 'connection.failed' && /\bANS1005E\b/.test(only.quote) && this.#broken.length < mostLeftOut) {
      this.#broken.push(only)
      return []
    }
    if (only?.symptom === 'echo' && /\bANS1512E\b|finished with|stopped/.test(only.quote)) return [...this.#broken.splice(0), ...events]
    if (only?.symptom === 'echo' && onTheWay.test(only.quote)) {
      this.#onTheWay.push(only)
      return []
    }
    if (only?.kind !== 'source.failed' || only.symptom !== undefined || this.#leftOut.length >= mostLeftOut) return events
    this.#leftOut.push(only)
    return []
  }

  end(): readonly Event[] {
    const reasons = this.#failed && !this.#specific
    return [
      ...this.#mended,
      ...this.#broken,
      ...this.#idleSessions(),
      ...this.#leftOut.map((event) => (reasons ? { ...event, symptom: 'specific' as const } : event)),
      ...this.#onTheWay,
    ]
  }

  /** What a line says of the schedule of a node. */
  #follow(text: string): void {
    const scheduled = /\bANR25(?:07I|79E|78W) .{0,120}? for node (\S{1,80}) (.{0,40})/.exec(text)
    if (scheduled !== null) (scheduled[2]?.startsWith('completed success') === true ? this.#well : this.#badly).add(scheduled[1] ?? '')
  }

  /** Everybody who leaves a console open is cut off for idleness: where schedules came through, only one that failed makes it a failure. */
  #idleSessions(): readonly Event[] {
    return this.#idle.map(({ event, node }) => (this.#well.size > 0 && !this.#badly.has(node) ? asContext(event) : event))
  }

  /** The run went on, or ended well. */
  #settle(): void {
    this.#onTheWay.length = 0
    this.#mended.push(...this.#broken.splice(0).map(asContext))
    this.#failed = false
  }
}

function nodeIn(text: string): string {
  return /\bfor node (\S{1,80})/.exec(text)?.[1] ?? ''
}

function told(text: string, base: EventBase): readonly Event[] {
  const ruled = applyRules(rules, text, () => base)
  if (ruled !== undefined) return ruled
  const found = message.exec(text)
  // Information is printed by every run.
  if (found?.[1] === 'I' && !/ANR2177I|ANS1016I/.test(text)) return []
  const said = (found === null ? text : text.slice(found.index + found[0].length)).trim()
  const one = leftOut(said, base)
  if (one !== undefined) return [one]
  for (const { pattern, says } of meanings) {
    const match = pattern.exec(said)
    if (match !== null) return [says(match, base)]
  }
  const bare = bareFailures.test(said) || (found === null && /rc: -?\d|rror -?\d/.test(said))
  if (bare) return [{ ...base, kind: 'run.ended', outcome: 'failed', text: said.slice(0, 200), symptom: 'echo' }]
  // People often tell no more than the number.
  const cited = found?.[1] === 'E' && cites.test(text.slice(0, found.index))
  return cited ? [{ ...base, kind: 'run.ended', outcome: 'failed', text: found[0].trim(), symptom: 'echo', reported: true }] : []
}

const attempts: Readonly<Record<number, EventOf<'connect.failed'>['errno']>> = { 51: 'ETIMEDOUT', 52: 'ECONNREFUSED', 54: 'ENETUNREACH' }

function byReturnCode(code: number, text: string, base: EventBase): Event {
  const errno = attempts[code]
  return errno === undefined
    ? { ...base, kind: 'access.refused', reason: 'name', detail: text, symptom: 'specific' }
    : { ...base, kind: 'connect.failed', errno, symptom: 'specific' }
}

function timer(name: string, value: string | undefined, unitUs: number, base: EventBase): Event {
  return { ...base, kind: 'timer.expired', timer: name, setting: name, role: 'server', ...limit(value, unitUs), symptom: 'specific' }
}

function limit(value: string | undefined, unitUs: number): { readonly limitUs?: number } {
  return value === undefined || !/^\d+$/.test(value) ? {} : { limitUs: Number(value) * unitUs }
}

function unconnected([, peer = '', port, text = '', number]: RegExpExecArray, base: EventBase): readonly Event[] {
  const errno = errnoTold(text, Number(number)) ?? (/did not properly respond/.test(text) ? 'ETIMEDOUT' : undefined)
  if (errno === undefined) return [{ ...base, kind: 'run.ended', outcome: 'failed', text, symptom: 'echo' }]
  return [{ ...base, kind: 'connect.failed', errno, peer, ...(port === undefined ? {} : { port: Number(port) }), symptom: 'specific' }]
}

/** The number is the writing system's own; the words decide where there are any. */
function broken(operation: string, number: number, text: string, base: EventBase): readonly Event[] {
  const role = /ANR/.test(base.quote) ? 'server' : 'client'
  if (number === 0 && /success/i.test(text)) return [{ ...base, kind: 'connection.closed', role, symptom: 'specific' }]
  const errno = errnoTold(text, number)
  if (errno === undefined) return [{ ...base, kind: 'run.ended', outcome: 'failed', text: `error ${number}`, symptom: 'echo' }]
  const kind = { operation: operation === 'write' ? 'write' : 'read', channel: 'network', role } as const
  return [{ ...base, kind: 'connection.failed', errno, ...kind, symptom: 'specific' }]
}
