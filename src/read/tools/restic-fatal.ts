import type { Event, EventBase } from '../../model/index.ts'
import { failureOf } from './outcome.ts'

type Tell = (match: RegExpExecArray, base: EventBase) => Event

/** What restic gives as the reason it ends, from its own texts and those of the storage services behind it. The first that fits counts. */
const reasons: readonly (readonly [RegExp, Tell])[] = [
  [/already locked/, unusable('locked')],
  [/^<lock\/[0-9a-f]{4,64}> does not exist/, unusable('its lock is gone')],
  [/request time and the server's time is too large|RequestTimeTooSkewed/, refused('the clocks differ too much')],
  [
    /wrong password|invalid credentials|access denied|403 Forbidden|401 Unauthorized|Access Key Id you provided does not exist|signature we calculated does not match|InvalidAccessKeyId|SignatureDoesNotMatch|\bno credentials found\b|[Rr]esolving password failed|an empty password is not/i,
    refused(undefined),
  ],
  [
    /x509:|tls: |certificate|server gave HTTP response to HTTPS client/,
    ({ input }, base) => ({ ...base, kind: 'tls.failed', reason: input.slice(0, 200), symptom: 'specific' }),
  ],
  [
    /unsupported repository version|repository version \d{1,3} (?:is )?not supported|upgrade (?:restic|your repository)/i,
    ({ input }, base) => ({ ...base, kind: 'versions.mismatched', detail: input.slice(0, 120), symptom: 'specific' }),
  ],
  [
    /\ball (?:target|source) (?:directories\/files|directories|files) do not exist|nothing to backup, please specify/,
    (_, base) => ({ ...base, kind: 'source.failed', reason: 'other', symptom: 'specific' }),
  ],
  [
    /\bexec: "([^"]{1,200})": executable file not found\b/,
    ({ input, 1: program = '' }, base) => ({ ...base, kind: 'program.missing', program, detail: input.slice(0, 160), symptom: 'specific' }),
  ],
  [/^(?:unable to open config file: )?(?:Stat|Lstat|Head|Get|List): 40[13]$/, refused(undefined)],
  [
    /\bconfig file already exists\b|\brepository (?:already|is already) (?:exists|initiali[sz]ed)\b|\brepository master key and config already initiali[sz]ed\b/,
    unusable('exists already'),
  ],
  [/^repository does not exist|\bconfig(?: file)?\b.{0,300}\b(?:no such file or directory|does not exist|404 Not Found)/i, unusable('does not exist')],
  [
    /invalid data returned|ciphertext verification failed|not found in (?:the )?index|repository contains errors|\bpack \S{1,80}: file not found|hash mismatch|unable to load index|blob \S{1,80} not found|repository is damaged|packs from index missing in repo|index is not complete|pack size does not match/i,
    unusable('damaged'),
  ],
]

/** The failure behind restic's last word. */
export function fatal(text: string, base: EventBase): readonly Event[] {
  for (const [pattern, tell] of reasons) {
    const match = pattern.exec(text)
    if (match !== null) return [tell(match, base)]
  }
  const failure = failureOf(text, base, { connecting: /\bdial tcp\b/.test(text) })
  return [failure ?? { ...base, kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200), symptom: 'echo' }]
}

function unusable(detail: string): Tell {
  return (_, base) => ({ ...base, kind: 'media.failed', medium: 'repository', detail, symptom: 'specific' })
}

function refused(detail: string | undefined): Tell {
  return (_, base) => ({ ...base, kind: 'access.refused', reason: 'authentication', ...(detail === undefined ? {} : { detail }), symptom: 'specific' })
}
