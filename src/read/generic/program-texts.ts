import { type Errno, errnoOfNumber, type Event, type EventBase } from '../../model/index.ts'
import { refusedBarely, refusedByName, refusedUsage } from './usage-errors.ts'

/** A sentence that one program or library prints word for word when it fails, and the place of it in a line. */
export interface ProgramText {
  readonly from: number
  readonly to: number
  /** That it failed is all it says; a system's error in the same line says more. */
  readonly vague: boolean
  event(base: EventBase): Event
}

type Tell = (match: RegExpExecArray, base: EventBase) => Event

const symptom = 'specific' as const
const refused: Tell = ([text], base) => ({ ...base, kind: 'access.refused', reason: 'authentication', detail: text.trim().slice(0, 100), symptom })
const tls: Tell = ([text], base) => ({ ...base, kind: 'tls.failed', reason: text.slice(0, 120), symptom })
const closed: Tell = (_, base) => ({ ...base, kind: 'connection.closed', symptom })
const share: Tell = (_, base) => ({ ...base, kind: 'mount.failed', symptom })
const full: Tell = (_, base) => ({ ...base, kind: 'storage.full', symptom })
const crowded: Tell = ([text], base) => ({ ...base, kind: 'limit.reached', limit: `connections the server allows (${text.trim().slice(0, 60)})`, symptom })
/** It failed, and the words leave open of what. */
const open: Tell = ([text], base) => ({ ...base, kind: 'run.ended', outcome: 'failed', text: text.trim().slice(0, 200), symptom })

