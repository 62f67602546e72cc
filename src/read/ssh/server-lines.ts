import { errnoInText, type Event, type EventBase } from '../../model/index.ts'
import { type LineRule, nothing } from '../generic/line-rule.ts'

/** What sshd logs about connections it throttles, refuses, times out or loses. */
export const serverLines: readonly LineRule[] = [
  {
    has: 'drop connection #',
    pattern: /^(?:error: )?drop connection #(\d+) from (\S+?)(?: on \S+)? (past|penalty:?) ?(.{0,80})$/,
    says: (match, base) => dropped(match, base),
  },
  {
    has: 'MaxStartups throttling',
    pattern: /^(?:error: )?(beginning|exited) (PerSource)?MaxStartups throttling(?:.{0,40}?(\d+) connections dropped)?/,
    says: (match, base) => throttled(match, base),
  },
  {
    has: 'penalty',
    pattern: /^(?:srclimit_penalise: .{0,200}|(?:ssh_)?penalty: .{0,200}|.{0,120}PerSourcePenalties.{0,120})$/,
    says: (_, base) => [{ ...base, kind: 'limit.reached', limit: 'PerSourcePenalties' }],
  },
  {
    has: 'refusing connection',
    pattern: /^(?:error: )?.{0,60}refusing connection from (\S+)/,
    says: (_, base) => [{ ...base, kind: 'limit.reached', limit: 'MaxStartups', symptom: 'specific' }],
  },
  {
    has: 'client not responding',
    pattern: /^(?:error: )?Timeout, client not responding/,
    says: (_, base) => [{ ...base, kind: 'timer.expired', timer: 'ClientAliveInterval', setting: 'ClientAliveInterval', role: 'server', symptom: 'specific' }],
  },
  {
    // Whoever opens a connection and says nothing causes it: a scanner more often than a backup.
    has: 'Timeout before authentication',
    pattern: /^(?:fatal: |error: )?Timeout before authentication for /,
    says: (_, base) => [{ ...base, kind: 'timer.expired', timer: 'LoginGraceTime', setting: 'LoginGraceTime', role: 'server' }],
  },
  {
    has: '[preauth]',
    pattern: /^(?:error: )?(?:Connection (?:closed|reset) by|Disconnected from|Received disconnect from) (?:(?:authenticating|invalid) user \S+ )?(\S+)/,
    says: (match, base) => [{ ...base, kind: 'port.probed', peer: match[1] ?? '' }],
  },
  {
    has: 'identification string',
    pattern: /^(?:error: )?(?:Did not receive identification string from|Bad protocol version identification .{1,200} from) (\S+)/,
    says: (match, base) => [{ ...base, kind: 'port.probed', peer: match[1] ?? '' }],
  },
  {
    has: 'banner exchange: Connection from',
    pattern: /^(?:error: )?banner exchange: Connection from (\S+)/,
    says: (match, base) => [{ ...base, kind: 'port.probed', peer: match[1] ?? '' }],
  },
  {
    // The client asks for a group of a size that this server does not give: monitor.c.
    has: 'mm_answer_moduli',
    pattern: /^fatal: mm_answer_moduli: bad parameters: (.{1,40})$/,
    says: (match, base) => [{ ...base, kind: 'versions.mismatched', detail: `key exchange group ${match[1] ?? ''}`, symptom: 'specific' }],
  },
  { has: 'from socket failed', pattern: /^(?:fatal: |error: )?Read from socket failed: (.+)$/, says: (match, base) => lost(match[1] ?? '', 'read', base) },
  {
    // Only a session that had logged in is read from here.
    has: 'Read error from remote host',
    pattern: /^(?:error: )?Read error from remote host \S+(?: port \d+)?: (.+)$/,
    says: (match, base) => lost(match[1] ?? '', 'read', base),
  },
  {
    has: 'ssh_packet_',
    pattern: /^fatal: ssh_packet_\w{1,30}: (Broken pipe|Connection [a-z ]{5,30})$/,
    says: (match, base) => lost(match[1] ?? '', 'write', base),
  },
  {
    // The client's own keepalive, told to the server as it left.
    has: 'server not responding',
    pattern: /^(?:error: )?Received disconnect from .{1,80}: Timeout, server (?:\S+ )?not responding/,
    says: (_, base) => [{ ...base, kind: 'timer.expired', timer: 'ServerAliveInterval', setting: 'ServerAliveInterval', role: 'client', symptom: 'specific' }],
  },
  {
    has: 'no more sessions',
    pattern: /^(?:error: )?no more sessions$/,
    says: (_, base) => [{ ...base, kind: 'limit.reached', limit: 'MaxSessions', symptom: 'specific' }],
  },
  {
    has: 'fork',
    pattern:
      /^(?:error|fatal): (?:fork(?: of unprivileged child failed)?|do_exec_(?:no_)?pty: fork|.{0,60}\bfork failed)(?:: (?:Cannot allocate memory|Resource temporarily unavailable))?$/,
    says: (_, base) => [{ ...base, kind: 'limit.reached', limit: 'processes', symptom: 'specific' }],
  },
  {
    has: 'refused connect from',
    pattern: /^refused connect from (\S+)/,
    says: (match, base) => [{ ...base, kind: 'access.refused', reason: 'host-list', detail: match[1] ?? '' }],
  },
  {
    has: 'Authentication refused',
    pattern: /^Authentication refused: (.{1,200})$/,
    says: (match, base) => [{ ...base, kind: 'access.refused', reason: 'authentication', detail: match[1] ?? '' }],
  },
  {
    has: 'Failed ',
    pattern: /^Failed (?:publickey|password|none|keyboard-interactive\S*) for .{1,120} from \S+ port \d+/,
    says: (_, base) => [{ ...base, kind: 'access.refused', reason: 'authentication' }],
  },
  { has: 'Accepted ', pattern: /^Accepted \S+ for .{1,120} from \S+ port \d+/, says: nothing },
  { has: 'pam_unix(sshd', pattern: /^pam_unix\(sshd/, says: nothing },
  {
    has: 'disconnect',
    pattern: /^(?:Received disconnect from|Disconnected from) (?!.{0,120}(?:Too many authentication failures|Packet corrupt|Corrupted MAC)).{1,160}$/,
    says: nothing,
  },
]

function dropped(match: RegExpExecArray, base: EventBase): readonly Event[] {
  const [, value, , how = '', what = ''] = match
  const limit = how === 'past' ? what.trim() || 'MaxStartups' : 'PerSourcePenalties'
  return [{ ...base, kind: 'limit.reached', limit, ...(how === 'past' ? { value: Number(value) } : {}), symptom: 'specific' }]
}

function throttled(match: RegExpExecArray, base: EventBase): readonly Event[] {
  const limit = `${match[2] ?? ''}MaxStartups`
  if (match[1] === 'beginning') return [{ ...base, kind: 'limit.reached', limit, symptom: 'specific' }]
  return [{ ...base, kind: 'limit.reached', limit, ...(match[3] === undefined ? {} : { value: Number(match[3]) }), symptom: 'echo' }]
}

function lost(text: string, operation: 'read' | 'write', base: EventBase): readonly Event[] {
  const errno = errnoInText(text)
  return errno === undefined ? [] : [{ ...base, kind: 'connection.failed', errno, operation, channel: 'network', role: 'server', symptom: 'specific' }]
}
