import { errnoInText, errnoOfNumber, type Event, type EventBase, usPerMinute, usPerSecond } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules, type LineRule, nothing } from '../generic/line-rule.ts'
import { timedText } from '../generic/line-time.ts'
import type { LineReader, LogLine, SourceContext } from '../reader.ts'

/** IBM Spectrum Protect (TSM): the server's ANR and the client's ANS messages about sessions. */
export const tsm: LineReader = {
  id: 'tsm',
  open: (source) => ({ read: (line) => readLine(line, source) }),
}

const message = /\bAN[RS]\d{4}[EWIS]\b/

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
  { has: 'AN', pattern: message, says: nothing },
]

function readLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  if (!line.text.includes('AN') || !message.test(line.text)) return undefined
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
