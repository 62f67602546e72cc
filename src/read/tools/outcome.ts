import { errnoInText, type Event, type EventBase } from '../../model/index.ts'

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
  if (unknownName.test(text)) {
    return { ...base, kind: 'access.refused', reason: 'name', ...(failing.peer === undefined ? {} : { detail: failing.peer }), symptom }
  }
  if (/no space left on device|quota exceeded|not enough space|insufficient storage/i.test(text))
    return { ...base, kind: 'storage.full', quota: /quota/i.test(text), symptom }
  if (/input\/output error|read-only file system/i.test(text)) return unreadable(text, base)
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

/** The same error from the disk that is read and from the one that is written to. */
function unreadable(text: string, base: EventBase): Event {
  if (/\bread(?:ing)?\b(?!-only)/i.test(text) && !/\bwrit/i.test(text)) return { ...base, kind: 'source.failed', reason: 'io-error', symptom: 'specific' }
  return { ...base, kind: 'media.failed', medium: 'storage', detail: text.slice(0, 120), symptom: 'specific' }
}

const unknownName =
  /temporary failure in name resolution|name or service not known|no address associated with hostname|no such host|nodename nor servname|host not found|could not resolve|unknown host|gethostbyname|getaddrinfo/i

/** The same event as context: a retry notice is no failure until the retries are used up. */
export function asContext(event: Event | undefined): readonly Event[] {
  if (event === undefined) return []
  const { symptom: _, ...context } = event
  return [context]
}

/** The first specific line of a run is its symptom; what the tool says afterwards repeats it. */
export function asEcho(event: Event): Event {
  return { ...event, symptom: 'echo' }
}
