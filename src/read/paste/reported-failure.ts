import type { Event, EventBase, System } from '../../model/index.ts'
import { failureIn, mayTellFailure } from '../generic/failure-text.ts'
import { programText } from '../generic/program-texts.ts'

/** Somebody met the error, as against a text that explains it. */
export const met =
  /\b(?:get(?:s|ting)?|got|see(?:s|ing|n)?|saw|die[sd]?|dying|fail(?:s|ed|ing|ure)?|abort(?:s|ed|ing)?|report(?:s|ed)?|log(?:s|ged)?|receiv(?:e|es|ed|ing)|end(?:s|ed|ing)|stop(?:s|ped)|break(?:s|ing)?|broke|crash(?:es|ed)?|drop(?:s|ped)?|hit(?:s|ting)?|throws?|threw|shows?|saying|says|gives?|gave|exit(?:s|ed|ing)?|return(?:s|ed|ing)?|finish(?:es|ed)?|terminate[sd]?|quits?|comes? back|came back|run(?:ning|s)? into|(?:error|message|status|code) (?:is|was|reads))\b/i
/** "If I leave it idle, it is lost" tells what happens. */
const supposed = /\b(?:if (?!(?:i|we) \w)|unless|whether|would|could|may|might)\b/i

/** NetBackup by its name, or by those of its programs that people meet in messages. */
export const netbackupNamed = /\bnetbackup\b|\bNBU\b|\b(?:bpbrm|bpbkar(?:32)?|bptm|bpdm|bpcd|bprd|bpsched|bpdbm|bpfis|bpbackup|bprestore|nbjm|nbpem|vnetd)\b/i

const systems: readonly (readonly [RegExp, System])[] = [
  [/\bamanda\b|\bamdump\b|\bsendbackup\b/i, 'amanda'],
  [netbackupNamed, 'netbackup'],
  [/\bbacula\b|\bbareos\b/i, 'bacula'],
  [/\bbackuppc\b/i, 'backuppc'],
  [/\bborg(?:matic|backup)?\b/i, 'borg'],
  [/\brestic\b/i, 'restic'],
  [/\bproxmox\b|\bvzdump\b|\bPBS\b/, 'proxmox'],
  [/\brsyncd?\b/i, 'rsync'],
]

/** Words that set a failure in the past, and words that say that it stayed away. */
const past = /\b(?:ago|last (?:week|month|year|spring|summer|autumn|winter)|back (?:then|in)|used to|in the past|once|earlier|previously|before|had)\b/i
const over =
  /\bsince(?: then)?,? (?:(?:it|they|we|everything|all|the \w{1,20})(?: \w{1,12})? )?(?:all |has |have |had )?(?:been )?(?:all )?(?:good|fine|well|ok(?:ay)?|clean|green|stable|no (?:more )?(?:problems?|errors?|failures?|trouble))\b|\b(?:all|everything) (?:is |has been |was )?(?:good|fine|well|green|ok(?:ay)?) (?:since|now|again)\b|\bsince then\b.{0,40}\b(?:good|fine|well|ok(?:ay)?|clean|without|no)\b|\b(?:not|never) (?:happened|come back|came back|seen|recurred)(?: it)?(?: again)?(?: since)?\b/i

/** An old failure that its teller calls over is none of today's; "since then it fails" is. */
function isOver(sentence: string): boolean {
  const end = over.exec(sentence)
  if (end === null || !past.test(sentence)) return false
  return !/\b(?:again|still|but now|yet)\b.{0,80}\b(?:fail|die|dying|died|break|broke|abort|drop|reset)/i.test(sentence.slice(end.index))
}

/** The failure a sentence reports, when it reports that one was met. */
export function reportedFailure(sentence: string, base: EventBase): Event | undefined {
  const verbatim = programText(sentence)
  if (verbatim === undefined && !mayTellFailure.test(sentence)) return undefined
  if (/\?["')]*$/.test(sentence) || !met.test(sentence) || supposed.test(sentence) || isOver(sentence)) return undefined
  return ((verbatim?.vague === true ? failureIn(sentence) : undefined) ?? verbatim ?? failureIn(sentence))?.event(base)
}

/** The backup system a text speaks of, first named first served. */
export function systemNamed(text: string): System {
  let found: { system: System; at: number } | undefined
  for (const [pattern, system] of systems) {
    const at = text.search(pattern)
    if (at >= 0 && (found === undefined || at < found.at)) found = { system, at }
  }
  return found?.system ?? 'other'
}

/** Words of a program that somebody quotes: no reason stands in them, but that it failed does. */
const quotedFailure = /["`\u201c]([^"`\u201d]{0,160}\b(?:fail(?:ed|s|ure)|error|could not|couldn't|cannot|unable to|aborted)\b[^"`\u201d]{0,160})["`\u201d]/i

/** The failure that a sentence quotes from a program or its window, where the quotation names no reason. */
export function quotedBareFailure(sentence: string, base: EventBase): Event | undefined {
  if (/\?["')]*$/.test(sentence) || !met.test(sentence) || supposed.test(sentence) || isOver(sentence)) return undefined
  const text = quotedFailure.exec(sentence)?.[1]
  return text === undefined ? undefined : { ...base, kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200), symptom: 'echo' }
}
