import { errnoInText, type Event, type EventBase } from '../../model/index.ts'
import { type LineRule, nothing } from '../generic/line-rule.ts'

/** What the OpenSSH client prints when its connection does not come up, does not stay up, or may not be used. */
export const clientLines: readonly LineRule[] = [
  {
    has: 'exchange_identification:',
    pattern: /^(?:error: |debug1: |fatal: )?(?:kex|ssh)_exchange_identification: (?:read: |write: |banner line \d+: )?(.+)$/,
    says: (match, base) => beforeBanner(match[1] ?? '', base),
  },
  {
    has: 'banner exchange',
    pattern: /^Connection timed out during banner exchange/,
    says: (_, base) => [{ ...base, kind: 'timer.expired', timer: 'banner exchange', setting: 'ConnectTimeout', role: 'client', symptom: 'specific' }],
  },
  {
    has: 'send disconnect:',
    pattern: /^client_loop: send disconnect: (.+)$/,
    says: (match, base) => broken(match[1] ?? '', 'write', base),
  },
  {
    has: ': Connection ',
    pattern:
      /^(?:fatal: |error: )?(?:client_loop: ssh_packet_write_poll|packet_write_poll|packet_write_wait|ssh_dispatch_run_fatal|ssh_packet_write_(?:wait|poll)): Connection (?:to (?:user \S+ )?|from (?:user \S+ )?)(\S+) port \d+: (?!.*\[preauth\])(.+)$/,
    says: (match, base) => broken(match[2] ?? '', 'write', base),
  },
  { has: 'Write failed:', pattern: /^(?:fatal: )?Write failed: (.+)$/, says: (match, base) => broken(match[1] ?? '', 'write', base) },
  {
    has: 'from remote host',
    pattern: /^Read from remote host \S+: (.+)$/,
    says: (match, base) => broken(match[1] ?? '', 'read', base),
  },
  {
    has: 'closed by remote host',
    pattern: /^Connection to \S+ closed by remote host\.?$/,
    says: (_, base) => [{ ...base, kind: 'connection.closed', role: 'client', symptom: 'specific' }],
  },
  { has: 'Connection to ', pattern: /^(?:Shared c|C)onnection to \S+ closed\.$/, says: nothing },
  {
    has: ' not responding',
    pattern: /^Timeout, server (\S+) not responding/,
    says: (_, base) => [{ ...base, kind: 'timer.expired', timer: 'ServerAliveInterval', setting: 'ServerAliveInterval', role: 'client', symptom: 'specific' }],
  },
  {
    has: 'connect to ',
    pattern: /^(?:ssh: )?connect to (?:host|address) (\S+) port (\d+): (.+)$/,
    says: (match, base) => notConnected(match, base),
  },
  {
    has: ' port ',
    pattern: /^Connection (reset|closed|timed out)(?: by| to)? (?:authenticating user \S+ |UNKNOWN )?(\S+) port (\d+)(?: timed out)?$/,
    says: (match, base) => packetLayer(match, base),
  },
  {
    has: ' timed out',
    pattern: /^Connection to (\S+) (?:port )?(\d+) timed out$/,
    says: (_, base) => broken('Connection timed out', 'read', base),
  },
  {
    has: 'resolve hostname',
    pattern: /^(?:ssh: )?Could not resolve hostname (\S+?):? /,
    says: (match, base) => [{ ...base, kind: 'access.refused', reason: 'name', detail: match[1] ?? '', symptom: 'specific' }],
  },
  {
    has: 'ost key',
    pattern: /^(?:Host key verification failed|No \S+ host key is known for (\S+))/,
    says: (_, base) => [{ ...base, kind: 'access.refused', reason: 'authentication', detail: 'host key', symptom: 'specific' }],
  },
  {
    has: 'has changed and you have requested strict',
    pattern: /^(?:\S{1,20} )?host key for \S{1,200} has changed and you have requested strict checking/i,
    says: (_, base) => [{ ...base, kind: 'access.refused', reason: 'authentication', detail: 'host key', symptom: 'echo' }],
  },
  {
    has: 'Offending ',
    pattern: /^Offending (?:\S{1,20} )?key in (\S{1,300}:\d{1,7})\s*$/,
    says: (match, base) => [{ ...base, kind: 'setting.seen', name: 'offending host key', value: match[1] ?? '' }],
  },
  { has: 'IDENTIFICATION HAS CHANGED', pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED/, says: nothing },
  {
    has: 'Permission denied (',
    pattern: /^(?:\S+@\S+: )?Permission denied \(([a-z,-]+)\)/,
    says: (match, base) => [{ ...base, kind: 'access.refused', reason: 'authentication', detail: match[1] ?? '', symptom: 'specific' }],
  },
  {
    has: 'Too many authentication failures',
    pattern: /^(?:Received disconnect from .{1,80}|Disconnecting.{0,80}): Too many authentication failures/,
    // The daemon says it of anybody who guesses passwords.
    says: (_, base) => [
      {
        ...base,
        kind: 'access.refused',
        reason: 'authentication',
        detail: 'too many authentication failures',
        ...(base.program?.startsWith('sshd') === true ? {} : { symptom: 'specific' as const }),
      },
    ],
  },
  {
    has: 'Unable to negotiate',
    pattern: /^(?:fatal: )?Unable to negotiate with \S+ port \d+: (.{1,200}?)(?:\. Their offer: .*)?$/,
    says: (match, base) => [{ ...base, kind: 'versions.mismatched', detail: match[1] ?? '', symptom: 'specific' }],
  },
  {
    has: 'on input',
    pattern: /^(?:Disconnecting.{0,80}: )?(Corrupted (?:MAC|check bytes) on input|Bad packet length \d+)/,
    says: (match, base) => [{ ...base, kind: 'stream.corrupted', detail: match[1] ?? '', symptom: 'specific' }],
  },
  {
    has: 'acket corrupt',
    pattern: /^(?:Received disconnect from .{1,80}|Disconnecting.{0,80}): Packet corrupt/,
    says: (match, base) => [{ ...base, kind: 'stream.corrupted', detail: match[0], symptom: 'specific' }],
  },
  {
    has: 'padding error',
    pattern: /^padding error: need \d+ block \d+/,
    says: (match, base) => [{ ...base, kind: 'stream.corrupted', detail: match[0], symptom: 'specific' }],
  },
  {
    has: 'Bad packet length',
    pattern: /^(?:Disconnecting.{0,80}: )?(Bad packet length \d+)/,
    says: (match, base) => [{ ...base, kind: 'stream.corrupted', detail: match[1] ?? '', symptom: 'specific' }],
  },
  {
    has: 'open failed',
    pattern: /^(?:channel \d+: open failed|mux_client_request_session: session request failed: Session open (?:refused|failed))/,
    says: (_, base) => [{ ...base, kind: 'limit.reached', limit: 'MaxSessions', symptom: 'specific' }],
  },
  {
    has: 'Session open refused',
    pattern: /^mux_client_request_session: /,
    says: (_, base) => [{ ...base, kind: 'limit.reached', limit: 'MaxSessions', symptom: 'specific' }],
  },
  {
    // The server has no program for that subsystem, sftp as a rule.
    has: 'subsystem request failed',
    pattern: /^subsystem request failed on channel \d+/,
    says: (match, base) => [{ ...base, kind: 'program.missing', program: 'sftp-server', detail: match[0], symptom: 'specific' }],
  },
  {
    // The server let the caller in and would not start a command: it may start no further process, or runs none for this user.
    has: 'request failed on channel',
    pattern: /^(?:exec|shell) request failed on channel \d+/,
    says: (match, base) => [{ ...base, kind: 'program.missing', detail: match[0], symptom: 'specific' }],
  },
  {
    has: 'Killed by signal',
    pattern: /^Killed by signal (\d{1,2})\.$/,
    says: (match, base) => [{ ...base, kind: 'run.stopped', signal: signalName(Number(match[1])) }],
  },
  // Libraries' words for the same question and its answer: the other end is there.
  { has: 'keepalive@openssh.com', pattern: /\(GLOBAL_REQUEST: keepalive@openssh\.com\)$/, says: nothing },
  { has: 'Permanently added', pattern: /^Warning: Permanently added /, says: nothing },
  { has: 'Pseudo-terminal', pattern: /^Pseudo-terminal will not be allocated /, says: nothing },
]

