import { type Errno, errnoInText, errnoOfNumber, usPerSecond } from '../../model/index.ts'
import { brokerReason, namedTrouble } from './named-troubles.ts'
import { endedWith, reported, type Told } from './status-bodies.ts'
import { fullDisk, systemTrouble } from './system-troubles.ts'

/** What a failing line is known by, beyond its text. */
export interface Speaker {
  readonly program?: string
  /** The program calls the line an error itself: severity 16 and above, `Error`, `Critical`. */
  readonly severe: boolean
}

const ownStatus = /\b(?:EXIT STATUS|FATAL exit status|EXITING with status)[ =:]{0,3}(\d{1,5})\b/
const doneStatus = /\bdone\. status: (\d{1,5})\b/
/** nbjm in the unified log: 117 is its originator number. */
const jobStatus = /\bV-117-\d{1,4}\b.{0,300}?\bstatus ?[=:] ?(\d{1,5})\b/
const brokerStatus = /\bNBU status: (\d{1,5})\b/
const othersStatus =
  /\b[Ss]erver status = ([1-9]\d{0,4})\b|\bexited with status[ =:]{0,3}(\d{1,5})\b|\b(?:exit_bpcd|request complete): exit status ([1-9]\d{0,4})\b|\bjob \S{1,20} (?:finished|ended|failed) with (?:exit )?status[ =:]{0,3}(\d{1,5})\b/i
