import type { Event, EventBase } from '../../model/index.ts'
import { type LineRule, nothing } from '../generic/line-rule.ts'
import { isBackupProgram, isBackupUnit } from './backup-programs.ts'

/** What systemd says about units that were killed, timed out or stopped, and about the host's own sleep and start; what services say of passing callers. */
export const serviceLines: readonly LineRule[] = [
  {
    has: '.mount: ',
    pattern:
      /^([\w\\@:.-]{1,200})\.mount: (?:Mounting timed out|Mount process (?:exited|timed out|finished, but there is no mount)|Failed to check directory|Failed with result '(?:exit-code|timeout|resources|protocol)')/,
    says: (match, base) => [{ ...base, kind: 'mount.failed', path: mountPoint(match[1] ?? '') }],
  },
  {
    has: 'Failed to mount ',
    pattern: /^Failed to mount (\/\S{0,200}?)\.?$/,
    says: (match, base) => [{ ...base, kind: 'mount.failed', path: match[1] ?? '' }],
  },
  {
    has: 'ependency failed for ',
    pattern: /^Dependency failed for (.{1,160}?)\.?$/,
    says: (match, base) => (isBackupUnit(match[1] ?? '') ? [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }] : nothing()),
  },
  {
    has: "result 'dependency'",
    pattern: /^(\S{1,100}): Job \S{1,100}\/start failed with result 'dependency'/,
    says: ([text, unit = ''], base) => jobFailed(unit, text, base),
  },
  {
    has: 'process exited, code=',
    pattern: /^(\S{1,100}): (?:Main|Control) process exited, code=(killed|dumped), status=\d+\/(\w+)/,
    says: (match, base) => killedUnit(match, base),
  },
  {
    // systemd.exec(5): 203 is an execve() that failed, 200 a folder that cannot be entered.
    has: 'process exited, code=exited, status=203/EXEC',
    pattern: /^(\S{1,100}): (?:Main|Control) process exited/,
    says: (match, base) => [
      { ...base, kind: 'program.missing', program: match[1] ?? '', detail: 'systemd could not execute it (203/EXEC)', ...specificOf(match[1] ?? '') },
    ],
  },
  {
    has: 'Failed at step EXEC spawning',
    pattern: /^(\S{1,200}): Failed at step EXEC spawning (\/\S{1,200}?): (.{3,80})$/,
    says: (match, base) => [{ ...base, kind: 'program.missing', program: match[2] ?? '', detail: match[3] ?? '', ...specificOf(match[1] ?? '') }],
  },
  {
    has: 'process exited, code=',
    pattern: /^(\S{1,100}): (?:Main|Control) process exited, code=exited, status=(\d{1,3})/,
    says: ([text, unit = '', status], base) => (status === '0' ? [] : jobFailed(unit, text.slice(0, 120), base)),
  },
  {
    has: 'Failed to locate executable',
    pattern: /^(\S{1,100}): Failed to locate executable (\S{1,200}): No such file or directory/,
    says: (match, base) => [{ ...base, kind: 'program.missing', program: match[2] ?? '', detail: match[0], ...specificOf(match[1] ?? '') }],
  },
  {
    has: 'untime',
    pattern: /^(\S{1,100}): (?:Service reached runtime time limit\. Stopping|Service runtime .{1,20} exceeded)/,
    says: (match, base) => [{ ...base, kind: 'run.stopped', by: 'systemd', ...echoOf(match[1] ?? '') }],
  },
  {
    // The daemon at one end of every backup; older versions of systemd print its description alone.
    has: 'Stopping ',
    pattern:
      /^Stopping (?=.{0,60}(?:bareos|bacula|rsync|fast remote file copy|[Pp]roxmox.[Bb]ackup.[Pp]roxy|rest-server|minio|amanda|urbackup|netbackup|burp))(.{3,120}?)\.{3}$/i,
    says: (match, base) => [{ ...base, kind: 'run.stopped', by: `systemd, which stopped ${(match[1] ?? '').split(' - ')[0]?.slice(0, 60) ?? ''}` }],
  },
  {
    // Its own lines say why, where they were given.
    has: "result 'exit-code'",
    pattern: /^(\S{1,100}): Failed with result 'exit-code'/,
    says: ([text, unit = ''], base) => jobFailed(unit, text, base),
  },
  {
    // `systemctl status`: the process that ran, and how it ended.
    has: '(code=',
    pattern: /^Process: \d{1,10} ExecStart=(\S{1,300}) .{0,2000}\(code=exited, status=(\d{1,3})/,
    says: (match, base) =>
      match[2] !== '0' && isBackupProgram(match[1] ?? '')
        ? [{ ...base, kind: 'run.ended', outcome: 'failed', text: `exited with status ${match[2] ?? ''}`, symptom: 'echo' }]
        : [],
  },
  {
    has: "result 'oom-kill'",
    pattern: /^(\S{1,100}): Failed with result 'oom-kill'/,
    says: (match, base) => [{ ...base, kind: 'program.killed', by: 'oom-killer', victim: match[1] ?? '', ...echoOf(match[1] ?? '') }],
  },
  {
    has: 'killed by the OOM killer',
    pattern: /^(\S{1,100}): A process of this unit has been killed by the OOM killer/,
    says: (match, base) => [{ ...base, kind: 'program.killed', by: 'oom-killer', victim: match[1] ?? '', ...echoOf(match[1] ?? '') }],
  },
  {
    has: "result 'timeout'",
    pattern: /^(\S{1,100}): Failed with result 'timeout'/,
    says: (match, base) => [{ ...base, kind: 'run.stopped', by: 'systemd', ...(isBackupUnit(match[1] ?? '') ? { symptom: 'specific' as const } : {}) }],
  },
  { has: 'Failed with result', pattern: /^\S{1,100}: Failed with result '/, says: nothing },
  {
    has: 'imed out',
    pattern: /^(\S{1,100}): (?:[Ss]t(?:art|op) operation timed out|State '[\w-]{1,30}' timed out|.{0,40}service runtime limit reached)/,
    says: (match, base) => [{ ...base, kind: 'run.stopped', by: 'systemd', ...echoOf(match[1] ?? '') }],
  },
  {
    has: 'with signal SIG',
    pattern: /^(\S{1,100}): Killing process \d+ \(([^)]{1,40})\) with signal (SIG\w+)/,
    says: (match, base) => [
      { ...base, kind: 'run.stopped', by: 'systemd', signal: match[3] ?? '', ...(isBackupProgram(match[2] ?? '') ? { symptom: 'echo' as const } : {}) },
    ],
  },
  {
    // OpenVPN, strongSwan and pppd: the tunnel that carried the connection is gone.
    has: ['ping-restart', 'giving up after ', 'LCP terminated', 'Serial link appears', 'Connection terminated.'],
    pattern:
      /^(?:\[?\S{0,80}\]? ?(Inactivity timeout \(--ping-restart\), restarting)|(?:\d{1,4}\[\w{3}\] )?(giving up after \d{1,3} retransmits)|(LCP terminated by peer|Serial link appears to be disconnected\.?|Connection terminated\.)$)/,
    says: ([, vpn, ipsec], base) => [
      { ...base, kind: 'link.lost', device: vpn !== undefined ? 'OpenVPN tunnel' : ipsec !== undefined ? 'IPsec tunnel' : 'PPP link' },
    ],
  },
  {
    has: 'leep',
    pattern: /^(?:Entering sleep state '[\w-]{1,30}'|Suspending system\.\.\.|System returned from sleep|Reached target Sleep)/i,
    says: (match, base) => [{ ...base, kind: 'host.suspended', detail: match[0] }],
  },
  {
    // Go's HTTP server, of a caller that hung up before it spoke.
    has: 'TLS handshake error from',
    pattern: /^http: TLS handshake error from \[?([\w.:]{2,60}?)\]?:\d{1,5}: (?:EOF|read tcp .{1,160}: connection reset by peer)$/,
    says: (match, base) => [{ ...base, kind: 'port.probed', peer: match[1] ?? '' }],
  },
  {
    has: 'accept error',
    // The order of the fields changes from line to line.
    pattern: /\baccept error\b.{0,120}? err="(?:read tcp .{1,160}: connection reset by peer|tls: first record does not look like a TLS handshake)"/,
    says: (_, base) => [{ ...base, kind: 'port.probed' }],
  },
  {
    has: 'The system will ',
    pattern: /^The system will (?:suspend|hibernate|sleep) now/,
    says: (match, base) => [{ ...base, kind: 'host.suspended', detail: match[0] }],
  },
  {
    has: 'System is ',
    pattern: /^System is (rebooting|powering down|halting)/,
    says: (match, base) => [{ ...base, kind: 'host.restarted', detail: match[0] }],
  },
]

