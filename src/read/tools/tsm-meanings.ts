import { errnoInText, errnoOfNumber, type Event, type EventBase, type EventOf } from '../../model/index.ts'

/** What a message of the product means where its number alone does not settle it. */
export interface Meaning {
  readonly pattern: RegExp
  readonly says: (match: RegExpExecArray, base: EventBase) => Event
}

const symptom = 'specific' as const

function refused(reason: EventOf<'access.refused'>['reason']): Meaning['says'] {
  return (match, base) => ({ ...base, kind: 'access.refused', reason, detail: match[0].slice(0, 120), symptom })
}

function limited(limit: string): Meaning['says'] {
  return (_, base) => ({ ...base, kind: 'limit.reached', limit, symptom })
}

function full(_: RegExpExecArray, base: EventBase): Event {
  return { ...base, kind: 'storage.full', role: 'server', symptom }
}

function media(match: RegExpExecArray, base: EventBase): Event {
  return { ...base, kind: 'media.failed', medium: 'volume of the storage pool', detail: match[0].slice(0, 120), symptom }
}

/** The words of errors and warnings of server (ANR) and client (ANS), of every version; the first that fits counts. */
export const meanings: readonly Meaning[] = [
  // Sessions that were turned away
  {
    pattern: /maximum (?:number of )?server sessions.{0,20}exceeded|All server sessions are currently in use/i,
    says: limited('sessions of the server (MAXSESSIONS)'),
  },
  { pattern: /insufficient mount points|exceeded its maximum number of mount points/i, says: limited('mount points (MAXNUMMP, MOUNTLIMIT)') },
  { pattern: /(?:insufficient|unable to allocate|refused a (?:\S{1,20} )?request for) memory\b|memory allocation failed/i, says: noMemory },
  { pattern: /insufficient (?:recovery |active )?(?:log|database|db) space|(?:log|DB|database) space exhausted/i, says: full },
  {
    pattern:
      /refused - invalid password|password (?:has )?expired|Authentication failure|Unknown or incorrect ID|invalid password|node name not registered|prompt for the password|invalid sign-on|Duplicate ID/i,
    says: refused('authentication'),
  },
  {
    pattern: /node (?:name )?(?:\S{1,80} )?is (?:currently )?locked|has been locked|server (?:is )?disabled|sessions are disabled|sign-on protocol violation/i,
    says: refused('permission'),
  },
  { pattern: /host name not found|(?:unable|failed) to resolve (?:the )?(?:host|address)|invalid TCP\/IP address/i, says: refused('name') },
  {
    pattern: /down-?level (?:client|server) code|does not support the (?:Unicode|UTF)/i,
    says: (match, base) => ({ ...base, kind: 'versions.mismatched', detail: match[0], symptom }),
  },
  {
    pattern: /^(?=.{0,200}(?:fail|error|trusted|\bbad\b|reject|refus|unable|cannot|expired|does not)).{0,200}?(?:\bSSL\b|\bTLS\b|GSKit|\bgsk_|certificate)/i,
    says: (match, base) => ({ ...base, kind: 'tls.failed', reason: match.input.slice(0, 120), symptom }),
  },
  // Sessions that ended
  {
    pattern: /forced by administrator|canceled by (?:the|an) (?:server )?administrator/i,
    says: (_, base) => ({ ...base, kind: 'run.stopped', by: 'administrator', symptom }),
  },
  {
    pattern: /^An interrupt has occurred|operation (?:was )?cancell?ed by (?:the )?user/i,
    says: (_, base) => ({ ...base, kind: 'run.stopped', by: 'operator', symptom }),
  },
  { pattern: /preempted by another operation/i, says: (_, base) => ({ ...base, kind: 'run.stopped', by: 'the server, for another operation', symptom }) },
  {
    pattern: /transfer rate is less than \d+/i,
    says: (_, base) => ({ ...base, kind: 'timer.expired', timer: 'THROUGHPUTTIMETHRESHOLD', setting: 'THROUGHPUTTIMETHRESHOLD', role: 'server', symptom }),
  },
  {
    pattern: /connection refus(?:al|ed)/i,
    says: (match, base) => ({ ...base, kind: 'connect.failed', errno: 'ECONNREFUSED', ...peerIn(match.input), symptom }),
  },
  {
    pattern: /connection with (?:client|server) severed|no data was read on socket|Zero bytes buffer read/i,
    says: (_, base) => ({ ...base, kind: 'connection.closed', symptom }),
  },
  // What is stored on
  {
    pattern:
      /no space (?:is )?available in storage pool|out of data storage space|unable to obtain additional space|no scratch volumes? (?:are |is )?available/i,
    says: volumes,
  },
  {
    pattern:
      /storage (?:pool \S{1,80} is not available|media inaccessible)|error on output storage device|data integrity error|storage pool \S{1,80} (?:is )?not defined|media mount not possible|mount request denied|could not be mounted|I\/O error (?:on|occurred while accessing) drive|Unable to open (?:drive|device)|Unable to find path|due to write error|currently unavailable on server/i,
    says: media,
  },
  // What is read
  {
    pattern: /snapshot (?:operation .{1,120} failed|initialization failed)|Shadow Copy.{0,80}(?:invalid state|failed)|API error for virtual machine/i,
    says: unread,
  },
  {
    pattern: /^The specified (?:directory )?path '([^']{1,300})' could not be found/,
    says: (match, base) => ({ ...base, kind: 'source.failed', reason: 'vanished', path: match[1] ?? '', symptom }),
  },
  { pattern: /not a valid file system|Invalid domain name|No domain is available|Drive \S{1,60} is (?:unavailable|not available)/i, says: unread },
]

