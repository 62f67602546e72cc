import { type LineRule, nothing } from '../generic/line-rule.ts'

/** lsyncd's own lines; exit codes of rsync in them are the rsync reader's. */
export const mayBeLsyncd =
  /\bCritical exitcode\.|\b(?:Normal|Error)[:,] (?:Rsyncing|Deleting|Moving|Calling|Failure|Unknown exitcode|recursive startup|Temporary or permanent failure)\b/

/** lsyncd, which watches a folder and starts rsync, or through ssh a shell's command, for each change. */
export const lsyncdRules: readonly LineRule[] = [
  {
    has: 'Critical exitcode.',
    pattern: /\bCritical exitcode\.$/,
    says: (_, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: 'lsyncd ended: Critical exitcode', symptom: 'echo' }],
  },
  {
    has: 'Temporary or permanent failure',
    pattern: /\bError[:,] (Temporary or permanent failure on startup of "[^"]{1,300}")/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[1] ?? '', symptom: 'echo' }],
  },
  {
    // What a shell at the other end made of a move or a deletion: ssh's own failure is 255, any other number the command's.
    has: ['exitcode', 'Failure'],
    pattern: /\b(?:Normal|Error)[:,] (?:Unknown exitcode|Failure) (?:Move|Delete|\w{3,10}) .{1,400}: (\d{1,3})$/,
    says: (match, base) => [
      {
        ...base,
        kind: 'program.exited',
        code: Number(match[1]),
        ...(match[1] === '255' ? { role: 'ssh' } : {}),
        symptom: match[1] === '255' ? 'specific' : 'echo',
      },
    ],
  },
  // Exit codes of rsync stand in lines that the rsync reader takes.
  { has: 'Normal', pattern: /\bNormal[:,] (?:Rsyncing|Deleting|Moving|Calling|recursive startup)\b/, says: nothing },
]
