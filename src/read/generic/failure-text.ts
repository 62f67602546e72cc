import { type Errno, errnoInText, errnoOfNumber, errnoTexts, type Event, type EventBase, type EventKind, type EventOf, type Tuple } from '../../model/index.ts'
import { type FoundTrouble, type Trouble, troubleIn, troubleTexts } from '../error-texts.ts'
import { namedPort } from './named-port.ts'
import { pathIn } from './path-in.ts'

/** A failure recognised in words or numbers, and where in the text it stands. */
export interface FoundFailure {
  readonly from: number
  readonly to: number
  event(base: EventBase): Event
}

type Build = (match: RegExpExecArray, base: EventBase) => Event

/** Lines that hold none of these cannot match any pattern below. */
export const mayTellFailure =
  /Remotehost|Zielcomputer|Gegenstelle|Hostcomputer|partner zur|bindungsaufbau|Wartezeit|Zielrechner|l['’]hôte|ordinateur|Connexion|correspondant|reset|hang up|abort|[Bb]roken pipe|EPIPE|ECONN|ETIMED|EHOST|ENET|EADDR|ENOSPC|minimum free|MinioStorageFull|EDQUOT|[Rr]efused|[Tt]imed? ?out|[Tt]ime[-O]?out|TimeOut|signal: |deadline|nreachable|NREACH|forcibly|closed|EOF|end of file|[Ll]ost|[Nn]o route|is down|TLS|SSL|tls:|x509|ertificate|resol|not known|no such host|nodename|getaddrinfo|gethostby|space|storage (?:cap|limit)|quota|[Dd]enied|nknown |oo [Mm]any |SlowDown|hrottling|equest rate|ate limit|LimitExceeded|[Ii]nsufficient|EMFILE|ENFILE|[Ss]tale |ESTALE|not permitted|memory|MemoryError|ENOMEM|bad_alloc|WSA|0x0000(?:27|00[6-9])|\b100[56]\d\b|os error|[Ee]rrno|not connected|ssigned|in use|buffer space|temporarily unavailable|not? fork|NT_STATUS_|mount error|mount\.nfs|lookup |NT_STATUS_|\bMAC\b|uthenticat|\bAuth fail|nput\/output|EIO\b|EROFS|ead-only|needs cleaning/

const numbered =
  /\b(?:os error|errno|WSA(?:GetLastError)?(?: error| returned)?|[Ww]insock(?: error)?|[Ss]ocket error|[Ss]ystem error|error code|[Ee]rror|rc|SO_ERROR returned)\b[ :=#(]{0,4}(\d{1,5})\b|0x0000(27[0-9a-fA-F]{2})\b|[([](100[56]\d)[)\]]|\b(100[56]\d)\b(?= *[:(-])/

const numberedSigns = ['error', 'errno', 'WSA', 'winsock', /\brc[ :=#(]{0,4}\d/, '0x000027', /100[56]\d/] as const

const speaksOfErrors = /error|fail|errno|winsock|\bWSA|socket|connect|\brecv|\bsend|\btcp\b|reset|abort|closed|lost|\bERR\b|exception/i

/** `write tcp 10.0.0.5:4000->10.0.0.9:443:` as Go's net package prints it; `dial` when the connection was being opened. */
const goAddress = /\b(read|write|dial) tcp4? (?:\[?([\w.:]{2,60}?)\]?:(\d{1,5})->)?\[?([\w.-]{2,80}?)\]?:(\d{1,5}):/

/** Troubles of files, memory and names that stand before the rarer wordings below. */
const troubles: ReadonlySet<Trouble> = new Set([
  'full',
  'quota',
  'name',
  'read-only',
  'io-error',
  'requests',
  'open-files',
  'processes',
  'stale-mount',
  'permission',
  'memory',
])

const wordings: readonly (readonly [RegExp, Build])[] = [
  [
    /\bMAC error\b|\bmessage authentication code (?:is )?incorrect\b|\bcorrupted MAC on input\b|\bbad record MAC\b/i,
    (match, base) => ({ ...base, kind: 'stream.corrupted', detail: match[0], symptom: 'specific' }),
  ],
  [
    /\bNT_STATUS_(?:LOGON_FAILURE|ACCESS_DENIED|ACCOUNT_\w{1,30}|PASSWORD_\w{1,30}|WRONG_PASSWORD)\b/,
    (match, base) => ({ ...base, kind: 'access.refused', reason: 'authentication', detail: match[0], symptom: 'specific' }),
  ],
  [
    /\b(?:dial|connect(?:ion)?)[ _-]?time-?out of [\d.]{1,8} ?\w{1,12} (?:was )?(?:exceeded|reached)\b/i,
    (_, base) => ({ ...base, kind: 'connect.failed', errno: 'ETIMEDOUT', symptom: 'specific' }),
  ],
  [
    // Java's socket, SSH.NET, and those that say what they waited for.
    /\bconnect timed out\b|\bfailed to establish (?:a (?:new )?connection )?within \d{1,9} ?\w{1,12}|\btim(?:ed|e) ?out (?:while |when )?(?:connecting|trying to connect|opening (?:a |the )?connection)\b|\bconnect(?:ion)? (?:attempt|request) timed out\b/i,
    (_, base) => ({ ...base, kind: 'connect.failed', errno: 'ETIMEDOUT', symptom: 'specific' }),
  ],
  [
    // The end of a child process in the words of Go's os/exec.
    /\bsignal: (killed|segmentation fault|aborted|abort trap|bus error|illegal instruction)\b/,
    ([, how], base) => ({
      ...base,
      kind: 'program.killed',
      ...(how === 'killed' ? { by: 'signal', signal: 'SIGKILL' } : { by: 'crash' }),
      symptom: 'specific',
    }),
  ],
  [
    // Exceptions of JavaScript, Python and Java libraries that name the timer in their own name.
    /\b(?:[A-Z][A-Za-z]{2,20})?Time(?:o|O)ut(?:Error|Exception)\b/,
    (match, base) =>
      /^Connect/.test(match[0])
        ? { ...base, kind: 'connect.failed', errno: 'ETIMEDOUT', symptom: 'specific' }
        : { ...base, kind: 'timer.expired', timer: match[0], symptom: 'specific' },
  ],
  [
    // What the usual ssh and http libraries throw when nothing of what they offered was accepted.
    /\bno suitable authentication method\b|\ball configured authentication methods failed\b|\bunable to authenticate, attempted methods\b|\b(?:failed|Exception): Authentication failed\b|\bAuth fail\b|\bLIBSSH2_ERROR_AUTHENTICATION_FAILED\b/i,
    (match, base) => ({ ...base, kind: 'access.refused', reason: 'authentication', detail: match[0], symptom: 'specific' }),
  ],
  [/\bNT_STATUS_BAD_NETWORK_NAME\b/, (match, base) => ({ ...base, kind: 'media.failed', medium: 'share', detail: match[0], symptom: 'specific' })],
  [
    /\b(?:TLS|SSL)\b[^.]{0,40}?\b(?:handshake (?:failure|failed|error|timeout)|alert|verification failed|verify failed|negotiation failed|connect error|routines)|certificate (?:verify failed|has expired|is not trusted|signed by unknown authority)|\bx509: [^:]{0,60}(?:certificate|expired|authority|valid|signed|trusted|name)[^:]{0,40}|tls: (?:handshake failure|bad certificate|unknown certificate|protocol version|failed to verify|first record does not look like)|\bSSL_(?:connect|read|write|accept|ERROR_\w+)\b[^.]{0,40}/i,
    (match, base) => ({ ...base, kind: 'tls.failed', reason: match[0].slice(0, 120), symptom: 'specific' }),
  ],
  [
    /unexpected (?:EOF|end of (?:file|stream|data))|\b(?:premature|got|received|encountered) EOF\b|\bEOF (?:occurred|received|on (?:read|socket|control)|from (?:server|client|remote|peer)|before)|closed by (?:the )?(?:remote|foreign|peer|server|client|other)(?: (?:host|end|side))?|(?:remote|server|peer|client)(?: (?:host|end|side))? (?:unexpectedly )?closed (?:the )?connection|connection (?:was )?(?:unexpectedly|prematurely|abnormally) (?:closed|terminated|lost)|connection (?:was )?(?:closed|terminated) (?:unexpectedly|prematurely|abnormally|without)|\b(?:lost|dropped) (?:the )?connection\b(?: to| with)?|\bconnection (?:to \S{1,60} )?(?:was )?lost\b|\b[Cc]hannel was closed\b|peer disconnected|\bNT_STATUS_CONNECTION_(?:DISCONNECTED|INVALID)\b|\bsocket hang up\b|\bsocket disconnected before secure TLS connection was established\b|: EOF$/i,
    (match, base) => closed(match.input, base),
  ],
  [
    /context deadline exceeded|(?:read|write|request|response|session|socket|recv|send|wait(?:ing)?(?: for [\w ]{1,40})?|gateway|handshake|idle|inactivity) timed ?out|(?:read|request|response|idle|inactivity|session|socket) timeout (?:expired|exceeded|reached)|timed out (?:after|waiting)[^.]{0,40}|timeout executing\b|timeout after [\d.]{1,9} ?\w{1,12} waiting\b|timeout (?:was reached|waiting for|while waiting|on \w{3,20}ing\b|awaiting \w|exceeded|expired)|\bwithin the (?:\w+ )?time-?out period\b|\b\w*time-?out of [\d.]{1,8} ?\w{1,12} (?:was )?(?:exceeded|reached)\b|\btimed out\b[.!]?$/i,
    (match, base) => ({ ...base, kind: 'timer.expired', timer: match[0].slice(0, 60), symptom: 'specific' }),
  ],
]

/** Wordings of one program or library each, whose meaning is not that of the system's error in them. */
const ofOneProgram: readonly (readonly [RegExp, Build])[] = [
  [
    // Go's resolver: the timeout is that of the name server, not of the host that was asked for.
    /\blookup \S{1,200}?(?: on \S{1,80})?: (?:read udp|dial udp|no such host|server misbehaving|i\/o timeout|Temporary failure|write udp)/,
    (_, base) => ({ ...base, kind: 'access.refused', reason: 'name', symptom: 'specific' }),
  ],
  [
    /\bmount error(?:\((\d{1,3})\): |: ?)(.{0,80})|\bmount\.(?:nfs4?|cifs): (?=.{0,200}(?:timed out|refused|unreachable|not respond|No route|is down|denied|reset|not supported|No such|not running|reason given|tale file|incorrect|nvalid|does not exist|Input\/output))(.{1,200})/,
    (match, base) => unmounted(match[1], match[2] ?? match[3] ?? '', base),
  ],
  [
    // Python's ssl, of the timeout that the program itself had set.
    /\bThe (read|write|handshake|connect) operation timed out\b/,
    (match, base) =>
      match[1] === 'connect'
        ? { ...base, kind: 'connect.failed', errno: 'ETIMEDOUT', symptom: 'specific' }
        : { ...base, kind: 'timer.expired', timer: match[0], symptom: 'specific' },
  ],
  [
    // The system's own word for a handle that its file server no longer knows, of SMB as of NFS.
    /\bopen(?:ing)? (\/[^:]{1,300}): stale (?:NFS )?file handle\b/i,
    (match, base) => ({ ...base, kind: 'mount.failed', path: match[1] ?? '', symptom: 'specific' }),
  ],
  [
    // A shell's own commands reach no network but through a mounted file system.
    /^(?:-?(?:ba|da|z|k)?sh: (?:line \d{1,5}: )?cd: |(?:ls|df|stat|find|du|cp|mv|mkdir|rm|touch): .{0,40}?)(?:['"`]([^'"`:]{1,300})['"`]|(\/[^'"`:]{0,300}|[^\s'"`:]{1,300})): (?:Transport endpoint is not connected|Stale file handle|Host is down)$/,
    (match, base) => ({ ...base, kind: 'mount.failed', path: match[1] ?? match[2] ?? '', symptom: 'specific' }),
  ],
  [/\bNT_STATUS_IO_TIMEOUT\b/, (_, base) => ({ ...base, kind: 'timer.expired', timer: 'NT_STATUS_IO_TIMEOUT', symptom: 'specific' })],
  [/\bNT_STATUS_(?:DISK_FULL|QUOTA_EXCEEDED)\b/, (match, base) => ({ ...base, kind: 'storage.full', quota: match[0].includes('QUOTA'), symptom: 'specific' })],
]

/** `mount error(13)` is a refusal; every other number says that the server could not be reached or understood. */
function unmounted(number: string | undefined, words: string, base: EventBase): EventOf<'mount.failed' | 'access.refused'> {
  if (number === '13' || /denied/i.test(words)) return { ...base, kind: 'access.refused', reason: 'permission', detail: words.trim(), symptom: 'specific' }
  return { ...base, kind: 'mount.failed', symptom: 'specific' }
}

/** What a line holds that tells a failure. */
export const failureTexts: readonly (string | RegExp)[] = [
  ...[...ofOneProgram, ...wordings].map(([pattern]) => pattern),
  ...errnoTexts,
  ...troubleTexts(troubles),
  ...numberedSigns,
]

/** The first failure a text tells; undefined when it tells none. */
export function failureIn(text: string): FoundFailure | undefined {
  const named = firstOf(ofOneProgram, text)
  if (named !== undefined) return named
  const byErrno = errnoFailure(text)
  if (byErrno !== undefined) return byErrno
  const trouble = troubleIn(text, troubles)
  if (trouble !== undefined && !isInPath(text, trouble.from, trouble.to)) {
    return { from: trouble.from, to: trouble.to, event: (base) => troubleEvent(trouble, text, base) }
  }
  return firstOf(wordings, text)
}

function firstOf(among: readonly (readonly [RegExp, Build])[], text: string): FoundFailure | undefined {
  for (const [pattern, build] of among) {
    const match = pattern.exec(text)
    if (match === null || isInPath(text, match.index, match.index + match[0].length)) continue
    return { from: match.index, to: match.index + match[0].length, event: (base) => build(match, base) }
  }
  return undefined
}

function troubleEvent({ trouble, words }: FoundTrouble, text: string, base: EventBase): Event {
  const symptom = 'specific' as const
  switch (trouble) {
    case 'full':
      return { ...base, kind: 'storage.full', ...pathIn(text), symptom }
    case 'quota':
      return { ...base, kind: 'storage.full', quota: true, ...pathIn(text), symptom }
    case 'name':
      return { ...base, kind: 'access.refused', reason: 'name', symptom }
    case 'requests':
      return { ...base, kind: 'limit.reached', limit: 'requests the service accepts', symptom }
    case 'open-files':
      return { ...base, kind: 'limit.reached', limit: 'open files', symptom }
    case 'processes':
      return { ...base, kind: 'limit.reached', limit: 'processes', symptom }
    case 'stale-mount':
      return { ...base, kind: 'mount.failed', ...pathIn(text), symptom }
    case 'permission':
      return denied(text, base)
    case 'memory':
      return { ...base, kind: 'program.killed', by: 'allocation', ...(base.program === undefined ? {} : { victim: base.program }), symptom }
    default:
      return unreadable(text, words, base)
  }
}

/** The same error from the disk that is read and from the one that is written to. */
export function unreadable(text: string, words: string, base: EventBase): EventOf<'source.failed' | 'media.failed'> {
  const path = pathIn(text)
  const reads = /\b(?:read(?:ing)?|readdir|lstat|stat)\b(?!-only)/i.test(text) && !/\bwrit|read-only|\b(?:reading|read) (?:the )?(?:tape )?label\b/i.test(text)
  if (reads) return { ...base, kind: 'source.failed', reason: 'io-error', ...path, symptom: 'specific' }
  const medium = path.path === undefined || path.path.length > 60 ? 'storage' : path.path
  return { ...base, kind: 'media.failed', medium, detail: words, symptom: 'specific' }
}

/** `srv/connection reset by peer.txt` is the name of a file that somebody copied. */
function isInPath(text: string, from: number, to: number): boolean {
  return /[/\\]$/.test(text.slice(0, from)) || /^\.[A-Za-z0-9]{1,5}(?:["'\s]|$)/.test(text.slice(to))
}

function errnoFailure(text: string): FoundFailure | undefined {
  const found = numbered.exec(text)
  // A bare number is a code only where the line speaks of an error or a connection; elsewhere it is a user, a ticket or an address.
  const match = found !== null && found[1] === undefined && !speaksOfErrors.test(text) ? null : found
  const value = match === null ? undefined : Number(match[1] ?? match[3] ?? match[4] ?? Number.parseInt(match[2] ?? '', 16))
  const byWords = errnoInText(text)
  const byNumber = value === undefined ? undefined : errnoOfNumber(value)
  const errno = byWords ?? (value !== undefined && value >= 32 ? byNumber : undefined)
  if (errno === undefined) return undefined
  const from = byWords === undefined ? (match?.index ?? 0) : phraseStart(text)
  const to = byWords === undefined ? from + (match?.[0].length ?? 0) : phraseEnd(text, from)
  if (byWords !== undefined && value === undefined && isInPath(text, from, to)) return undefined
  return { from, to, event: (base) => connectionEvent(errno, text, base) }
}

const phrase =
  /no connection could be made because[\w ]{0,60}|(?:an existing )?connection (?:was )?(?:reset|aborted|refused|timed out|timeout|forcibly closed|attempt failed)[\w ]{0,60}|existing connection was forcibly closed[\w ]{0,30}|broken pipe|the pipe (?:is being closed|has been ended)|operation timed out|i\/o timeout|no route to host|(?:network|host) is (?:unreachable|down)|unreachable host|software caused connection abort|actively refused[\w ]{0,10}|\b(?:WSA)?E(?:PIPE|CONN[A-Z]{5,7}|TIMEDOUT|HOST[A-Z]{4,7}|NET[A-Z]{4,7}|ADDR[A-Z]{5,8}|NOTCONN|NOBUFS|SHUTDOWN|TIME)\b|address already in use|can(?:not|'t) assign requested address|no buffer space available|(?:socket|transport endpoint) is not connected|timer expired/i

function phraseStart(text: string): number {
  return Math.max(0, text.search(phrase))
}

function phraseEnd(text: string, from: number): number {
  return from + (phrase.exec(text)?.[0].length ?? 0)
}

const attempt =
  /\b(?:connect(?:ing|ion)? to|ConnectFailure|failed to establish (?:a )?(?:new )?connection|connect(?:ing)?\b(?!ion)|dial(?:ing)?|failed to (?:open|set ?up|create|make) (?:an? )?(?:\w{2,8} )?connection|unable to (?:connect|reach)|connection failed(?=: )|could(?: not|n't) connect|open(?:ing)? (?:a )?(?:connection|socket) to|(?:open|build|establish)(?:ing)? (?:a |the )?data connection)\b/i
const unreachable: ReadonlySet<Errno> = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EADDRNOTAVAIL', 'EHOSTDOWN'])

/** A call on a file gives these only where the file lies on another host. */
const onFile =
  /\b(?:error (?:writing|reading|opening|creating)|(?:cannot|can't|failed to|unable to|could not) (?:open|create|stat|access|write|read|remove|rename|mkdir|opendir)|(?:open|write|read|stat|fsync|rename|mkdir)(?:\(\))?)\b.{0,8}["'`](\/[^"'`]{1,300})["'`]/i
const ofMounts: ReadonlySet<Errno> = new Set(['EHOSTDOWN', 'ENOTCONN', 'ECONNRESET', 'ECONNABORTED', 'EHOSTUNREACH'])

function connectionEvent(errno: Errno, text: string, base: EventBase): EventOf<'connection.failed' | 'connect.failed' | 'mount.failed'> {
  const path = ofMounts.has(errno) ? onFile.exec(text)?.[1] : undefined
  if (path !== undefined) return { ...base, kind: 'mount.failed', path, symptom: 'specific' }
  const address = goAddress.exec(text)
  const [, verb, fromAddress, fromPort, dialled, dialledPort] = address ?? []
  const [peer, port] = address === null ? namedPort(text) : [dialled, dialledPort]
  const connecting = verb === 'dial' || (verb === undefined && unreachable.has(errno) && attempt.test(text) && !/connection (?:reset|closed)/i.test(text))
  if (errno === 'ECONNREFUSED' || connecting) {
    return {
      ...base,
      kind: 'connect.failed',
      errno,
      ...(peer === undefined ? {} : { peer }),
      ...(port === undefined ? {} : { port: Number(port) }),
      symptom: 'specific',
    }
  }
  const tuple = tupleOf(fromAddress, fromPort, peer, port)
  const channel = errno === 'EPIPE' && tuple === undefined && !/\bsock|\btcp\b|\bssh\b|network|remote/i.test(text) ? 'unknown' : 'network'
  return { ...base, kind: 'connection.failed', errno, operation: operationIn(text), channel, ...(tuple === undefined ? {} : { tuple }), symptom: 'specific' }
}

function operationIn(text: string): 'read' | 'write' | 'unknown' {
  const reads = /\b(?:read(?:ing|v)?|recv(?:from|msg)?|receiv(?:e|ed|ing)|SSL_read)\b/i.test(text)
  const writes = /\b(?:writev?|writing|written|send(?:ing|to|msg)?|sent|upload(?:ing)?|SSL_write)\b/i.test(text)
  return reads === writes ? 'unknown' : reads ? 'read' : 'write'
}

function tupleOf(address: string | undefined, port: string | undefined, peer: string | undefined, peerPort: string | undefined): Tuple | undefined {
  if (address === undefined || port === undefined || peer === undefined || peerPort === undefined) return undefined
  return { from: { address, port: Number(port) }, to: { address: peer, port: Number(peerPort) } }
}

/** A file that may not be read is the source's trouble; anything else is a refusal. */
function denied(text: string, base: EventBase): EventOf<'source.failed' | 'access.refused'> {
  const words = /\b(?:access|permission)\b.{0,300}?\bdenied\b|\bnot permitted\b/i.exec(text)
  const before = text
    .slice(0, words?.index ?? 0)
    .split(': ')
    .slice(-deniedWithin)
    .join(': ')
  const { path } = pathIn(`${before}${text.slice(words?.index ?? 0)}`)
  const said = text.replace(/\baccess (?:is |was )?denied\b/gi, '')
  if (/\b(?:open|stat|lstat|read(?:dir)?|opendir|access|file|directory|folder|chdir|mkdir|write)\b/i.test(said) && path !== undefined) {
    return { ...base, kind: 'source.failed', reason: 'permission', path, partial: true, symptom: 'specific' }
  }
  return { ...base, kind: 'access.refused', reason: 'permission', symptom: 'specific' }
}

/** `tar: /srv/a: Cannot open: Permission denied`: what was denied stands no further in front. */
const deniedWithin = 3

/** A decompressor that meets the end of its input repeats what happened to whoever fed it. */
function closed(text: string, base: EventBase): EventOf<Extract<EventKind, 'connection.closed'>> {
  const fed = /^(?:\S*\/)?(?:gzip|gunzip|tar|gtar|bsdtar|zstd|xz|bzip2|lz4|pigz|gpg|cpio): /.test(text)
  return { ...base, kind: 'connection.closed', symptom: fed ? 'echo' : 'specific' }
}
