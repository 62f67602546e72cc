import { type EventFields, type EventKind, errnoInText } from '../../model/index.ts'
import { mediaFailure } from './media-failure.ts'
import { storeFailure } from './store-failure.ts'
import { sourceFailure } from './source-failure.ts'

/** What an event says, without who said it and where. */
export type Said = { readonly [Kind in EventKind]: { readonly kind: Kind } & EventFields[Kind] }[EventKind]

/** The meaning of one of Amanda's failure texts. */
export interface Failure {
  readonly said: Said
  readonly symptom: 'specific' | 'echo'
}

/** What is known beside the text. */
export interface FailureContext {
  /** `planner`, `dumper`, `chunker`, `taper` … */
  readonly program?: string
  /** The authentication method, which decides whether streams have connections of their own. */
  readonly auth?: string
  /** The backed-up host. */
  readonly peer?: string
}

/**
 * Reads the text between the brackets of a failure, wherever it stands: trace, log, report, check or debug file.
 * Undefined when it names nothing that separates causes.
 */
export function failureOf(bracketed: string, context: FailureContext = {}): Failure | undefined {
  const text = plainMessage(bracketed)
  return (
    echoFailure(text) ??
    streamFailure(text, context) ??
    filterFailure(text) ??
    timerFailure(text) ??
    accessFailure(text) ??
    checksumFailure(text) ??
    protocolFailure(text) ??
    storageFailure(text, context) ??
    storeFailure(text) ??
    connectFailure(text, context) ??
    mediaFailure(text, context.program) ??
    sourceFailure(text) ??
    networkFailure(text, context)
  )
}