const bootLine = /^(?:Linux version \d|Startup finished in |Booting Linux on |-- Reboot --|-- Boot [0-9a-f]{32} --)/

/** A line that only a starting system prints. */
export function isBootLine(text: string): boolean {
  return bootLine.test(text)
}

function killedUnit(match: RegExpExecArray, base: EventBase): readonly Event[] {
  const [, unit = '', how, signal = ''] = match
  // These ask a program to end: whoever sent one stopped the run.
  if (/^(?:TERM|INT|HUP|QUIT)$/.test(signal)) return [{ ...base, kind: 'run.stopped', signal: `SIG${signal}`, ...echoOf(unit) }]
  const by = how === 'dumped' || /^(?:SEGV|ABRT|BUS|ILL|FPE|SYS)$/.test(signal) ? 'crash' : 'signal'
  return [{ ...base, kind: 'program.killed', by, signal: `SIG${signal}`, victim: unit, ...(isBackupUnit(unit) ? { symptom: 'specific' as const } : {}) }]
}

/** systemd.unit(5): a dash in a unit's name is a slash of the path, and `\x2d` a dash. */
function mountPoint(unit: string): string {
  return `/${unit.replace(/-/g, '/').replace(/\\x([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))}`
}

/** A backup's own unit; of each caller that it turns away sshd has one too. */
function isJob(unit: string): boolean {
  return isBackupUnit(unit) && !/sshd?\b|core-?dump|kdump/i.test(unit)
}

function jobFailed(unit: string, text: string, base: EventBase): readonly Event[] {
  return isJob(unit) ? [{ ...base, kind: 'run.ended', outcome: 'failed', text, symptom: 'echo' }] : []
}

function specificOf(unit: string): { readonly symptom?: 'specific' } {
  return isJob(unit) ? { symptom: 'specific' } : {}
}

function echoOf(unit: string): { readonly symptom?: 'echo' } {
  return isBackupUnit(unit) ? { symptom: 'echo' } : {}
}
