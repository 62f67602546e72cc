import { type Cause, cannotTell, type Event, type Evidence, type Next, type Outcome } from '../model/index.ts'

/**
 * What a cause says of the evidence, except that an error which is only mentioned explains nothing: it may be another failure's, or one that
 * was searched for. What people observed ("always after 300 s") is of another kind and may carry a weak explanation.
 */
export function weighed(cause: Cause, evidence: Evidence): Outcome {
  const outcome = cause.weigh(evidence)
  if (outcome.outcome !== 'explains' || !isHearsay(outcome, evidence)) return outcome
  const next = [ownLog(cause), ...(outcome.next ?? [])]
  return cannotTell('an error of this kind is mentioned in prose, and no line of a program shows it', next, outcome.evidence)
}

function isHearsay({ accountsFor, evidence: items }: Extract<Outcome, { outcome: 'explains' }>, evidence: Evidence): boolean {
  if (accountsFor.some((event) => event.reported !== true)) return false
  const quoted = new Set(items.flatMap(({ at, supports }) => (supports === 'for' ? [JSON.stringify(at)] : [])))
  return !evidence.events.some((event) => isMoreThanHearsay(event) && quoted.has(JSON.stringify(event.at)))
}

function isMoreThanHearsay(event: Event): boolean {
  return event.reported !== true || event.kind === 'statement.made'
}

/** The programs' own words, by the names they log under. */
function ownLog({ id }: Cause): Next {
  return {
    what: "The backup program's own log of the failed run, as it is, from both ends: its error line, the lines before it, and their times",
    command: "journalctl --since '-2 days' | grep -iE 'backup|amanda|rsync|borg|restic|bacula|netbackup'; ls -lt /var/log | head -20",
    separates: [id],
  }
}