/** Without the quotes and brackets around it; failures of requests have them twice. */
export function plainMessage(bracketed: string): string {
  // Logs of 2.5 print the datestamp right before the bracket.
  let text = bracketed.trim().replace(/^\d{8,14}(?=\[)/, '')
  for (let layer = 0; layer < 4; layer += 1) {
    const inner = /^"(.*)"$|^\[(.*)\]$/.exec(text)
    if (inner === null) break
    text = (inner[1] ?? inner[2] ?? '').trim()
  }
  return text
}

/** A failure that names nothing itself. */
export function failedRun(text: string, symptom: 'specific' | 'echo'): Failure {
  return { said: { kind: 'run.ended', outcome: 'failed', text: plainMessage(text).slice(0, 300) }, symptom }
}

const specific = (said: Said): Failure => ({ said, symptom: 'specific' })

/** Said by a process because another one had failed before; these are never causes. */
const echoes =
  /^(?:shm_ring cancelled|dumper returned (?:FAILED|ABORT)|Aborted by driver|Killed while dumping|Got empty header|cannot read header: got \d{1,12} (?:bytes )?instead|got no (?:header information|data)|hmm, (?:disk was stranded|no error indicator)|(?:error \[)?no backup size line)/i

/** SIGPIPE alone: whoever read from that child had gone. Beside another child's signal it is that child's doing. */
function onlySignal13(text: string): boolean {
  const signals = [...text.matchAll(/\bgot signal (\d{1,2})\b/g)].map(([, number]) => number)
  return signals.length > 0 && signals.every((number) => number === '13') && !/\breturned \d/.test(text)
}

/** Whether a text only says that another process had failed. */
export function isEcho(bracketed: string): boolean {
  return echoFailure(plainMessage(bracketed)) !== undefined
}

function echoFailure(text: string): Failure | undefined {
  return echoes.test(text) || onlySignal13(text) ? failedRun(text, 'echo') : undefined
}

/** Multiplexed methods say "recv error" (2.5.1 to 3.3) or "Xrecv error", "Yrecv error", "Zrecv error" (3.4 on); bsd says what strerror says. */
const multiplexed = /\b[XYZ]?recv error\b|tcpm_recv_token/

/** Whether each stream has a TCP connection of its own, by the text and the method. */
export function separateStreams(text: string, auth: string | undefined): boolean {
  return !multiplexed.test(text) && (auth === undefined || auth === 'bsd' || auth === 'krb4')
}

function streamFailure(text: string, { auth }: FailureContext): Failure | undefined {
  const found = /^(mesg|data|index|state) (read|write): (.*)$/i.exec(text)
  if (found === null) return undefined
  const [, name = '', operation, detail = ''] = found
  const stream = name.toLowerCase()
  const errno = errnoInText(detail)
  if (operation === 'write') {
    // The dumper writes to the chunker or taper on its own host; that one says why it stopped reading.
    if (errno === undefined) return undefined
    return { said: { kind: 'connection.failed', errno, operation: 'write', channel: 'unknown', role: 'server', stream }, symptom: 'echo' }
  }
  if (/tcpm_recv_token: invalid size/.test(detail)) return specific({ kind: 'stream.polluted', text: detail })
  const separate = separateStreams(detail, auth)
  if (errno === undefined) return /\bEOF\b/.test(detail) ? specific({ kind: 'connection.closed', stream, role: 'server' }) : undefined
  return specific({ kind: 'connection.failed', errno, operation: 'read', channel: 'network', stream, separate, role: 'server' })
}

function filterFailure(text: string): Failure | undefined {
  const write = /write to (compression|encryption) program failed: (.*)/i.exec(text)
  if (write !== null) {
    const errno = errnoInText(write[2] ?? '') ?? 'EPIPE'
    return specific({ kind: 'connection.failed', errno, operation: 'write', channel: 'pipe', role: 'server' })
  }
  const said = /^(?:data|index) (compress|encrypt): (.*)/i.exec(text)
  if (said !== null) return specific({ kind: 'filter.failed', filter: said[1] === 'compress' ? 'compression' : 'encryption', detail: said[2] ?? '' })
  // `compress (2311) /bin/gzip returned 1`, beside what became of the archiver that fed it.
  const child = /\b(compress|encrypt)(?: \(\d{1,8}\) \S{1,200})? returned [1-9]\d{0,2}\b/.exec(text)
  if (child !== null) return specific({ kind: 'filter.failed', filter: child[1] === 'compress' ? 'compression' : 'encryption', detail: text })
  const own = /^(gzip|pigz|bzip2|pbzip2|xz|pixz|zstd|lz4|gpg2?): (.{0,40}?(?:std(?:in|out)|write error|fatal|out of memory).{0,200})$/.exec(text)
  // Whoever read from it had gone: told by the one who knows why.
  if (own !== null)
    return errnoInText(own[2] ?? '') === undefined ? specific({ kind: 'filter.failed', filter: own[1] ?? '', detail: own[2] ?? '' }) : failedRun(text, 'echo')
  // A program of the site's own that the server puts between dumper and chunker.
  const unstarted = /^exec (\S{1,200}): (?:No such file|Permission denied|Exec format)/i.exec(text)?.[1]
  if (unstarted !== undefined && /crypt|gpg|pg?zip|bzip|zstd|xz|compress|lz4/i.test(unstarted))
    return specific({ kind: 'filter.failed', filter: /crypt|gpg/i.test(unstarted) ? 'encryption' : 'compression', detail: text })
  const started = /could(?:n't| not) exec\w* (?:server |client )?(compression|compress|encryption|encrypt)\w* '?([^']{1,200})/i.exec(text)
  if (started !== null) return specific({ kind: 'filter.failed', filter: started[1]?.startsWith('comp') === true ? 'compression' : 'encryption', detail: text })
  return undefined
}

function timerFailure(text: string): Failure | undefined {
  if (/\bdata timeout\b/.test(text)) return specific({ kind: 'timer.expired', timer: 'dtimeout', setting: 'dtimeout', role: 'server' })
  if (/estimate (?:of level \d+ )?timed out|some estimate timeout on|estimate timeout from/i.test(text))
    return specific({ kind: 'timer.expired', timer: 'etimeout', setting: 'etimeout', role: 'server' })
  // Up to 2.4 the same words for a request that was never acknowledged and for an answer that took too long.
  if (/^\W?request to \S{1,200} timed out\b/i.test(text)) return specific({ kind: 'timer.expired', timer: 'request', role: 'server' })
  if (/timeout waiting for REP\b/.test(text)) return specific({ kind: 'timer.expired', timer: 'REP timeout', role: 'server' })
  return undefined
}

function accessFailure(text: string): Failure | undefined {
  const refused = (reason: 'name' | 'authentication' | 'host-list' | 'permission'): Failure => specific({ kind: 'access.refused', reason, detail: text })
  if (
    /did(?: not|n't) resolve|does(?: not|n't) resolve|resolve_hostname|(?:could|can)(?: not|n't) resolve|[Cc]ould not resolve hostname|did not return a canonical name|Name or service not known|Temporary failure in name resolution|hostname lookup failed/i.test(
      text,
    )
  )
    return refused('name')
  if (
    /not allowed to execute|access as \S+ not allowed|\.amandahosts|amandahosts|port \d+ not secure|bad bsd security line|not on a (?:secure|privileged) port|Please add the line/i.test(
      text,
    )
  )
    return refused('host-list')
  if (
    /Permission denied \((?:publickey|password|keyboard-interactive|gssapi)|Host key verification failed|(?:could not|couldn't) authenticate|authentication failed|kerberos.{0,40}(?:fail|error)|auth(?:entication)? .{0,40}mismatch|unknown (?:auth|security driver)|configured for auth=\S{1,20} while server requested|error (?:getting ticket|initializing (?:krb5 context|ccache)|resolving keytab|storing creds|while building server name)|no krb5 (?:keytab|principal) defined|\bgss_server failed|\bgss loop\b/i.test(
      text,
    )
  )
    return refused('authentication')
  if (
    /execute access to .{1,200} denied|\bis not owned by root\b|\bis writable by (?:everyone|the group)\b|\bmust be (?:run )?setuid root\b|\bis not SUID root\b|\bnot setuid-root\b|\bcan ?not execute \/\S{1,200}: |\bsecurity file .{1,200} do(?:es)? not allow\b/i.test(
      text,
    )
  )
    return refused('permission')
  return undefined
}

/** From 3.4 on every process counts its own check sum, and the driver compares them. */
function checksumFailure(text: string): Failure | undefined {
  return /\bcrc\b.{0,120}\bdiffer/i.test(text) ? specific({ kind: 'checksum.failed', detail: text }) : undefined
}

function protocolFailure(text: string): Failure | undefined {
  const tls = /\bSSL_\w{1,30} failed.{0,80}/.exec(text)
  if (tls !== null) return specific({ kind: 'tls.failed', reason: tls[0] })
  const mismatch = specific({ kind: 'versions.mismatched', detail: text })
  if (/^application stderr: \S{1,200}: (?:usage: |invalid option|unrecogni[sz]ed option)/.test(text)) return mismatch
  if (/runtar invalid option|rundump invalid option|unrecogni[sz]ed option|invalid option --/i.test(text)) return mismatch
  if (/parse of reply message failed|CONNECT token is|badly formatted response|received strange packet type|unknown service\b/i.test(text)) return mismatch
  if (/missing (?:size|end) line from sendbackup/.test(text)) return specific({ kind: 'connection.closed', stream: 'mesg', role: 'server' })
  if (/tcpm_recv_token: invalid size/.test(text)) return specific({ kind: 'stream.polluted', text })
  // A request of the bsd methods is one datagram.
  if (/\bMessage too long\b/.test(text)) return specific({ kind: 'limit.reached', limit: 'the size of a datagram' })
  if (/amandad busy/i.test(text)) return specific({ kind: 'limit.reached', limit: 'amandad busy' })
  if (/All ports between \d+ and \d+ are busy|could not bind to port in range/i.test(text)) return specific({ kind: 'ports.exhausted', detail: text })
  const program = /could(?:n't| not) exec\w* '?([^':]{1,200})|([\w/.-]{1,200}) program not (?:available|found)/i.exec(text)
  if (program !== null) return specific({ kind: 'program.missing', program: (program[1] ?? program[2] ?? '').trim(), detail: text })
  // A program of the site's own, such as a filter with a name that does not tell what it is for.
  const unstarted = /^exec (\/\S{1,200}): (?:No such file|Permission denied|Exec format)/i.exec(text)?.[1]
  if (unstarted !== undefined) return specific({ kind: 'program.missing', program: unstarted, detail: text })
  const signal = /(?:([\w/.-]{1,120}) )?(?:got|exited with|killed by|terminated (?:by|with)) signal (?!13\b)(\d{1,2})\b/i.exec(text)
  if (signal !== null) return killed(text, signal[1], signal[2] ?? '')
  return undefined
}

/** Sendbackup names its children: `compress (2311) /usr/bin/gzip got signal 11, /bin/tar got signal 13`. */
function killed(text: string, program: string | undefined, number: string): Failure {
  const filter = /\b(compress|encrypt) \(\d{1,8}\) \S{1,200} got signal (?!13\b)/.exec(text)?.[1]
  if (filter !== undefined) return specific({ kind: 'filter.failed', filter: filter === 'compress' ? 'compression' : 'encryption', detail: text })
  const victim = program?.split('/').at(-1)
  return specific({ kind: 'program.killed', by: 'signal', signal: number, ...(victim === undefined || !program?.includes('/') ? {} : { victim }) })
}

function storageFailure(text: string, { program }: FailureContext): Failure | undefined {
  const full =
    /No space left on device|Disk quota exceeded|File system is full|out of holding space|no more holding disk space|not enough holding ?disk space|no holding ?disk space available|holding ?disk \S{1,200} (?:is )?full/i.exec(
      text,
    )
  // A tape answers with the same text at its end; only the taper talks of tapes.
  if (full === null || program === 'taper') return undefined
  const path = /'(\/[^']{1,300})'|"(\/[^"]{1,300})"|(?:^|\s)(\/[^\s:]{1,300}):/.exec(text)
  const where = path?.[1] ?? path?.[2] ?? path?.[3]
  const quota = /quota/i.test(full[0])
  return specific({ kind: 'storage.full', role: 'server', ...(where === undefined ? {} : { path: where }), ...(quota ? { quota } : {}) })
}

function connectFailure(text: string, { peer }: FailureContext): Failure | undefined {
  const named = /\bssh: connect to host (\S{1,200}) port|\bto (\S{1,200}) failed|\bto (\S{1,200}) port \d+/.exec(text)
  const host = peer ?? named?.[1] ?? named?.[2] ?? named?.[3]
  const toPeer = host === undefined ? {} : { peer: host }
  if (/timeout waiting for ACK\b|timeout during connect/.test(text)) return specific({ kind: 'connect.failed', errno: 'ETIMEDOUT', ...toPeer })
  if (/EOF on read from|\b(?:kex|ssh)_exchange_identification: .{0,20}closed by remote host/i.test(text))
    return specific({ kind: 'connection.closed', role: 'server' })
  // A request is the first thing that is sent: no connection was there before it.
  const routeless = /^Request to \S{1,200} failed: (?:No route to host|Network is unreachable|Host is down)/.test(text)
  if (
    !routeless &&
    !/can(?:'t|not) connect|could not connect|\bconnect(?:_port\w*)?\b.{0,80}failed|ssh: connect to host|error sending REQ|send REQ to/i.test(text)
  )
    return undefined
  const errno = errnoInText(text)
  const port = /\bport (\d{1,5})\b/.exec(text)?.[1]
  if (errno === undefined || errno === 'EPIPE' || errno === 'ECONNRESET') return undefined
  return specific({ kind: 'connect.failed', errno, ...toPeer, ...(port === undefined ? {} : { port: Number(port) }) })
}

/** Any other errno of a network connection, such as a request whose reply was cut off. */
function networkFailure(text: string, { auth }: FailureContext): Failure | undefined {
  const errno = errnoInText(text)
  if (errno === undefined) return undefined
  const operation = /\b(?:recv|read)\b/i.test(text) ? 'read' : /\b(?:write|send|sending)\b/i.test(text) ? 'write' : 'unknown'
  const shared = multiplexed.test(text) || (auth !== undefined && auth !== 'bsd' && auth !== 'krb4')
  if (errno === 'ECONNREFUSED') return specific({ kind: 'connect.failed', errno })
  return specific({ kind: 'connection.failed', errno, operation, channel: 'network', role: 'server', ...(shared ? { separate: false } : {}) })
}
