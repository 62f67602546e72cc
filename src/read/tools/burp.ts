import { errnoInText, errnoOfNumber, type Event, type EventBase, usPerSecond } from '../../model/index.ts'
import { failureIn } from '../generic/failure-text.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules, type LineRule, nothing } from '../generic/line-rule.ts'
import { wallAtStart } from '../generic/line-time.ts'
import { programText } from '../generic/program-texts.ts'
import type { LineReading, LogLine, SourceContext } from '../reader.ts'

/** The letters of its progress may stand before the time: `ffdf2018-01-20 15:23:59: burp[24283] …`. */
const own = /^.{0,120}?(?=(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?: [+-]\d{4})?): )\1: (?:.{0,120}[\\/])?burp(?:\.exe)?\[(\d{1,10})\] ?(.{0,2000})$/

/** Burp, client and server: `2016-05-22 07:16:22: burp[22371] main socket: …`, or through syslog. */
export const burp = (source: SourceContext): Required<Pick<LineReading, 'read' | 'end'>> => new BurpReading(source)

/** What stands in its lines; where syslog wrote them, the program is a field of its own. */
export const burpSigns = [
  'burp[',
  'burp.exe[',
  /\bchild processes|phase ?[1-4]|main socket|SSL (?:read|write|connect|session|problem)|network (?:read|write)|ackup (?:finished|completed|failed)/,
] as const

const symptom = 'specific' as const

