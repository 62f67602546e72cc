import type { Event, EventBase } from '../../model/index.ts'
import type { LineRule } from '../generic/line-rule.ts'
import { nothing } from '../generic/line-rule.ts'
import { isBackupProgram } from './backup-programs.ts'

const signals: Readonly<Record<string, string>> = {
  Killed: 'SIGKILL',
  'Segmentation fault': 'SIGSEGV',
  Terminated: 'SIGTERM',
  Aborted: 'SIGABRT',
  Hangup: 'SIGHUP',
  'Broken pipe': 'SIGPIPE',
  'File size limit exceeded': 'SIGXFSZ',
  'CPU time limit exceeded': 'SIGXCPU',
}

/** The longest fills its column of 24, so that the command stands right behind it. */
const how = '(Killed|Segmentation fault|Terminated|Aborted|Hangup|Broken pipe|File size limit exceeded|CPU time limit exceeded)(?: *\\(core dumped\\))?'

/** What a shell says of a job that a signal ended, and what ping counted. */
export const shellLines: readonly LineRule[] = [
  {
    has: ': line ',
    pattern: new RegExp(`^\\S{1,200}: line \\d+: +(\\d+) (?:Done {1,40}.{1,200}?\\| )?${how}(?: *(\\S.*))?$`),
    says: ended,
  },
  {
    has: ' Exit ',
    pattern: /^\S{1,200}: line \d+: +\d+ (?:Done {1,40}.{1,200}?\| )?Exit (\d{1,3}) +(\S.*)$/,
    says: ([, code = '', command = ''], base) =>
      // Files that changed or vanished meanwhile: tar's 1, rsync's 24.
      ours(command).symptom === undefined || code === '1' || code === '24'
        ? []
        : [{ ...base, kind: 'run.ended', outcome: 'failed', text: `${command.split(' -')[0]?.slice(0, 60) ?? ''} ended with ${code}`, symptom: 'echo' }],
  },
  {
    // The further programs of a pipeline stand below the first, without the script's name.
    has: ' | ',
    pattern: new RegExp(`^ *(\\d+) ${how} +\\| +(\\S.*)$`),
    says: ended,
  },
  {
    has: ']',
    pattern: new RegExp(`^\\[\\d+\\][+-]? +(?:(\\d+) )?${how} +(\\S.*)$`),
    says: (match, base) => [{ ...base, kind: 'program.killed', ...endOf(match[2] ?? ''), victim: commandOf(match[3], match[1] ?? '') }],
  },
  {
    // timeout(1) with --verbose, coreutils 8.29 and later.
    has: 'sending signal',
    pattern: /^timeout: sending signal (\w{1,12}) to command ['"](.{1,200}?)['"]$/,
    says: (match, base) => [{ ...base, kind: 'run.stopped', by: 'timeout(1)', signal: `SIG${match[1] ?? ''}`, ...ours(match[2]) }],
  },
  {
    // timeout(1) ends with 124 when its time has passed.
    has: '124',
    pattern: /^(?:.{0,80}[ :([])?(?:rc|exit(?:ed)?(?: (?:with )?(?:code|status))?|exit_?code|return(?:ed)?(?: code)?)[ =:]{1,3}124[).]?$/i,
    says: (_, base) => [{ ...base, kind: 'run.stopped', by: 'timeout(1)', symptom: 'specific' }],
  },
  { has: 'Killed', pattern: /^Killed(?:: 9)?$/, says: (_, base) => [{ ...base, kind: 'program.killed', by: 'unknown', signal: 'SIGKILL' }] },
  {
    has: 'packets transmitted',
    pattern: /^(\d+) packets transmitted, (\d+) (?:packets )?received/,
    says: (match, base) => [{ ...base, kind: 'setting.seen', name: 'ping', value: `answered ${match[2] ?? ''} of ${match[1] ?? ''}` }],
  },
  {
    has: 'Packets: Sent',
    pattern: /^\s*Packets: Sent = (\d+), Received = (\d+)/,
    says: (match, base) => [{ ...base, kind: 'setting.seen', name: 'ping', value: `answered ${match[2] ?? ''} of ${match[1] ?? ''}` }],
  },
  {
    // iputils, FreeBSD and macOS, of a packet that may not be fragmented.
    has: 'rag needed',
    pattern: /^From \S{1,80}(?: \(\S{1,60}\))?:? icmp_seq=\d{1,8} Frag needed and DF set \(mtu ?= ?(\d{2,5})\)/,
    says: narrowed,
  },
  { has: 'essage too long', pattern: /^ping6?: (?:local error: |sendmsg: |sendto: )?[Mm]essage too long,? \(?mtu[=:] ?(\d{2,5})\)?/, says: narrowed },
  { has: 'frag needed', pattern: /^\d{1,5} bytes from \S{1,80}(?: \(\S{1,60}\))?: frag needed and DF set \(MTU (\d{2,5})\)/, says: narrowed },
  // tracepath prints the size again where it shrinks, and at the end.
  { has: 'pmtu ', pattern: /^ {0,3}(?:\d{1,2}\??: .{0,160}?|Resume: |Too many hops: )pmtu (\d{2,5})\b/, says: narrowed },
  { has: 'bytes from ', pattern: /^\d+ bytes from .{1,120}(?:icmp_seq|seq)[= ]/, says: nothing },
  { has: 'PING ', pattern: /^PING \S+ \(/, says: nothing },
  // Windows
  { has: 'Pinging ', pattern: /^Pinging \S.{0,120} with \d{1,5} bytes of data/, says: nothing },
  { has: 'be fragmented', pattern: /^Packet needs to be fragmented but DF set\.$/, says: nothing },
  { has: 'ping statistics', pattern: /^--- \S+ ping statistics ---/, says: nothing },
  { has: 'rtt min/avg', pattern: /^(?:rtt|round-trip) min\/avg/, says: nothing },
]

function narrowed([, size = '']: RegExpExecArray, base: EventBase): readonly Event[] {
  return [{ ...base, kind: 'setting.seen', name: 'path mtu', value: size }]
}

/** A signal that asks stops the job; one that cannot be refused, or a crash, kills it. */
function ended([, pid = '', word = '', command]: RegExpExecArray, base: EventBase): readonly Event[] {
  const { by, signal } = endOf(word)
  const own = ours(command)
  if ((word === 'Terminated' || word === 'Hangup') && own.symptom !== undefined) return [{ ...base, kind: 'run.stopped', signal, ...own }]
  return [{ ...base, kind: 'program.killed', by, signal, victim: commandOf(command, pid), ...(word === 'Broken pipe' ? {} : own) }]
}

function endOf(word: string): { readonly by: 'crash' | 'signal'; readonly signal: string } {
  const signal = signals[word] ?? word
  return { by: signal === 'SIGSEGV' || signal === 'SIGABRT' ? 'crash' : 'signal', signal }
}

/** A shell that tells of its own job's death tells of the failure, if that job was a backup's; an orderly signal is a stop. */
function ours(command: string | undefined): { readonly symptom?: 'specific' } {
  const program = /^(?:sudo |nice |ionice (?:-\S+ )*|timeout \S+ |env )*(\S+)/.exec(command ?? '')?.[1] ?? ''
  return isBackupProgram(program) ? { symptom: 'specific' } : {}
}

function commandOf(command: string | undefined, pid: string): string {
  return command === undefined || command === '' ? `pid ${pid}` : command.slice(0, 120)
}
