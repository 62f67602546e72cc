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
  [/\bGot error: 200[23]: .{1,120}? \((\d{1,3})(?: "[^"]{1,60}")?\)/, dialled],
  [/\bGot errno 28 on write\b/, full],
  [/\bSSL SYSCALL error: EOF detected\b/, closed],
  [/\brequested WAL segment \w{24} has already been removed\b/, (_, base) => ({ ...base, kind: 'source.failed', reason: 'vanished', symptom })],
  [
    // Go's walk of a folder: what it lists is gone before it is read.
    /\blstat ((?:\/|[A-Z]:\\)[^:"]{1,300}): (?:no such file or directory|The system cannot find the (?:file|path) specified)/,
    ([, path = ''], base) => ({ ...base, kind: 'source.failed', reason: 'vanished', path, symptom }),
  ],
  // Amazon's S3, and what speaks its language.
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
  // Libraries of Python, Java, Go, AWS.
  [/\bHTTPError: 5\d\d Server Error: .{1,120}/, open],
  [/\bUnknownHostException\b|\bThe remote name could not be resolved\b/, (_, base) => ({ ...base, kind: 'access.refused', reason: 'name', symptom })],
  [/\bAuthenticationException: Authentication failed\b|\bUnable to locate credentials\b/, refused],
  [/\bError reading SSH protocol banner\b|\bUnable to connect to port \d{1,5} on \S{1,80}|\bCould not connect to the endpoint URL: \S{1,200}/, open],
  [
    /\bssh: subsystem request failed\b|\bSubsystem 'sftp' could not be executed\b/,
    ([text], base) => ({ ...base, kind: 'program.missing', program: 'sftp-server', detail: text, symptom }),
  ],
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
  // util-linux and nfs-utils.
  [/^mount\.(?:nfs4?|cifs): .{0,60}(?:requested NFS version|protocol is not supported|Protocol not supported).{0,60}/, share],
]

/** Every text above holds one of these. */
export const mayBeProgramText =
  /curl: \(|^(?:g?tar|bsdtar|cpio|dd|gzip|zstd|xz|pigz|split|cat|tee): |returned |indicate success|HTTP |^(?:\d\d:\d\d:\d\d )?4[25]\d |552 |530|logged in|Certificate verification|PKIX|SSL |uthentication |137|HTTPError: 5|was refused|lstat |WAL segment|request time|ssh: Could|pg_hba|fe_sendauth|too many clients|slots are reserved|max_wal_senders|Got err|UnknownHost|remote name|Unable to |SSH protocol|endpoint URL|socket is not|before we received|GOAWAY|is closing|subsystem request|ubsystem 'sftp'|no tomes|System error|incorrect\.|ERROR \d|network |semaphore|Remote side|mount\.|NSPOSIX|repository config|initiali[sz]ed|nrecognized |(?:llegal|nvalid|nknown) option|nknown variable|unknown (?:shorthand flag|flag|command)|o such option|not defined: -|(?:needs|requires) an argument|t allow an argument|is ambiguous|nexpected argument|ound argument|: argument |are required: /

/** The first such text in a line; undefined when it holds none. */
export function programText(line: string): ProgramText | undefined {
  if (!mayBeProgramText.test(line)) return undefined
  for (const [pattern, tell] of texts) {
    const match = pattern.exec(line)
    if (match !== null) return { from: match.index, to: match.index + match[0].length, vague: tell === open, event: (base) => tell(match, base) }
  }
  return undefined
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

/** MySQL gives the system's number in brackets, of Linux or macOS. */
const dialErrnos: ReadonlyMap<string, Errno> = new Map([
  ['110', 'ETIMEDOUT'],
  ['111', 'ECONNREFUSED'],
  ['61', 'ECONNREFUSED'],
  ['113', 'EHOSTUNREACH'],
])

function dialled(match: RegExpExecArray, base: EventBase): Event {
  const errno = dialErrnos.get(match[1] ?? '')
  return errno === undefined ? open(match, base) : { ...base, kind: 'connect.failed', errno, symptom }
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