function signalName(number: number): string {
  return { 1: 'SIGHUP', 2: 'SIGINT', 9: 'SIGKILL', 13: 'SIGPIPE', 15: 'SIGTERM' }[number] ?? `signal ${number}`
}

/** sshd since 9.8 tells a refused client why, in place of its banner. */
const refusals: readonly (readonly [string, string])[] = [
  ['Exceeded MaxStartups', 'MaxStartups'],
  ['Not allowed at this time', 'PerSourcePenalties'],
]

function beforeBanner(text: string, base: EventBase): readonly Event[] {
  const refusal = refusals.find(([wording]) => text.includes(wording))
  if (refusal !== undefined) return [{ ...base, kind: 'limit.reached', limit: refusal[1], symptom: 'specific' }]
  if (base.program?.startsWith('sshd') === true) return [{ ...base, kind: 'port.probed' }]
  if (/^(?:Connection closed|client sent|Remote end closed|No banner|banner)/i.test(text)) {
    if (/invalid characters/.test(text)) return [{ ...base, kind: 'stream.polluted', detail: text, symptom: 'specific' }]
    return /closed/.test(text) ? [{ ...base, kind: 'connection.closed', stream: 'banner', role: 'client', symptom: 'specific' }] : []
  }
  return broken(text, 'read', base, 'banner')
}

