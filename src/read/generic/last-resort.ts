import type { Event } from '../../model/index.ts'
import type { Span } from './failure-line.ts'

/** At the level of an error: the backup, or a part of it, failed, and not a word of the reason. */
const bareFailure =
  /(?:\b(?:ERROR|FATAL|CRITICAL|SEVERE)\b|\blevel=(?:error|fatal)\b).{0,120}?(?:\b(?:unable to|could not|cannot|failed to|error (?:in|while|during|when)) (?:\w{1,20} ){0,2}?(?:back(?:ing)? ?up|dump(?:ing)?|replicat\w{1,4}|sync\w{0,12})\b|\b(?:backups?|dump|replication|synchroni[sz]ation)\b(?: \S{1,80}){0,4}? (?:failed|aborted|unsuccessful)\b)/i

/** A level that programs give to what ended them, where they write one: at the line's beginning, or as a word of its own behind the time. */
const levelled =
  /^(?:\[?(?:ERROR|FATAL|CRITICAL|SEVERE|CRIT)\]?(?:\s*[:|\-\]]|\s{1,4}\S)|\[E\] |E! |[Ff]atal(?: error)?: |[Ee]rror: |panic: |.{0,60}?\s(?:- )?(?:ERROR|FATAL|CRITICAL|SEVERE)\s{0,4}[-:|\]\s]\s{0,4}\S|.{0,100}?\b(?:level|lvl|severity)=["']?(?:error|fatal|crit\w{0,4})\b|.{0,100}?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?:? [Ee]rror: \S|[a-z][\w.-]{1,30}(?:\[\d{1,8}\])?: (?:[\w.-]{1,30}(?:\[\d{1,4}\])?: )?(?:fatal )?error: \S)/
/** An exception that nobody caught, as Python, Java, Ruby and .NET print it: its class, then its words. */
const uncaught =
  /^[`"'*]{0,3}(?:Caused by: |Unhandled exception[.:] |Exception in thread "[^"]{1,80}" )?(?:[a-zA-Z_]\w{0,60}[.:]{1,2}){0,12}[A-Z]\w{1,60}(?:Error|Exception|Failure)(?:: \S|\s?\[)/
/** What failed is named, and it is the work itself. */
const workFailed =
  /\b(?:back ?up|snapshot|replication|archive|upload|dump|sync(?:hroni[sz]ation)?|prune|forget|check|restore|transfer|job|verification)\b(?: \S{1,60}){0,3}? (?:failed|aborted|was unsuccessful|did not (?:complete|finish)|could not be (?:completed|created|finished|started))\b|\b(?:failed|unable) to (?:back ?up|create (?:the |a )?(?:snapshot|backup|archive)|upload|replicate|sync\w*|prune|restore|open (?:the )?repository|connect to (?:the )?(?:backup )?repository)\b/i

/** A notice at the level of an error that tells of none: counts of zero, advice, and words of a level's own. */
const unserious =
  /\b(?:errors?|failures?)(?: found)?[:=]? ?(?:0|none|no)\b|\bno (?:errors?|failures?)\b|\bignor(?:ed|ing)\b|\bdeprecat|\b(?:log ?level|verbosity)\b/i

/** Every line that looks like the failure of an unknown program holds one of these. */
const mayBeUnknown = /rror|RROR|FATAL|atal|CRIT|SEVERE|anic: |E! |\[E\]|xception|Failure|failed|aborted|unsuccessful|did not |could not be |ailed to |nable to /

const mayBeGood = /omplete|reated|inished|ended|done|ucce|esult ?:|tatus ?:/

/** Every line below that tells something holds one of these. */
export const lastResortSigns = [bareFailure, mayBeUnknown, mayBeGood]

/** Where a line says that the work failed, whatever the program; undefined where it does not. */
export function bareFailureIn(text: string): Span | undefined {
  return spanOf(bareFailure.exec(text))
}

/** Where a line looks like the failure of a program that nobody knows; undefined where it does not. */
export function unknownFailureIn(text: string): Span | undefined {
  if (!mayBeUnknown.test(text) || unserious.test(text)) return undefined
  return spanOf(levelled.exec(text) ?? uncaught.exec(text) ?? workFailed.exec(text))
}

function spanOf(match: RegExpExecArray | null): Span | undefined {
  return match === null ? undefined : { from: match.index, to: match.index + match[0].length }
}

/** The work ended well, in the words of any script around it. */
const goodEnd =
  /\b(?:back ?up|snapshot|replication|archive|dump|sync(?:hroni[sz]ation)?|prune|job|rsync)\b(?: \S{1,60}){0,4}? (?:(?:has |have |was )?(?:completed?|finished|ended|done|succeeded)(?: successfully| without (?:any )?errors?)?|(?:is |was )?successful(?:ly (?:completed|finished|created))?)\s?[.!]?$|\bback ?up (?:result|status) ?: ?(?:ok|success\w*|completed)\b|\b(?:successfully|successful) (?:completed |finished |created )?(?:the )?back ?up\b|^[Cc]ompleted back ?up of \S|^Created (?:back ?up|snapshot)\b|\b(?:back ?up|snapshot)\b.{0,60}? (?:created|completed|finished|uploaded) successfully\b|\bfinished '\w{3,12}' on profile '/i
const notSo = /\b(?:not|n't|never|if|when|whether|with (?:some )?(?:errors?|warnings?|failures?)|fail\w*|abort\w*|should|would|will|must|partial\w*)\b/i

/** Where a line says that the work ended well; undefined where it does not. */
export function goodEndIn(text: string): Span | undefined {
  return !mayBeGood.test(text) || notSo.test(text) ? undefined : spanOf(goodEnd.exec(text))
}

/** Whether readers found nothing that tells how the run ended, neither a failure nor a good end. */
export function isUntold(told: readonly Event[]): boolean {
  return told.every((event) => event.symptom === undefined && (event.kind !== 'run.ended' || event.outcome === 'failed') && event.kind !== 'run.retried')
}