/** Texts that no operating system made; the words around them are the program's own, so no sentence about an error reads like them. */
const texts: readonly (readonly [RegExp, Tell])[] = [
  // curl, by its number (libcurl-errors(3)); those with a system's error behind them are told by that.
  [/\bcurl: \((?:6[07]|9|78)\) (?:Access denied|Login denied|The requested URL).{0,80}/, refused],
  [/\bcurl: \(60\) .{1,120}|\bcurl: \((?:35|51|53|58|77|83|90|91)\) (?!.{0,120}(?:reset by peer|timed? ?out)).{1,120}/, tls],
  [/\bcurl: \((?:18|52|56|92|16)\) (?!.{0,120}(?:reset by peer|timed? ?out)).{1,120}/, closed],
  [/\bcurl: \((?:7|35)\) .{1,160}/, open],
  [/\bcurl: \(28\) Operation too slow\. Less than (\d{1,12}) bytes\/sec transferred the last (\d{1,6}) seconds/, tooSlow],
  [
    /\b(?:requested URL returned error|remote server returned an error|response status code does not indicate success|unexpected HTTP (?:status|response))[: ]{1,2}\(?(\d{3})\b.{0,40}/i,
    byStatus,
  ],
  // FTP's replies (RFC 959), where a client or a log begins the line with them.
  [/^(?:\d\d:\d\d:\d\d )?(?:421 Timeout|421 (?:Connection|Control connection|Idle|No transfer) .{0,30}time.?out).{0,80}/i, timedOut('FTP control connection')],
  [/^(?:452|552) (?!\d\.\d)(?=.{0,80}(?:space|full|quota|storage|exceeded)).{1,120}/i, full],
  [/^426 (?!\d\.\d).{0,20}(?:[Cc]onnection closed|transfer aborted|[Ff]ailure writing).{0,80}/, closed],
  [/^425 (?!\d\.\d)(?:[Cc]an't|[Cc]annot|[Uu]nable to|[Ff]ailed to|[Nn]o) .{0,80}/, open],
  [
    /(?:^|: )530 (?!\d\.\d)(?:.{0,40}(?:not logged in|login|log in|authenticat|password|denied)).{0,80}|\bLogin (?:failed|authentication failed): 530\b.{0,80}|\bNot logged in\b\.?$/i,
    refused,
  ],
  [/\bCertificate verification: .{1,80}|\bPKIX path (?:building|validation) failed\b.{0,120}|\bSSL connection could not be established\b/, tls],
  [
    // As shells and containers give it: 128 and the number of the signal.
    /\b(?:exit(?:ed)?(?: with)?(?: status| code)?|exit ?code|returned(?: code)?)[ :=]{1,3}137\b/i,
    (_, base) => ({ ...base, kind: 'program.killed', by: 'unknown', signal: 'SIGKILL', symptom }),
  ],
  // Every program's command line, in the words of the library that reads it.
  [refusedByName, refusedUsage],
  [refusedBarely, refusedUsage],
  // Databases.
  [
    /\b(?:FATAL: {1,2})?(?:password|peer|ident|GSSAPI|LDAP) authentication failed for user "?\S{1,60}|\bno pg_hba\.conf entry for .{1,120}|\bfe_sendauth: no password supplied\b/i,
    refused,
  ],
  [
    /\bsorry, too many clients already|\bremaining connection slots are reserved\b|\brequested standby connections exceeds max_wal_senders\b|\bGot error: 1040: .{1,60}/,
    crowded,
  ],
  [
    /\bserver version: \d[\w.]{0,20}(?: \([^()]{1,60}\))?; pg_\w{3,12} version: \d[\w.]{0,20}|\baborting because of server version mismatch\b|\bincompatible server version \d[\w.]{0,20}/,
    ([text], base) => ({ ...base, kind: 'versions.mismatched', detail: text, symptom }),
  ],
  [
    /\bterminating connection due to (administrator command|idle-in-transaction timeout|idle-session timeout|transaction timeout|conflict with recovery|unexpected postmaster exit|crash of another server process)\b|\bcanceling statement due to (statement timeout|lock timeout|conflict with recovery)\b/,
    endedByPostgres,
  ],
  [/\bGot (?:a )?packet bigger than 'max_allowed_packet' bytes\b/, (_, base) => ({ ...base, kind: 'limit.reached', limit: 'max_allowed_packet', symptom })],
  [/\b(?:MySQL server|Server) has gone away\b/, closed],
  // MySQL's client library of a server that took the connection and ended it amid the greeting; the number is the system's, 0 where the stream just ended.
  [/\bLost connection to (?:MySQL )?server at '(?:reading|sending|waiting for) [\w ]{4,40}', system error: (\d{1,5})/, greeted],
  [/\bGot error: 200[23]: .{1,120}? \((\d{1,3})(?: "[^"]{1,60}")?\)/, dialled],
  [/\bGot errno 28 on write\b/, full],
  [/\bSSL SYSCALL error: EOF detected\b/, closed],
  [/\brequested WAL segment \w{24} has already been removed\b/, (_, base) => ({ ...base, kind: 'source.failed', reason: 'vanished', symptom })],
  [
    // Go's walk of a folder: what it lists is gone before it is read.
    /\blstat ((?:\/|[A-Z]:\\)[^:"]{1,300}): (?:no such file or directory|The system cannot find the (?:file|path) specified)/,
    ([, path = ''], base) => ({ ...base, kind: 'source.failed', reason: 'vanished', path, symptom }),
  ],
  // A store on a file system that knows no links.
  [
    /\b(?:could not|cannot|can't|failed to) (?:create )?(?:sym(?:bolic )?|hard ?)?link\b.{1,300}: (?:Operation not supported|Function not implemented)/i,
    (_, base) => ({ ...base, kind: 'media.failed', medium: 'destination', detail: 'it takes no links', symptom }),
  ],
  [/\berror mounting (?:NFS|SMB|CIFS) share\b.{0,80}/i, share],
  [/\b(?:user ?name|login) or password (?:(?:is|was|are) )?(?:wrong|incorrect|invalid)\b/i, refused],
  // The loader of ELF programs, of a library that a program or its plug-in wants.
  [
    /\b(?:error while loading shared libraries: )?(?:(\S{1,200}\.so[\w.]{0,20}): )?cannot open shared object file\b/,
    ([text, library = 'a shared library'], base) => ({ ...base, kind: 'program.missing', program: library, detail: text, symptom }),
  ],
  // Amazon's S3, and what speaks its language.
  [/\bYour socket connection to the server was not read from or written to within the timeout period\b/, timedOut('RequestTimeout of the storage service')],
  [
    /\bSlowDown: .{3,160}|\bplease reduce your request rate\b/i,
    (_, base) => ({ ...base, kind: 'limit.reached', limit: 'requests the service accepts', symptom }),
  ],
  [
    /\bdifference between the request time and the (?:current|server's) time is too large\b/,
    ([text], base) => ({ ...base, kind: 'access.refused', reason: 'authentication', detail: text, symptom }),
  ],
  // ssh's own words inside another program's.
  [/(?<=[:(] ?)ssh: Could not resolve hostname \S{1,200}: .{4,60}/, (_, base) => ({ ...base, kind: 'access.refused', reason: 'name', symptom })],
  // kubectl and oc, of the server that they talk to.
  [
    /\bThe connection to the server ([\w.-]{1,120}):(\d{1,5}) was refused\b(?: - did you specify the right host or port\?)?/,
    ([, peer = '', port], base) => ({ ...base, kind: 'connect.failed', errno: 'ECONNREFUSED', peer, port: Number(port), symptom }),
  ],
  // Node.js' fetch (undici), by the name of the error or its code.
  [/\bConnect Timeout Error\b|\bUND_ERR_CONNECT_TIMEOUT\b/, (_, base) => ({ ...base, kind: 'connect.failed', errno: 'ETIMEDOUT', symptom })],
  [/\bUND_ERR_(?:HEADERS|BODY)_TIMEOUT\b/, ([text], base) => ({ ...base, kind: 'timer.expired', timer: text, symptom })],
  // Libraries of Python, Java, Go, AWS.
  [/\bHTTPError: 5\d\d Server Error: .{1,120}/, open],
  [/\bUnknownHostException\b|\bThe remote name could not be resolved\b/, (_, base) => ({ ...base, kind: 'access.refused', reason: 'name', symptom })],
  [/\bAuthenticationException: Authentication failed\b|\bUnable to locate credentials\b/, refused],
  [/\bError reading SSH protocol banner\b|\bUnable to connect to port \d{1,5} on \S{1,80}|\bCould not connect to the endpoint URL: \S{1,200}/, open],
  [
    /\bssh: subsystem request failed\b|\bSubsystem 'sftp' could not be executed\b/,
    ([text], base) => ({ ...base, kind: 'program.missing', program: 'sftp-server', detail: text, symptom }),
  ],
  [/\bsftp: "[^"]{0,200}" \(SSH_FX_([A-Z_]{3,30})\)/, bySftp],
  // Backblaze: the service has no room for uploads at the moment.
  [/\bno tomes available\b/, (_, base) => ({ ...base, kind: 'limit.reached', limit: 'uploads Backblaze takes at the moment', symptom })],
  [/\btimeout: socket is not established\b/, (_, base) => ({ ...base, kind: 'connect.failed', errno: 'ETIMEDOUT', symptom })],
  [
    /\bConnection was closed before we received a valid response\b|\bserver sent GOAWAY and closed the connection\b|\bdesc = (?:"?transport|transport) is closing\b/,
    closed,
  ],
  // macOS, as its frameworks print an error of the system.
  [/\bNSPOSIXErrorDomain Code=(\d{1,3})\b(?: "([^"]{1,80})")?/, byDarwin],
  // rustic and others that keep a repository, and those that mistake an empty folder for one.
  [
    /\b[Nn]o repository config file found\b.{0,120}|\brepository (?:is not initiali[sz]ed|not initiali[sz]ed in the provided storage)\b/,
    ([text], base) => ({ ...base, kind: 'media.failed', medium: 'repository', detail: text.slice(0, 60), symptom }),
  ],
  // Windows, of shares: ERROR_BAD_NETPATH 53, ERROR_NETWORK_BUSY to ERROR_NETNAME_DELETED 64, ERROR_SEM_TIMEOUT 121 (winerror.h).
  [/^(?:System error (?:5|86|1219|1326|1327|1331|1909|2242) has occurred\.|(?:.{0,120}: )?The user name or password is incorrect\.)$/, refused],
  [/^System error (?:53|54|59|64|67|121|1231) has occurred\.$/, share],
  [/\bERROR (?:53|54|59|64|121|1231) \(0x[0-9A-Fa-f]{8}\) .{1,200}/, share],
  [
    /^(?:.{0,120}: )?(?:The specified network name is no longer available|The network path was not found|An unexpected network error occurred|The semaphore timeout period has expired)\.$/,
    share,
  ],
  // PuTTY's plink, pscp and psftp.
  [/^(?:FATAL ERROR: )?Remote side unexpectedly closed network connection$/, closed],
  [/^(?:FATAL ERROR: )?No supported authentication methods available \(.{1,120}\)$/, refused],
  // An archiver whose output is a file reaches the network through a mounted file system only.
  [
    /^(?:g?tar|bsdtar|cpio|dd|gzip|zstd|xz|pigz|split|cat|tee): ['"`]?(\/[^'"`:]{1,300}?)['"`]?: (?:(?:Cannot|cannot) \w{3,20}|(?:error )?(?:writing|reading|closing)|Wrote only .{1,60}|write error|read error): (?:Transport endpoint is not connected|Stale (?:NFS )?file handle|Host is down|No route to host|Connection timed out)$/,
    ([, path = ''], base) => ({ ...base, kind: 'mount.failed', path, symptom }),
  ],
  [
    // Cygwin's own last words, of cwRsync and DeltaCopy as well: two copies of its library, an address that is taken, a fork that failed.
    /^\s*\d{1,9} \[main\] ([\w.-]{1,30}) (?:\(?\d{1,8}\)? )?.{0,200}?(?:\*\*\* fatal error|fatal error|child_copy:|dofork:|fork: child .{1,40} died|unable to remap) .{0,160}/,
    ([, victim = ''], base) => ({ ...base, kind: 'program.killed', by: 'crash', victim, symptom }),
  ],
  // util-linux and nfs-utils.
  [/^mount\.(?:nfs4?|cifs): .{0,60}(?:requested NFS version|protocol is not supported|Protocol not supported).{0,60}/, share],
]

/** Every text above holds one of these. */
export const mayBeProgramText =
  /curl: \(|\[main\] |server version|due to |bigger than 'max|has gone away|system error: |SSH_FX_|^(?:g?tar|bsdtar|cpio|dd|gzip|zstd|xz|pigz|split|cat|tee): |returned |indicate success|HTTP |^(?:\d\d:\d\d:\d\d )?4[25]\d |552 |530|logged in|Certificate verification|PKIX|SSL |uthentication |137|HTTPError: 5|was refused|lstat |WAL segment|request time|ssh: Could|pg_hba|link |error mounting |or password |Connect Timeout|UND_ERR_|shared object|Your socket|SlowDown|request rate|fe_sendauth|too many clients|slots are reserved|max_wal_senders|Got err|UnknownHost|remote name|Unable to |SSH protocol|endpoint URL|socket is not|before we received|GOAWAY|is closing|subsystem request|ubsystem 'sftp'|no tomes|System error|incorrect\.|ERROR \d|network |semaphore|Remote side|mount\.|NSPOSIX|repository config|initiali[sz]ed|nrecognized |(?:llegal|nvalid|nknown) option|nknown variable|unknown (?:shorthand flag|flag|command)|o such option|not defined: -|(?:needs|requires) an argument|t allow an argument|is ambiguous|nexpected argument|ound argument|: argument |are required: /

/** The first such text in a line; undefined when it holds none. */
export function programText(line: string): ProgramText | undefined {
  if (!mayBeProgramText.test(line)) return undefined
  for (const [pattern, tell] of texts) {
    const match = pattern.exec(line)
    if (match !== null) return { from: match.index, to: match.index + match[0].length, vague: tell === open, event: (base) => tell(match, base) }
  }
  return undefined
}

/** curl's `--speed-limit` and `--speed-time`: data may have come, and too little of it. */
function tooSlow([, rate = '', seconds = '']: RegExpExecArray, base: EventBase): Event {
  const limitUs = Number(seconds) * 1_000_000
  return { ...base, kind: 'timer.expired', timer: `curl --speed-limit ${rate}`, setting: '--speed-time', limitUs, symptom }
}

/** RFC 9110 and RFC 4918: 401, 403 and 407 refuse, 429 asks for fewer, 507 is a full disk. */
function byStatus(match: RegExpExecArray, base: EventBase): Event {
  switch (match[1]) {
    case '401':
    case '403':
    case '407':
    case '530':
      return refused(match, base)
    case '429':
      return { ...base, kind: 'limit.reached', limit: 'requests the service accepts', symptom }
    case '507':
    case '552':
      return full(match, base)
    default:
      return open(match, base)
  }
}

/** MySQL gives the system's number in brackets, of Linux, macOS or Windows. */
const dialErrnos: ReadonlyMap<string, Errno> = new Map([
  ['110', 'ETIMEDOUT'],
  ['60', 'ETIMEDOUT'],
  ['10060', 'ETIMEDOUT'],
  ['111', 'ECONNREFUSED'],
  ['61', 'ECONNREFUSED'],
  ['10061', 'ECONNREFUSED'],
  ['113', 'EHOSTUNREACH'],
  ['65', 'EHOSTUNREACH'],
])

function dialled(match: RegExpExecArray, base: EventBase): Event {
  const errno = dialErrnos.get(match[1] ?? '')
  return errno === undefined ? open(match, base) : { ...base, kind: 'connect.failed', errno, symptom }
}

/** PostgreSQL's own words for why it ended a session or a statement (tcop/postgres.c). */
function endedByPostgres([, session, statement]: RegExpExecArray, base: EventBase): Event {
  const why = session ?? statement ?? ''
  if (why.endsWith('timeout')) return { ...base, kind: 'timer.expired', timer: `PostgreSQL: ${why}`, setting: settings[why] ?? why, symptom }
  if (why === 'crash of another server process' || why === 'unexpected postmaster exit')
    return { ...base, kind: 'program.killed', by: 'crash', victim: 'postgres', symptom }
  return { ...base, kind: 'run.stopped', by: why === 'administrator command' ? 'The database server' : 'The standby server (conflict with recovery)', symptom }
}

const settings: Readonly<Record<string, string>> = {
  'idle-in-transaction timeout': 'idle_in_transaction_session_timeout',
  'idle-session timeout': 'idle_session_timeout',
  'transaction timeout': 'transaction_timeout',
  'statement timeout': 'statement_timeout',
  'lock timeout': 'lock_timeout',
}

function greeted([, number = '0']: RegExpExecArray, base: EventBase): Event {
  const errno = errnoOfNumber(Number(number))
  if (errno === undefined || number === '0') return { ...base, kind: 'connection.closed', stream: 'banner', symptom }
  return { ...base, kind: 'connection.failed', errno, operation: 'read', channel: 'network', stream: 'banner', symptom }
}

/** What an SFTP server answers by its number (draft-ietf-secsh-filexfer), as Go's library prints it. */
function bySftp([text, status = '']: RegExpExecArray, base: EventBase): Event {
  if (/^(?:NO_CONNECTION|CONNECTION_LOST|EOF)$/.test(status)) return { ...base, kind: 'connection.closed', symptom }
  if (/^(?:PERMISSION_DENIED|WRITE_PROTECT|CANNOT_DELETE)$/.test(status))
    return { ...base, kind: 'access.refused', reason: 'permission', detail: text, symptom }
  if (/^(?:QUOTA_EXCEEDED|NO_SPACE_ON_FILESYSTEM)$/.test(status)) return { ...base, kind: 'storage.full', quota: status === 'QUOTA_EXCEEDED', symptom }
  return { ...base, kind: 'media.failed', medium: 'SFTP server', detail: text.slice(0, 60), symptom }
}

/** Numbers of sys/errno.h of macOS, which are FreeBSD's. */
function byDarwin(match: RegExpExecArray, base: EventBase): Event {
  const [, number = '', words = ''] = match
  const errno = errnoOfNumber(Number(number), 'freebsd')
  if (errno !== undefined) return { ...base, kind: 'connection.failed', errno, operation: 'unknown', channel: 'network', symptom }
  const detail = words === '' ? `error ${number}` : words
  if (number === '28' || number === '69') return { ...base, kind: 'storage.full', ...(number === '69' ? { quota: true } : {}), symptom }
  if (number === '80' || number === '81') return refused(match, base)
  if (number === '1' || number === '13') return { ...base, kind: 'access.refused', reason: 'permission', detail, symptom }
  return { ...base, kind: 'media.failed', medium: 'backup volume', detail, symptom }
}

function timedOut(timer: string): Tell {
  return (_, base) => ({ ...base, kind: 'timer.expired', timer, symptom })
}