function noMemory(match: RegExpExecArray, base: EventBase): Event {
  return { ...base, kind: 'program.killed', by: 'allocation', victim: /\bfor session\b|refused - |\.c:/.test(match.input) ? 'dsmserv' : 'dsmc', symptom }
}

function volumes(match: RegExpExecArray, base: EventBase): Event {
  return /scratch/i.test(match[0]) ? media(match, base) : full(match, base)
}

function unread(_: RegExpExecArray, base: EventBase): Event {
  return { ...base, kind: 'source.failed', reason: 'other', symptom }
}

function peerIn(text: string): { readonly peer?: string } {
  const peer = /\bopen with (\S{1,120}) failed/.exec(text)?.[1]
  return peer === undefined ? {} : { peer }
}

/** AIX, whose clients and servers write their own numbers, beside Linux and Windows. */
const ofAix: Readonly<Record<number, EventOf<'connection.failed'>['errno']>> = {
  32: 'EPIPE',
  72: 'ECONNABORTED',
  73: 'ECONNRESET',
  78: 'ETIMEDOUT',
  79: 'ECONNREFUSED',
  81: 'EHOSTUNREACH',
}

/** The errno of an error text and the number beside it, whichever of the two tells one. */
export function errnoTold(text: string, number: number): EventOf<'connection.failed'>['errno'] | undefined {
  return errnoInText(text) ?? errnoOfNumber(number) ?? ofAix[number]
}

/** `Error processing '/srv/x': …` and its like: one object that was left out. */
export function leftOut(text: string, base: EventBase): EventOf<'source.failed'> | undefined {
  const [, path = '', why = ''] = /(?:Error processing|error processing|Object) '([^']{1,300})'(?::| )(.{1,200})/.exec(text) ?? []
  if (path === '') return undefined
  const reason = reasonOf(why)
  const grave = reason === 'permission' || reason === 'io-error'
  return { ...base, kind: 'source.failed', reason, path, partial: true, ...(grave ? { symptom } : {}) }
}

function reasonOf(text: string): EventOf<'source.failed'>['reason'] {
  if (/denied|not permitted|authority/i.test(text)) return 'permission'
  if (/read (?:error|failure)|i\/o|input\/output|corrupted|unreadable|not ready/i.test(text)) return 'io-error'
  return /not found|no longer|does not exist/i.test(text) ? 'vanished' : 'other'
}
