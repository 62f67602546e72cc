import type { Body, Weight } from './draft.ts'
import { reported, type Told } from './status-bodies.ts'
import { isTextOf, statusOfText } from './status-codes.ts'
import { impliedBy } from './status-words.ts'

interface Row {
  readonly pattern: RegExp
  readonly weight: Weight
  readonly body: (match: RegExpExecArray) => Body
}

const failed = (text: string): Body => ({ kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200) })
const noMedium = ({ input }: RegExpExecArray): Body => ({ kind: 'media.failed', detail: input.slice(0, 120) })

/** What a program says of itself as an error, where the words name the trouble without an errno or a status. */
const ofErrors: readonly Row[] = [
  {
    // The storage server's plug-in: its own sockets, and calls it was told to give up.
    pattern: /\berror 20600(?:14|19)\b|terminated by parent process|could not send server status message/,
    weight: 'echo',
    body: ({ input }) => failed(input),
  },
  {
    pattern: /\bgethostby(?:name|addr) failed\b/,
    weight: 'specific',
    body: ({ input }) => ({ kind: 'access.refused', reason: 'name', detail: input.slice(0, 120) }),
  },
  {
    pattern: /\bServer (\S{1,80}) is not a (?:master|media|primary) server\b/,
    weight: 'specific',
    body: (match) => ({ kind: 'access.refused', reason: 'host-list', detail: `${match[1] ?? ''} is not a server` }),
  },
  {
    pattern:
      /\bauthenticat(?:e|ion)\b.{0,60}?\b(?:failed|denied|incorrect)\b|\b[Cc]annot authenticate\b|\bNDMP_(?:NOT_AUTHORIZED|PERMISSIONS?)_ERR\b|_auth failed\b|\bauthori[sz]ation fail(?:ed|ure)\b|\b(?:incorrect|invalid|wrong) (?:user ?name|password|credentials)\b|\b[Cc]annot complete login\b|\blog ?in (?:failed|incorrect)\b/,
    weight: 'vague',
    body: ({ input }) => ({ kind: 'access.refused', reason: 'authentication', detail: input.slice(0, 120) }),
  },
  { pattern: /\bSSL_(?:connect|accept) failed: (.{1,120})/, weight: 'specific', body: (match) => ({ kind: 'tls.failed', reason: match[1] ?? '' }) },
  { pattern: /\[PROXY\] Encountered error \((CERT_\w{1,60})\)/, weight: 'vague', body: (match) => ({ kind: 'tls.failed', reason: match[1] ?? '' }) },
  {
    pattern: /\[PROXY\] Encountered error \((VALIDATE_PEER_HOST\w{1,60})\)/,
    weight: 'vague',
    body: (match) => ({ kind: 'access.refused', reason: 'host-list', detail: match[1] ?? '' }),
  },
  {
    // A script of the site's own, in the words of its shell.
    pattern: /: ([\w.+-]{1,40}): (?:command )?not found$/,
    weight: 'vague',
    body: ({ 1: program = '', input }) => ({ kind: 'program.missing', program, detail: input.slice(0, 120) }),
  },
  {
    pattern: /could not allocate (?:enough )?shared memory/,
    weight: 'specific',
    body: () => ({ kind: 'limit.reached', limit: 'shared memory of the media server' }),
  },
  {
    pattern:
      /\b(?:image write failed|cannot write image to|cannot read image from|ioctl \(MT\w{2,8}\) failed|(?:write|read) error on media|unable to locate media|\bsts_\w{1,40} failed|requested media id .{1,60}not (?:found|available)|(?:cannot|unable to|error|failed) open(?:ing)? tape (?:device|drive))/,
    weight: 'fallback',
    body: noMedium,
  },
  {
    // The virtual machine's host answers a connection for its disks: 14009 of the disk library.
    pattern: /\b14009\b|\bserver refused connection\b/,
    weight: 'vague',
    body: () => ({ kind: 'connect.failed', errno: 'ECONNREFUSED', port: 902 }),
  },
  {
    pattern:
      /\bUnable to create snapshot\b|\bvSphere_freeze: |\bVSS_E_\w+|\bsnapshot (?:preparation|processing|creation) failed\b|\bVIXAPI\b|\bVMware error received: |\bvfm_freeze: |\bError opening the snapshot disks\b|\bSnapshot Error while reading\b|\bVixDiskLib_\w{1,40}\b.{0,40}?\b[Ee]rror\b/,
    weight: 'vague',
    body: () => ({ kind: 'source.failed', reason: 'other' }),
  },
  { pattern: /\bFREEZING media id\b/, weight: 'vague', body: noMedium },
  {
    pattern: /\bunable to perform read from client socket\b|\bsocket is closed\b|\bpremature end of file encountered\b/,
    weight: 'vague',
    body: () => ({ kind: 'connection.closed' }),
  },
  {
    pattern: /\bkilled by SIG(PIPE)\b/,
    weight: 'vague',
    body: () => ({ kind: 'connection.failed', errno: 'EPIPE', operation: 'write', channel: 'unknown', role: 'client' }),
  },
  // Another way in may be tried next.
  { pattern: /\bSO_ERROR returned (?:111|146|239|10061)\b/, weight: 'waiting', body: () => ({ kind: 'connect.failed', errno: 'ECONNREFUSED' }) },
  { pattern: /\bSO_ERROR returned (?:110|145|238|10060)\b/, weight: 'waiting', body: () => ({ kind: 'connect.failed', errno: 'ETIMEDOUT' }) },
  {
    pattern: /\b[Cc](?:annot|an't) connect to client\b|\bconnect failed STATUS \(\d{1,3}\) CONNECT_FAILED\b/,
    weight: 'waiting',
    body: ({ input }) => failed(input),
  },
]

/** What a program calls an error in words alone; undefined when no wording is known. */
export function namedTrouble(text: string): readonly Told[] | undefined {
  for (const { pattern, weight, body } of ofErrors) {
    const match = pattern.exec(text)
    if (match !== null) return [{ body: body(match), weight }]
  }
  return statusWords(text)
}

/** `from client web: FTL - socket write failed`: it ends with the published text of a status. */
function statusWords(text: string): readonly Told[] | undefined {
  const words = text.slice(Math.max(text.lastIndexOf(': ') + 2, text.lastIndexOf(' - ') + 3, 0))
  const [, named, number] = /^(.{4,120}?)\s?\((\d{1,5})\)\.?$/.exec(words) ?? []
  if (named !== undefined && isTextOf(Number(number), named)) return reported(Number(number))
  const status = statusOfText(words)
  return status === undefined || !status.text.includes(' ') ? undefined : reported(status.code)
}

/** The resource broker's reason: `NBU status: 800, EMM status: Disk volume is down`. */
export function brokerReason(text: string): readonly Told[] {
  const reason = /\bEMM status: (.{4,160}?)\s*$/.exec(text)?.[1]
  const body = reason === undefined ? undefined : impliedBy(reason)
  return body === undefined ? [] : [{ body, weight: 'fallback' }]
}

/** The tape daemons' lines in the system's log, and the broker's alone; undefined for any other. */
export function daemonTrouble(text: string): readonly Told[] | undefined {
  if (text.length > 1_000) return undefined
  if (
    /^(?:.{0,160}[\s:])?(?:TL[DH8M4]|ACS)\(\d{1,3}\) .{0,80}(?:\bunavailable: |being DOWNED|going to UNAVAILABLE|\bMove_medium error\b)|^(?:bptm: )?FREEZING media id \S/.test(
      text,
    )
  )
    return [{ body: { kind: 'media.failed', detail: text.slice(0, 120) }, weight: 'vague' }]
  return /^EMM status: /.test(text) ? brokerReason(text) : undefined
}