const statusOfClient = /\b(?:bpcd returned failure|get_vnetd_forward_socket failed|ConnectToBPCD\([^)]{0,80}\) failed): (\d{1,5})\b/
const noDataSocket = 'cannot create data socket'
const terminated = /\btermination requested by administrator\b/i
const strangeServer = /\bvalid_server: (\S{1,80}) is not a (?:master|media|primary) server\b/
const proxyMessage = /\[PROXY\] .{0,120}?with message (.{1,200})$/
const noPort = /\ball ports are in use\b|\bcannot get a bound socket\b|\bcannot get a port number\b/i
const skippedFile =
  /\b(?:WRN - can't (?:open|read) (?:file|directory|object|fifo)|(ERR) - failure reading file)\b ?:? ?(.{1,300}?) ?\((?:errno|BEDS|WIN32) (?:0x)?[\dA-Fa-f]{1,8}: (.{1,120}?)\)?$/
/** bpbkar left a file or a whole mount out: `ERR - Cannot lstat /mnt/x. Errno = 116: Stale file handle`. */
const passedOver = /\b(?:ERR|WRN) - Cannot (?:l?stat|open|read|access) (.{1,300}?)\. Errno = (\d{1,3}): (.{3,120})$/
const timedOut = /\btimed out after (\d{1,6}) seconds\b/
const readFailed = /\b(?:socket|file) read failed\b/
const noStdout = /\bCannot write to STDOUT\b|\bSocketWriteException\b|\btar file write error\b|\btcp_write\(\): .{0,40}FTL\b|\bwriteToServer: ERR\b/i
const failedOnSocket = /\b(?:ERR|FTL) - |\bTCP - failure\b|\bsocket (?:operation|read|write) failed\b/
const calledError = /\b(?:ERR|FTL) - |\[PROXY\]|\bSSL_(?:connect|accept) failed\b/

/** A message that its program calls no error tells of a failure only where it holds one of these. */
export const failureSigns: readonly (string | RegExp)[] = [
  ownStatus,
  doneStatus,
  jobStatus,
  brokerStatus,
  othersStatus,
  statusOfClient,
  noDataSocket,
  terminated,
  strangeServer,
  proxyMessage,
  noPort,
  skippedFile,
  passedOver,
  timedOut,
  readFailed,
  noStdout,
  failedOnSocket,
  calledError,
]

/** What one message of any NetBackup program says about a failure: statuses, timers, errors on connections. */
export function failuresIn(text: string, speaker: Speaker): readonly Told[] {
  for (const tell of tellers) {
    const told = tell(text, speaker)
    if (told !== undefined) return told
  }
  return []
}

type Teller = (text: string, speaker: Speaker) => readonly Told[] | undefined

const tellers: readonly Teller[] = [
  exitStatus,
  passedOnStatus,
  dataSocket,
  administrator,
  notAServer,
  peerCertificate,
  boundPort,
  skipped,
  readTimer,
  stdout,
  errnoLine,
  ownWords,
]

function exitStatus(text: string): readonly Told[] | undefined {
  const ended = ownStatus.exec(text) ?? doneStatus.exec(text)
  if (ended !== null) return endedWith(Number(ended[1]))
  const job = jobStatus.exec(text)
  if (job !== null) return endedWith(Number(job[1]))
  const broker = brokerStatus.exec(text)
  if (broker !== null) return [...brokerReason(text), ...reported(Number(broker[1]))]
  const exited = othersStatus.exec(text)
  return exited === null ? undefined : reported(Number(exited.slice(1).find((code) => code !== undefined)))
}

/** The client's refusal on its way up: it repeats what the client's own log names. */
function passedOnStatus(text: string): readonly Told[] | undefined {
  const code = statusOfClient.exec(text)?.[1]
  if (code === undefined) return undefined
  return reported(Number(code)).flatMap(({ body }) => (body.kind === 'status.reported' ? [{ body, weight: 'echo' }] : []))
}

function dataSocket(text: string): readonly Told[] | undefined {
  if (!text.includes(noDataSocket)) return undefined
  return [{ body: { kind: 'run.ended', outcome: 'failed', text: noDataSocket }, weight: 'echo' }]
}

function administrator(text: string): readonly Told[] | undefined {
  return terminated.test(text) ? reported(150) : undefined
}

/** bpcd names the host that its list of servers lacks. */
function notAServer(text: string): readonly Told[] | undefined {
  const host = strangeServer.exec(text)?.[1]
  return host === undefined ? undefined : [{ body: { kind: 'access.refused', reason: 'host-list', detail: `${host} is not a server` }, weight: 'specific' }]
}

/** The secure channel's proxy passes on why it did not trust the other host. */
function peerCertificate(text: string): readonly Told[] | undefined {
  const said = proxyMessage.exec(text)?.[1]
  if (said === undefined || !/certificate|\bCRL\b|\bTLS\b|\bSSL\b|secure handshake|trust/i.test(said)) return undefined
  return [{ body: { kind: 'tls.failed', reason: said.slice(0, 120) }, weight: 'specific' }]
}

/** A file that the client left out; only a job that ends with status 1 calls that a failure. */
function skipped(text: string): readonly Told[] | undefined {
  const over = passedOver.exec(text)
  if (over !== null) return [{ body: leftOut(over[1] ?? '', over[3] ?? ''), weight: 'skipped' }]
  const match = skippedFile.exec(text)
  if (match === null) return undefined
  const [, error, path = '', why = ''] = match
  const reason = /denied|not permitted/i.test(why) ? 'permission' : /input\/output|i\/o/i.test(why) ? 'io-error' : 'other'
  return [{ body: { kind: 'source.failed', reason, path, partial: true }, weight: error === undefined ? 'skipped' : 'vague' }]
}

function leftOut(path: string, why: string): Told['body'] {
  if (/stale (?:nfs )?file handle|transport endpoint|not connected|host is down|remote i\/o/i.test(why)) return { kind: 'mount.failed', path }
  const reason = /denied|not permitted/i.test(why)
    ? 'permission'
    : /input[ /]or ?output|input\/output|i\/o/i.test(why)
      ? 'io-error'
      : /no such file/i.test(why)
        ? 'vanished'
        : 'other'
  return { kind: 'source.failed', reason, path, partial: true }
}

/** Every port that may be bound is taken. */
function boundPort(text: string, { severe }: Speaker): readonly Told[] | undefined {
  const taken = noPort.test(text)
  const bind = severe && /\bbind\b/.test(text) && ['EADDRINUSE', 'EADDRNOTAVAIL', 'ENOBUFS'].includes(errnoOf(text) ?? '')
  return taken || bind ? [{ body: { kind: 'ports.exhausted', detail: text.slice(0, 200) }, weight: 'specific' }] : undefined
}

/** bpbrm and bptm report their client read timeout as errno 62 of Linux and Solaris, `Timer expired`. */
function readTimer(text: string): readonly Told[] | undefined {
  const limit = timedOut.exec(text)?.[1]
  const expired = readFailed.test(text) && /\berrno = 62\b|\btimer expired\b/i.test(text)
  // Only the program's own clock knows a limit in seconds; an attempt to connect, and the wait for one, have others.
  if (!expired && (limit === undefined || /\b(?:connect|accept)/i.test(text))) return undefined
  const known = limit === undefined ? {} : { limitUs: Number(limit) * usPerSecond }
  return [{ body: { kind: 'timer.expired', timer: 'CLIENT_READ_TIMEOUT', setting: 'CLIENT_READ_TIMEOUT', role: 'server', ...known }, weight: 'specific' }]
}

/** bpbkar's standard output is the data connection itself, so its EPIPE comes from the network. */
function stdout(text: string): readonly Told[] | undefined {
  if (!noStdout.test(text)) return undefined
  const errno = errnoOf(text)
  const body = { kind: 'connection.failed', errno: errno ?? 'EPIPE', operation: 'write', channel: 'network', stream: 'DATA', role: 'client' } as const
  return [{ body, weight: errno === undefined ? 'vague' : 'specific' }]
}

/** Any other line that the program calls a failure and that names an errno. */
function errnoLine(text: string, speaker: Speaker): readonly Told[] | undefined {
  if (!speaker.severe && !failedOnSocket.test(text)) return undefined
  const errno = errnoOf(text)
  if (errno === undefined) return undefined
  if (isConnecting(text, errno)) {
    const [, peer, port] = /\b(?:connect|connection) (?:to|with) (?:host |client |server )?([\w.-]{1,80}\w)(?::(\d{2,5})\b)?/i.exec(text) ?? []
    const where = { ...(peer === undefined ? {} : { peer }), ...(port === undefined ? {} : { port: Number(port) }) }
    return [{ body: { kind: 'connect.failed', errno, ...where }, weight: 'specific' }]
  }
  const role = roleOf(text, speaker.program)
  return [
    {
      body: { kind: 'connection.failed', errno, operation: operationOf(text), channel: 'network', ...(role === undefined ? {} : { role }) },
      weight: 'specific',
    },
  ]
}

/** What it calls an error in its own words. */
function ownWords(text: string, { severe, program }: Speaker): readonly Told[] | undefined {
  if (!severe && !calledError.test(text)) return undefined
  return fullDisk(text, program) ?? namedTrouble(text) ?? systemTrouble(text, program)
}

const connectErrnos: ReadonlySet<Errno> = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL'])

function isConnecting(text: string, errno: Errno): boolean {
  if (connectErrnos.has(errno)) return true
  return errno === 'ETIMEDOUT' && /\b(?:cannot|can't|could not|unable to|failed to) connect\b|\bconnect(?:ing)? (?:to \S{1,80} )?failed\b/i.test(text)
}

function errnoOf(text: string): Errno | undefined {
  const number =
    /\berrno ?[=:] ?(\d{1,5})\b/i.exec(text) ??
    /\bsocket operation failed - (\d{2,5})\b/.exec(text) ??
    /\((?:TCP |WSA ?)?(100[4-6]\d)\b/.exec(text) ??
    /[-:,] ?(100[4-6]\d)(?: |$|\()/.exec(text)
  return errnoInText(text) ?? (number === null ? undefined : errnoOfNumber(Number(number[1])))
}

function operationOf(text: string): 'read' | 'write' | 'unknown' {
  if (/\b(?:write|send|dtcp_write)\b/i.test(text)) return 'write'
  return /\b(?:read|recv|receive|dtcp_read)\b/i.test(text) ? 'read' : 'unknown'
}

/** `from client X:` marks what bpbrm passes on for the client. */
function roleOf(text: string, program: string | undefined): string | undefined {
  if (/\bfrom client \S{1,80}: /.test(text)) return 'client'
  if (program === undefined) return undefined
  return /^(?:bpbkar|bpcd|tar|nbtar)/.test(program) ? 'client' : 'server'
}
