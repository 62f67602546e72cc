import { type LineRule, nothing } from '../generic/line-rule.ts'

/** Unison's own lines. */
export const mayBeUnison =
  /^(?:Fatal error: )?Lost connection with the server|ill-formed message|Fatal error during unmarshaling|Received unexpected header from the server|^expected "Unison |^Contacting server\.\.\.|^Connected \[|^Looking for changes$|^Reconciling changes$|^Propagating updates$|^Saving synchronizer state$|^Nothing to do: replicas have not changed|^Synchronization (?:complete|incomplete) at |^Warning: No archive files were found for these roots|^UNISON [\d.]+ .{0,80}(?:started|finished) propagating|\bThe archive file is missing on some hosts\b|is locked by another unison|\barchives? (?:is|are) locked\b/

const symptom = 'specific' as const

/** Unison keeps two folders alike over ssh or a socket; both ends must be of one release, up to 2.51 also of one OCaml. */
export const unisonRules: readonly LineRule[] = [
  {
    has: 'Lost connection with the server',
    pattern: /^(?:Fatal error: )?Lost connection with the server/,
    says: (_, base) => [{ ...base, kind: 'connection.closed', symptom }],
  },
  {
    has: ['ill-formed message', 'unmarshaling'],
    pattern: /^(?:Unison failed: |Fatal error: |Uncaught exception ).{0,120}(?:ill-formed message|unmarshaling)/,
    says: (match, base) => [{ ...base, kind: 'versions.mismatched', detail: `unsupported stream: ${match[0].slice(0, 120)}`, symptom }],
  },
  {
    // What stands behind is the greeting of another release, or words of a login script.
    has: 'but received',
    pattern: /^expected "Unison [^"]{1,60}" but received "(.{0,200}?)"/,
    says: ([text = '', received = ''], base) => [
      received.startsWith('Unison ')
        ? { ...base, kind: 'versions.mismatched', detail: text.slice(0, 160), symptom }
        : { ...base, kind: 'stream.polluted', text: received.slice(0, 60), symptom },
    ],
  },
  {
    has: 'unexpected header',
    pattern: /^(?:Fatal error: )?Received unexpected header from the server/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }],
  },
  {
    has: 'locked',
    pattern: /\barchives? (?:is|are) locked\b|is locked by another unison/,
    says: (_, base) => [{ ...base, kind: 'limit.reached', limit: 'one Unison at a time for a pair of roots', symptom }],
  },
  {
    has: 'Nothing to do',
    pattern: /^Nothing to do: replicas have not changed/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'completed', text: match[0] }],
  },
  {
    has: 'Synchronization ',
    pattern: /^Synchronization (complete|incomplete) at \S{1,20}(?:\s+\((.{1,160})\))?/,
    says: ([text, how], base) => [{ ...base, kind: 'run.ended', outcome: how === 'complete' ? 'completed' : 'completed-with-warnings', text }],
  },
  {
    has: '',
    pattern:
      /^(?:Contacting server\.\.\.|Connected \[|Looking for changes$|Reconciling changes$|Propagating updates$|Saving synchronizer state$|Warning: No archive files were found for these roots|UNISON [\d.]+ )/,
    says: nothing,
  },
]
