import type { Event } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { applyRules, type LineRule } from '../generic/line-rule.ts'
import { timedText } from '../generic/line-time.ts'
import type { LineReader, LogLine, SourceContext } from '../reader.ts'

/** Programs that start another transport and pass its exit status on: btrbk, znapzend, syncoid, borgmatic, rsnapshot. */
export const wrappers: LineReader = {
  id: 'wrappers',
  open: (source) => ({ read: (line) => readLine(line, source) }),
}

const mayBeWrapper =
  /exitcode=|cannot (?:send|receive)|CRITICAL ERROR|returned non-zero exit status|rsync returned \d|Failed to (?:delete|send|create) |Error running (?:actions|commands)/

const rules: readonly LineRule[] = [
  {
    has: 'SSH command failed',
    pattern: /^(?:ERROR: )?(?:\.\.\. )?SSH command failed \(exitcode=(\d{1,3})\)/,
    says: (match, base) => [{ ...base, kind: 'program.exited', code: Number(match[1]), role: 'ssh', symptom: 'specific' }],
  },
  {
    has: 'ommand failed',
    pattern: /^(?:ERROR: )?(?:\.\.\. )?Command (?:execution )?failed \(exitcode=(\d{1,3})\)/,
    says: (match, base) => [{ ...base, kind: 'program.exited', code: Number(match[1]), symptom: 'specific' }],
  },
  {
    has: 'Failed to ',
    pattern: /^ERROR: Failed to (?:delete|send|create|send\/receive) (?:subvolume|snapshot)/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }],
  },
  {
    has: 'cannot send snapshots to',
    pattern: /^ERROR: cannot send snapshots to (\S{1,200})/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }],
  },
  {
    has: 'cannot ',
    pattern: /^warning: cannot (?:send|receive) '[^']{1,200}': (.{1,120})$/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[1] ?? '', symptom: 'echo' }],
  },
  {
    has: 'rsync returned ',
    pattern: /rsync returned (\d{1,3}) while processing /,
    says: (match, base) => [{ ...base, kind: 'program.exited', code: Number(match[1]), role: 'rsync', symptom: 'echo' }],
  },
  {
    has: 'returned non-zero exit status',
    pattern: /Command '.{1,400}?' returned non-zero exit status (\d{1,3})/,
    says: (match, base) => [{ ...base, kind: 'program.exited', code: Number(match[1]), symptom: 'echo' }],
  },
  {
    has: 'CRITICAL ERROR',
    pattern: /^CRITICAL ERROR: .{1,400} failed: (\d{1,5})/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0].slice(0, 200), symptom: 'echo' }],
  },
  {
    has: 'Error running ',
    pattern: /Error running (?:actions|commands) for /,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }],
  },
]

function readLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  if (!mayBeWrapper.test(line.text)) return undefined
  const { text, when } = timedText(line, source)
  return applyRules(rules, text, () => eventBase(line, source, 'other', when))
}