function broken(text: string, operation: 'read' | 'write', base: EventBase, stream?: string): readonly Event[] {
  const role = base.program?.startsWith('sshd') === true ? 'server' : 'client'
  const errno = errnoInText(text)
  if (errno !== undefined) {
    return [
      { ...base, kind: 'connection.failed', errno, operation, channel: 'network', role, ...(stream === undefined ? {} : { stream }), symptom: 'specific' },
    ]
  }
  if (/authentication code incorrect|corrupted/i.test(text)) return [{ ...base, kind: 'stream.corrupted', detail: text, symptom: 'specific' }]
  return [{ ...base, kind: 'connection.closed', role, ...(stream === undefined ? {} : { stream }), symptom: 'specific' }]
}

function notConnected(match: RegExpExecArray, base: EventBase): readonly Event[] {
  const [, peer = '', port, text = ''] = match
  if (/resolve|not known|nodename/i.test(text)) return [{ ...base, kind: 'access.refused', reason: 'name', detail: peer, symptom: 'specific' }]
  const errno = errnoInText(text)
  // Cygwin and macOS have no word for what select() met: `Bad file number`, `Undefined error: 0`.
  if (errno === undefined) return [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0].slice(0, 200), symptom: 'specific' }]
  return [{ ...base, kind: 'connect.failed', errno, port: Number(port), peer, symptom: 'specific' }]
}

/** `Connection closed by H port P` is the client's last word, and in sshd's log a passer-by's. */
function packetLayer(match: RegExpExecArray, base: EventBase): readonly Event[] {
  const [, how = '', peer = ''] = match
  if (base.program?.startsWith('sshd') === true) {
    return how === 'reset' ? broken('Connection reset by peer', 'read', base) : [{ ...base, kind: 'connection.closed', role: 'server' }]
  }
  if (how === 'closed') return [{ ...base, kind: 'connection.closed', role: 'client', symptom: 'specific' }]
  return peer === '' ? [] : broken(how === 'reset' ? 'Connection reset by peer' : 'Connection timed out', 'read', base)
}
