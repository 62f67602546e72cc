import type { Event, EventBase } from '../../model/index.ts'
import { type LineRule, nothing } from '../generic/line-rule.ts'
import { isBackupProgram, isBackupUnit } from './backup-programs.ts'

/** What systemd says about units that were killed, timed out or stopped, and about the host's own sleep and start; what services say of passing callers. */
export const serviceLines: readonly LineRule[] = [
  {
    has: 'process exited, code=',
    pattern: /^(\S{1,100}): (?:Main|Control) process exited, code=(killed|dumped), status=\d+\/(\w+)/,
    says: (match, base) => killedUnit(match, base),
  },
  { has: 'process exited, code=', pattern: /^\S{1,100}: (?:Main|Control) process exited, code=exited/, says: nothing },
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

function echoOf(unit: string): { readonly symptom?: 'echo' } {
  return isBackupUnit(unit) ? { symptom: 'echo' } : {}
}