const rules: readonly LineRule[] = [
  {
    has: ['Begin phase1', 'Phase 1 begin'],
    pattern: /^(?:Begin phase1|Phase 1 begin) /,
    says: (_, base) => [{ ...base, kind: 'run.started' }],
  },
  {
    has: ['ackup finished', 'ackup completed'],
    pattern: /^[Bb]ackup (?:finished(?: ok)?|completed)\.?$/,
    says: ([text], base) => [{ ...base, kind: 'run.ended', outcome: 'completed', text }],
  },
  {
    has: 'no activity for ',
    pattern: /^(.{1,60}): no activity for (\d{1,9}) seconds/,
    // The child's pipe is quiet because its socket is.
    says: ([, of = '', seconds], base) => [
      {
        ...base,
        kind: 'timer.expired',
        timer: 'network_timeout',
        setting: 'network_timeout',
        limitUs: Number(seconds) * usPerSecond,
        symptom: of.includes('socket') ? symptom : 'echo',
      },
    ],
  },
  {
    has: 'oo many child processes',
    pattern: /^Too many child processes/,
    says: (_, base) => [{ ...base, kind: 'limit.reached', limit: 'connections the server serves at a time (max_children)', symptom }],
  },
  {
    // The number of SSL_get_error(3), then the system's and its words.
    has: ' problem in ',
    pattern: /\b(?:SSL|network) (read|write) problem in \w{1,40}(?:: \d{1,3} - (\d{1,5})=(.{1,120}))?$/,
    says: ([text, operation, number, words], base) => (words === undefined ? [ended(text, base)] : [broken(operation ?? '', Number(number), words, base)]),
  },
  { has: 'Peer closed SSL session', pattern: /Peer closed SSL session/, says: (_, base) => [{ ...base, kind: 'connection.closed', symptom }] },
  {
    has: 'Got SSL_ERROR_SYSCALL in ',
    pattern: /Got SSL_ERROR_SYSCALL in (read|write), errno=(\d{1,5}) \((.{1,120})\)/,
    says: ([, operation, number, words = ''], base) => [broken(operation ?? '', Number(number), words, base)],
  },
  {
    // Each of them repeats a line before it.
    has: ['Got SSL_ERROR_SYSCALL', 'Got network ', 'caused by the peer exiting', "check the peer's logs"],
    pattern: /(?:Got SSL_ERROR_SYSCALL|Got network (?:read|write) error|probably caused by the peer exiting|Please check the peer's logs)/,
    says: nothing,
  },
  {
    has: 'SSL connect error',
    pattern: /^SSL connect error/,
    says: ([text], base) => [{ ...base, kind: 'tls.failed', reason: text, symptom }],
  },
  {
    has: ['nable to authorise', 'not authorised', 'uth failed'],
    pattern: /^(?:[Uu]nable to authorise|.{0,80}not authorised|auth failed).{0,80}/,
    says: ([text], base) => [{ ...base, kind: 'access.refused', reason: 'authentication', detail: text.slice(0, 80), symptom }],
  },
  {
    has: ['rror in ', 'ackup failed', 'do_write'],
    pattern: /^(?:[Ee]rror in (?:backup|restore|verify|do_|async|phase).{0,80}|(?:Backup|Restore) failed\b.{0,80}|asfd_do_write returned -?\d.{0,40})/,
    says: ([text], base) => [ended(text, base)],
  },
]

class BurpReading implements LineReading {
  readonly #source: SourceContext
  readonly #begun = new Set<string>()
  /** Connections that the server would not serve. */
  #crowded = false
  /** A handshake that broke off says little beside the server's word that it was full. */
  readonly #handshakes: Event[] = []

  constructor(source: SourceContext) {
    this.#source = source
  }

  read(line: LogLine): readonly Event[] | undefined {
    const said = this.#said(line)
    if (said === undefined) return undefined
    const { text, base } = said
    const events = applyRules(rules, text, () => base) ?? unknown(text, base)
    const [event] = events ?? []
    if (event?.kind === 'limit.reached') this.#crowded = true
    if (event?.kind === 'run.started') {
      const again = this.#begun.has(event.run ?? '')
      this.#begun.add(event.run ?? '')
      return again ? [] : events
    }
    if (event?.kind !== 'tls.failed' || event.quote.length > 200) return events
    this.#handshakes.push(event)
    return []
  }

  end(): readonly Event[] {
    return this.#crowded ? this.#handshakes.map((event): Event => ({ ...event, symptom: 'echo' })) : this.#handshakes
  }

  #said(line: LogLine): { readonly text: string; readonly base: EventBase } | undefined {
    const { prefix } = line
    if (prefix?.program === 'burp') {
      const base = eventBase(line, this.#source, 'other', this.#source.dating.wall(prefix, prefix.host))
      return { text: line.text, base: this.#of(prefix.pid ?? '', base) }
    }
    const match = line.text.length > 2_200 ? null : own.exec(line.text)
    if (match === null) return undefined
    const wall = wallAtStart(match[1] ?? '')
    const base = eventBase(line, this.#source, 'other', wall === undefined ? undefined : this.#source.dating.wall(wall.time))
    return { text: match[3] ?? '', base: this.#of(match[2] ?? '', base) }
  }

  #of(pid: string, base: EventBase): EventBase {
    return { ...base, program: 'burp', ...(pid === '' ? {} : { pid, run: `burp ${this.#source.id} ${pid}` }) }
  }
}

/** A line of no wording above: an error that anybody's line would tell, or one that says nothing of failures. */
function unknown(text: string, base: EventBase): readonly Event[] | undefined {
  const found = failureIn(text) ?? programText(text)
  if (found !== undefined) return [found.event(base)]
  return /\b(?:error|fail\w*|unable|cannot|could not|refus\w*)\b/i.test(text) ? undefined : []
}

/** Number 0 is the end of the stream. Number 1 is the packet filter of the own host, which lets nothing out. */
function broken(operation: string, number: number, words: string, base: EventBase): Event {
  if (number === 0) return { ...base, kind: 'connection.closed', symptom }
  const errno = errnoInText(words) ?? errnoOfNumber(number)
  const of = operation === 'read' || operation === 'write' ? operation : 'unknown'
  if (errno !== undefined) return { ...base, kind: 'connection.failed', errno, operation: of, channel: 'network', symptom }
  if (number === 1) return { ...base, kind: 'access.refused', reason: 'permission', detail: 'Operation not permitted', symptom }
  return failureIn(words)?.event(base) ?? ended(words, base)
}

function ended(text: string, base: EventBase): Event {
  return { ...base, kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200), symptom: 'echo' }
}
