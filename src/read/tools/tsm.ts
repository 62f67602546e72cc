import { errnoInText, errnoOfNumber, type Event, type EventBase, type EventOf, usPerMinute, usPerSecond } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules, type LineRule, nothing } from '../generic/line-rule.ts'
import { timedText } from '../generic/line-time.ts'
import type { LineReader, LogLine, SourceContext } from '../reader.ts'

/** IBM Spectrum Protect (TSM): the server's ANR and the client's ANS messages about sessions. */
export const tsm: LineReader = {
  id: 'tsm',
  open: (source) => ({ read: (line, whole) => readLine(line, source, whole) }),
}

const message = /\bAN[RS]\d{4}[EWIS]\b/

/** A message whose number says it all. */
function codes(numbers: readonly string[], event: (base: EventBase, text: string) => Event): readonly LineRule[] {
  return numbers.map((number) => ({
    has: number,
    pattern: new RegExp(`\\b${number}\\b[ :]{0,4}(.{0,200})`),
    says: (match, base) => [event(base, (match[1] ?? '').trim())],
  }))
}

function reasonOf(text: string): EventOf<'source.failed'>['reason'] {
  if (/denied|not permitted|authority/i.test(text)) return 'permission'
  if (/read error|i\/o|input\/output/i.test(text)) return 'io-error'
  return /not found|no longer|does not exist/i.test(text) ? 'vanished' : 'other'
}

const rules: readonly LineRule[] = [
  {
    has: 'ANR0480W',
    pattern: /ANR0480W Session \d+ for node (\S{1,80})/,
    says: (match, base) => [{ ...base, kind: 'connection.closed', role: 'server', job: `node ${match[1] ?? ''}`, symptom: 'specific' }],
  },
  {
    has: 'ANR0481W',
    pattern: /ANR0481W .{0,200}?within (\d+|COMMTIMEOUT) seconds/,
    says: (match, base) => [timer('COMMTIMEOUT', match[1], usPerSecond, base)],
  },
  {
    has: 'ANR0482W',
    pattern: /ANR0482W .{0,200}?more than (\d+|IDLETIMEOUT) minutes/,
    says: (match, base) => [timer('IDLETIMEOUT', match[1], usPerMinute, base)],
  },
  {
    has: 'ANS1005E',
    pattern: /ANS1005E TCP\/IP (read|write) error on socket = \S+, errno = (\d+), reason ?: (.{1,200})$/,
    says: (match, base) => broken(match, base),
  },
  {
    has: 'ANS5216E',
    pattern: /ANS5216E Could not establish a TCP\/IP connection with address '([^':]{1,120})(?::(\d{1,5}))?'\. The TCP\/IP error is '([^']{1,200})'/,
    says: (match, base) => unconnected(match, base),
  },
  {
    has: 'ANS1017E',
    pattern: /ANS1017E /,
    says: (_, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: 'Session rejected: TCP/IP connection failure', symptom: 'echo' }],
  },
  ...codes(['ANS1351E', 'ANR0429W'], (base) => ({ ...base, kind: 'limit.reached', limit: 'sessions of the server (MAXSESSIONS)', symptom: 'specific' })),
  ...codes(['ANS1025E', 'ANS1353E', 'ANR0422W', 'ANR0423W', 'ANR0424W', 'ANR0425W', 'ANR2177I'], (base) => ({
    ...base,
    kind: 'access.refused',
    reason: 'authentication',
    symptom: 'specific',
  })),
  ...codes(['ANS1311E', 'ANS1329S', 'ANR0522W', 'ANR0534W', 'ANR0130E', 'ANR0131E'], (base) => ({
    ...base,
    kind: 'storage.full',
    role: 'server',
    symptom: 'specific',
  })),
  ...codes(['ANS1312E', 'ANR1401W', 'ANR1404W', 'ANR8302E', 'ANR8447E'], (base) => ({
    ...base,
    kind: 'media.failed',
    medium: 'the volume of the storage pool',
    symptom: 'specific',
  })),
  ...codes(['ANS1579E', 'ANS1592E', 'ANS1695E', 'ANR8583E'], (base, text) => ({
    ...base,
    kind: 'tls.failed',
    reason: text.slice(0, 120),
    symptom: 'specific',
  })),
  ...codes(['ANS1030E'], (base) => ({ ...base, kind: 'program.killed', by: 'allocation', victim: 'dsmc', symptom: 'specific' })),
  ...codes(['ANR0483W', 'ANS1369E'], (base) => ({ ...base, kind: 'run.stopped', by: 'administrator', symptom: 'specific' })),
  {
    has: 'ANS4007E',
    pattern: /\bANS4007E Error processing '([^']{1,300})': (.{1,200})/,
    says: (match, base) => [{ ...base, kind: 'source.failed', reason: reasonOf(match[2] ?? ''), path: match[1] ?? '', partial: true, symptom: 'specific' }],
  },
  // These say that a job or an object failed and not why.
  ...codes(['ANS1029E', 'ANS1228E', 'ANS1512E', 'ANS1802E', 'ANS1804E', 'ANS4039E', 'ANS8023E', 'ANS9020E', 'ANR2579E'], (base, text) => ({
    ...base,
    kind: 'run.ended',
    outcome: 'failed',
    text,
    symptom: 'echo',
  })),
  { has: 'AN', pattern: message, says: nothing },
]

/** The console and `query actlog` break long messages between words. */
const brokenOff = /\bANR048[012]W Session \d+ for node [^-]{1,120}(?: -)?$|\bANR048[12]W .{0,200}(?:more than|within)(?: \d+)?$/

function readLine(line: LogLine, source: SourceContext, whole: boolean): readonly Event[] | 'more' | undefined {
  if (!line.text.includes('AN') || !message.test(line.text)) return undefined
  if (!whole && brokenOff.test(line.text.trimEnd())) return 'more'
  const { text, when } = timedText(line, source)
  return applyRules(rules, text, () => eventBase(line, source, 'tsm', when))
}

function timer(name: string, value: string | undefined, unitUs: number, base: EventBase): Event {
  return { ...base, kind: 'timer.expired', timer: name, setting: name, role: 'server', ...limit(value, unitUs), symptom: 'specific' }
}

function limit(value: string | undefined, unitUs: number): { readonly limitUs?: number } {
  return value === undefined || !/^\d+$/.test(value) ? {} : { limitUs: Number(value) * unitUs }
}

function unconnected([, peer = '', port, text = '']: RegExpExecArray, base: EventBase): readonly Event[] {
  const errno = errnoInText(text)
  if (errno === undefined) return []
  return [{ ...base, kind: 'connect.failed', errno, peer, ...(port === undefined ? {} : { port: Number(port) }), symptom: 'specific' }]
}

/** The number is the client system's own; the words decide where there are any. */
function broken([, operation, number, text = '']: RegExpExecArray, base: EventBase): readonly Event[] {
  const errno = errnoInText(text) ?? errnoOfNumber(Number(number))
  if (errno === undefined) return []
  return [
    { ...base, kind: 'connection.failed', errno, operation: operation === 'write' ? 'write' : 'read', channel: 'network', role: 'client', symptom: 'specific' },
  ]
}
