import { type LineRule, nothing } from '../generic/line-rule.ts'

/** What begins or names the lines below; a line that holds none of it is none of theirs. */
export const mayBeArchive =
  /^P\d{2,3} {1,4}(?:INFO|WARN|DETAIL|DEBUG): |^Backup completed \(start time: |^INFO: \S{1,12} \S{1,20} Wrote backup with name base_|^\*\* Message: [\d:.]{8,15}: |^(?:\*\* Message: [\d:.]{8,15}: )?Finished dump at: |^Starting mydumper, /

/** pgBackRest, barman, WAL-G and mydumper: how their commands end. Their errors are in words of the system's. */
export const archiveRules: readonly LineRule[] = [
  {
    has: 'completed successfully',
    pattern: /^P\d{2,3} {1,4}INFO: (\S{1,40}) command end: completed successfully/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'completed', text: `${match[1] ?? ''} completed successfully` }],
  },
  {
    has: 'aborted with exception',
    pattern: /^P\d{2,3} {1,4}INFO: (\S{1,40} command end: aborted with exception \[\d{3}\])/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[1] ?? '', symptom: 'echo' }],
  },
  {
    has: 'terminated on signal',
    pattern: /^P\d{2,3} {1,4}INFO: \S{1,40} command end: terminated on signal \[(SIG\w{2,8})\]/,
    says: (match, base) => [{ ...base, kind: 'run.stopped', signal: match[1] ?? '', symptom: 'specific' }],
  },
  { has: ': ', pattern: /^P\d{2,3} {1,4}(?:INFO|DETAIL|DEBUG): /, says: nothing },
  {
    has: 'Backup completed (',
    pattern: /^Backup completed \(start time: .{1,60}, elapsed time: .{1,60}\)/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'completed', text: match[0] }],
  },
  {
    has: 'Wrote backup with name',
    pattern: /^INFO: \S{1,12} \S{1,20} Wrote backup with name base_\w{1,80}/,
    says: (_, base) => [{ ...base, kind: 'run.ended', outcome: 'completed', text: 'Wrote backup' }],
  },
  {
    has: 'Finished dump at: ',
    pattern: /^(?:\*\* Message: [\d:.]{8,15}: )?Finished dump at: /,
    says: (_, base) => [{ ...base, kind: 'run.ended', outcome: 'completed', text: 'Finished dump' }],
  },
  { has: 'Starting mydumper', pattern: /^Starting mydumper, /, says: (_, base) => [{ ...base, kind: 'run.started', job: 'mydumper' }] },
  // GLib's word for a notice; what is graver has another.
  { has: '** Message: ', pattern: /^\*\* Message: (?!.*(?:[Ee]rror|[Ff]ail|[Ll]ost))/, says: nothing },
]
