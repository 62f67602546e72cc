import type { Event, EventBase } from '../../model/index.ts'
import { type LineRule, nothing } from '../generic/line-rule.ts'

/** kopia's last words, and those of its server's clients: what it was about to do, then a chain of reasons. */
export const mayBeKopia =
  /\b(?:flush error|upload error|can't connect to storage|connect error|error connecting to (?:API server|repository|storage)|error opening repository|unable to open repository|cannot save manifest|unable to getHostKey|despite \d{1,3} retries|no hostkey found for|invalid repository password|repository is not connected)\b/

type Failed = (text: string, base: EventBase) => readonly Event[]

const symptom = 'specific' as const

/** How its snapshots end: made, or made of what could be read. */
export const kopiaEnds: readonly LineRule[] = [
  {
    has: 'Created snapshot',
    pattern: /^Created snapshot with root \S{1,80} and ID \S{1,80}/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'completed', text: match[0] }],
  },
  {
    // Entries that could not be read; the snapshot of the others was made.
    has: 'while snapshotting',
    pattern: /^(?:ERROR |ERR )?Found (\d{1,9}) fatal error\(s\) while snapshotting (\S.{0,300}?):?$/,
    says: (_, base) => [{ ...base, kind: 'source.failed', reason: 'other', partial: true, symptom: 'specific' }],
  },
  { has: 'while snapshotting', pattern: /^(?:WARN |WARNING )?Ignored \d{1,9} error\(s\) while snapshotting /, says: nothing },
]

/** `failed` tells of a reason in the words of the system, Go or a service. */
export const kopiaRules = (failed: Failed): readonly LineRule[] => [
  {
    has: 'no hostkey found for',
    pattern: /\bno hostkey found for \S{1,200}?(?=, try --help|[.,]?$|\s)/,
    says: (match, base) => [{ ...base, kind: 'access.refused', reason: 'authentication', detail: match[0].replace('hostkey', 'host key'), symptom }],
  },
  {
    has: 'invalid repository password',
    pattern: /\binvalid repository password\b/,
    says: (match, base) => [{ ...base, kind: 'access.refused', reason: 'authentication', detail: match[0], symptom }],
  },
  {
    has: 'not connected',
    pattern: /^(?:ERROR |kopia: error: )?.{0,80}repository is not connected\b.{0,80}/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom }],
  },
  {
    // A server behind WebDAV or rclone answers with HTTP's number alone.
    has: ' retries: ',
    pattern: /\bdespite \d{1,3} retries: (?:\w{3,12} \S{1,300}: )?(\d{3})$/,
    says: ([text = '', status = ''], base) => [
      /^40[1357]$/.test(status)
        ? { ...base, kind: 'access.refused', reason: 'permission', detail: `HTTP status ${status}`, symptom }
        : status === '507'
          ? { ...base, kind: 'storage.full', symptom }
          : { ...base, kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200), symptom },
    ],
  },
  { has: ' retries: ', pattern: /\bdespite \d{1,3} retries: (.{1,600})$/, says: (match, base) => failed(match[1] ?? '', base) },
  {
    has: ['error', "can't connect"],
    pattern:
      /(?:^|[ `"|.])(?:ERROR |ERR |Error: |Connect Error: |kopia: error: )(?:.{0,60}: )?(?:flush error|upload error|can't connect to storage|connect error|error connecting to (?:API server|repository|storage)|error opening repository|unable to open repository|cannot save manifest): (.{1,600}?)(?:, try --help)?[`".]?$/,
    says: (match, base) => failed(match[1] ?? '', base),
  },
]
