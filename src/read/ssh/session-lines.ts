import { errnoInText, type Event, type EventBase } from '../../model/index.ts'
import type { LineRule } from '../generic/line-rule.ts'

/** What the OpenSSH client and its sftp and scp say before a login, or in its place: files it mistrusts, accounts that may not log in, a shell that talks. */
export const sessionLines: readonly LineRule[] = [
  {
    has: 'bad permissions',
    pattern: /^Load key "[^"]{1,300}": bad permissions$/,
    says: (_, base) => refused('the key file is open to others', base),
  },
  { has: 'Bad owner or permissions', pattern: /^Bad owner or permissions on (\S{1,300})$/, says: (match, base) => refused(match[0], base) },
  {
    // Mistyped, or of a later release; ssh reads no further and connects nowhere.
    has: 'Bad configuration option',
    pattern: /^\S{1,300}(?: line \d{1,5}|: line \d{1,5}): Bad configuration option: (\S{1,80})$/,
    says: (match, base) => [misconfigured(match[1] ?? '', base)],
  },
  {
    has: 'option -- ',
    pattern: /^(?:ssh|scp|sftp): (?:illegal|invalid|unknown) option -- (\S)$/,
    says: (match, base) => [{ ...base, kind: 'usage.refused', detail: `option -${match[1] ?? ''}`, symptom: 'specific' }],
  },
  {
    has: 'no matching ',
    pattern: /^no matching (?:cipher|mac|comp|key exchange method|host key type) found: client \S{1,400} server \S{1,400}$/,
    says: (match, base) => [{ ...base, kind: 'versions.mismatched', detail: match[0].slice(0, 120), symptom: 'specific' }],
  },
  {
    has: 'signing failed for',
    pattern: /^sign_and_send_pubkey: signing failed for .{1,300}: (.{1,120})$/,
    says: (match, base) => refused(match[1] ?? '', base),
  },
  {
    has: 'ccount ',
    pattern: /^(?:This account is currently not available\.?|Your account has expired; .{1,120}|Account .{1,80} is (?:locked|disabled|expired).{0,80})$/,
    says: (match, base) => refused(match[0], base),
  },
  { has: 'assword change required', pattern: /^Password change required but no TTY available\.?$/, says: (match, base) => refused(match[0], base) },
  { has: 'sftp connections only', pattern: /^This service allows sftp connections only\.?$/, says: (match, base) => refused(match[0], base) },
  { has: 'Received message too long', pattern: /^(?:sftp: )?Received message too long (\d{1,10})$/, says: (match, base) => overlong(Number(match[1]), base) },
  {
    has: 'produces no output',
    pattern: /^Ensure the remote shell produces no output for non-interactive sessions/,
    says: (match, base) => [{ ...base, kind: 'stream.polluted', detail: match[0], symptom: 'specific' }],
  },
  {
    has: 'open failed: connect failed',
    pattern: /^channel \d+: open failed: connect failed: (.{1,120})$/,
    says: (match, base) => forwarded(match[1] ?? '', base),
  },
  {
    // What it wraps has said why.
    has: 'tdio forwarding failed',
    pattern: /^stdio forwarding failed$/i,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }],
  },
  {
    has: 'scp: ',
    pattern: /^scp: Connection closed$/,
    says: (_, base) => [{ ...base, kind: 'connection.closed', role: 'client', symptom: 'echo' }],
  },
  {
    // SFTP's answer to whatever it has no number for: a full disk, a quota, a file that may not be written.
    has: 'Failure',
    pattern: /^(?:scp: (?:write|dest open|open) (?:remote |local )?"[^"]{1,300}"|Couldn't (?:write to|close) (?:remote )?file "[^"]{1,300}"): Failure$/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0].slice(0, 200), symptom: 'specific' }],
  },
  {
    has: 'scp: ',
    pattern: /^scp: .{1,300}: (?:No such file or directory|Permission denied|Not a directory|not a regular file|Is a directory)$/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0].slice(0, 200), symptom: 'specific' }],
  },
]

function refused(detail: string, base: EventBase): readonly Event[] {
  return [{ ...base, kind: 'access.refused', reason: 'authentication', detail: detail.slice(0, 120), symptom: 'specific' }]
}

/** The four bytes that should be a length are the first of what a login script printed. */
function overlong(length: number, base: EventBase): readonly Event[] {
  const bytes = [length >>> 24, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff]
  const text = bytes.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0x1b)
  if (!text) return [{ ...base, kind: 'stream.corrupted', detail: `a message of ${length} bytes`, symptom: 'specific' }]
  return [{ ...base, kind: 'stream.polluted', text: String.fromCharCode(...bytes).trim(), symptom: 'specific' }]
}

/** The host in between tried to reach the next one; `open failed` by itself is sshd's word for one session too many. */
function forwarded(text: string, base: EventBase): readonly Event[] {
  const errno = errnoInText(text)
  if (errno !== undefined) return [{ ...base, kind: 'connect.failed', errno, symptom: 'specific' }]
  if (/resol|not known|no such host/i.test(text)) return [{ ...base, kind: 'access.refused', reason: 'name', symptom: 'specific' }]
  return [{ ...base, kind: 'limit.reached', limit: 'MaxSessions', symptom: 'specific' }]
}

/** Words of ssh_config that came with a release from 5.6 on, in lower case (release notes of OpenSSH). */
const laterWords: ReadonlySet<string> = new Set([
  ...[
    'controlpersist',
    'ipqos',
    'requesttty',
    'canonicalizehostname',
    'proxyusefdpass',
    'fingerprinthash',
    'streamlocalbindunlink',
    'updatehostkeys',
    'hostbasedkeytypes',
  ],
  ...[
    'pubkeyacceptedkeytypes',
    'addkeystoagent',
    'certificatefile',
    'include',
    'proxyjump',
    'identityagent',
    'remotecommand',
    'syslogfacility',
    'bindinterface',
    'setenv',
  ],
  ...[
    'casignaturealgorithms',
    'pkcs11provider',
    'securitykeyprovider',
    'knownhostscommand',
    'permitremoteopen',
    'hostbasedacceptedalgorithms',
    'pubkeyacceptedalgorithms',
  ],
  ...[
    'requiredrsasize',
    'enableescapecommandline',
    'logverbose',
    'channeltimeout',
    'obscurekeystroketiming',
    'sessiontype',
    'stdinnull',
    'forkafterauthentication',
    'tag',
  ],
])

function misconfigured(word: string, base: EventBase): Event {
  const detail = `unsupported option ${word}`
  return { ...base, kind: laterWords.has(word.toLowerCase()) ? 'versions.mismatched' : 'usage.refused', detail, symptom: 'specific' }
}
