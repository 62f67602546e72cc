import { errnoInText, type Event, type EventBase } from '../../model/index.ts'
import { type Trouble, troubleIn } from '../error-texts.ts'
import { unreadable } from '../generic/failure-text.ts'

interface Failing {
  readonly operation?: 'read' | 'write' | 'unknown'
  readonly stream?: string
  readonly role?: string
  readonly peer?: string
  readonly port?: number
  /** The attempt to connect failed, not an open connection. */
  readonly connecting?: boolean
}

/** The event behind a strerror text a tool passes on; undefined when the text names no failure we know. */
export function failureOf(text: string, base: EventBase, failing: Failing = {}): Event | undefined {
  const symptom = 'specific' as const
  const trouble = troubleIn(text, local) ?? (gaiCalls.test(text) ? { trouble: 'name', words: text } : undefined)
  switch (trouble?.trouble) {
    case 'name':
      return { ...base, kind: 'access.refused', reason: 'name', ...(failing.peer === undefined ? {} : { detail: failing.peer }), symptom }
    case 'full':
    case 'quota':
      return { ...base, kind: 'storage.full', quota: trouble.trouble === 'quota', symptom }
    case 'io-error':
    case 'read-only':
      return unreadable(text, text.slice(0, 120), base)
    case 'requests':
      return { ...base, kind: 'limit.reached', limit: 'requests the service accepts', symptom }
    case 'open-files':
      return { ...base, kind: 'limit.reached', limit: 'open files', symptom }
    default:
      break
  }
  const errno = errnoInText(text)
  const { peer, port, stream, role } = failing
  if (errno !== undefined && (failing.connecting === true || errno === 'ECONNREFUSED')) {
    return { ...base, kind: 'connect.failed', errno, ...(peer === undefined ? {} : { peer }), ...(port === undefined ? {} : { port }), symptom }
  }
  const extra = { ...(stream === undefined ? {} : { stream }), ...(role === undefined ? {} : { role }) }
  if (errno !== undefined) {
    const channel = errno === 'EPIPE' ? 'unknown' : 'network'
    return { ...base, kind: 'connection.failed', errno, operation: failing.operation ?? 'unknown', channel, ...extra, symptom }
  }
  if (/\bEOF\b|closed by (?:remote|peer|foreign)|connection (?:was )?(?:lost|closed)/i.test(text))
    return { ...base, kind: 'connection.closed', ...extra, symptom }
  return undefined
}

const local: ReadonlySet<Trouble> = new Set(['name', 'full', 'quota', 'io-error', 'read-only', 'requests', 'open-files'])
/** Whatever these calls say, a name was not found. */
const gaiCalls = /gethostbyname|getaddrinfo/i

/** The first specific line of a run is its symptom; what the tool says afterwards repeats it. */
export function asEcho(event: Event): Event {
  return { ...event, symptom: 'echo' }
}
