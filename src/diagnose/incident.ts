import { createFingerprint } from './fingerprint.ts'
import type { Event, Evidence, EvidenceItem, Finding, Incident, Moment, Next, Symptom } from '../model/index.ts'
import type { Calendar } from './calendar.ts'
import { primaryOf } from './group.ts'
import { meaningOf, whereabouts } from './meaning.ts'
import type { Judged, Judgement } from './verdict.ts'

/** More than this many next steps is a wall, not advice. */
const mostNext = 5

/** Turns a judgement into the incident that users read. */
export function incidentOf(id: string, signature: string, evidence: Evidence, judgement: Judgement, calendar: Calendar): Incident {
  const primary = primaryOf(evidence.symptoms, evidence.timeline)
  const { job, hosts } = whereabouts(evidence.symptoms)
  const root = judgement.findings.find((finding) => finding.role === 'root')
  const occurrences = momentsOf(evidence, calendar)
  const startedAt = evidence.occurrences[0]?.startedAt
  const failedAt = occurrences[0] ?? primary.when
  const places = new Map(evidence.symptoms.map((event, at) => [event, at]))
  const index = (event: Event): number => places.get(event) ?? -1
  return {
    id,
    headline: headlineOf(root, primary),
    fingerprint: createFingerprint(root?.cause.id ?? 'undecided', signature),
    system: primary.system,
    ...(job === undefined ? {} : { job }),
    hosts,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(failedAt === undefined ? {} : { failedAt }),
    count: evidence.occurrences.length,
    occurrences,
    symptoms: evidence.symptoms.map(symptomOf),
    verdict: judgement.verdict,
    meaning: meaningOf(evidence),
    findings: judgement.findings.map((finding) => findingOf(finding, index)),
    next: nextOf(judgement),
    measurements: judgement.findings.flatMap((finding) =>
      isInChain(finding) && finding.outcome.outcome === 'explains' ? (finding.outcome.measurements ?? []) : [],
    ),
    remedies: judgement.findings.flatMap((finding) => remediesOf(finding, evidence)),
    unexplained: judgement.unexplained.map(index).filter((at) => at >= 0),
  }
}

/** When it happened each time, oldest first; where no line says it, the day that the log is of. */
function momentsOf({ occurrences }: Evidence, calendar: Calendar): readonly Moment[] {
  const moments = occurrences.map(({ failedAt, symptoms }) => failedAt ?? calendar.nightOf(symptoms))
  const told = moments.flatMap((moment) => (moment === undefined ? [] : [{ moment, us: calendar.dated(moment)?.us }]))
  const ordered = told.every(({ us }) => us !== undefined) ? told.toSorted((a, b) => (a.us ?? 0) - (b.us ?? 0)) : told
  return ordered.map(({ moment }) => moment)
}

function headlineOf(root: Judged | undefined, primary: Event): string {
  if (root?.outcome.outcome !== 'explains') return `Undecided: ${told(primary)}`
  const { headline } = root.outcome
  if (root.strength !== 'weak' || /^(perhaps|probably|possibly)/i.test(headline)) return headline
  const guess = `Probably: ${headline}`
  return guess.length > 100 ? `${guess.slice(0, 97).trimEnd()}...` : guess
}

/** The failure in the program's own words, for incidents that nobody can explain. */
function told(event: Event): string {
  if (event.kind === 'status.reported' && event.system === 'netbackup' && event.meaning !== undefined) return `NetBackup status ${event.code}: ${event.meaning}`
  const words = withoutStamps(event.quote.replace(/\s+/g, ' ').trim())
  return words.length > 88 ? `${words.slice(0, 85).trimEnd()}...` : words
}

/** When and by which process a line was written stands beside it in the report; a headline needs the words. */
function withoutStamps(line: string): string {
  const plain = stamps.reduce((text, stamp) => text.replace(stamp, ''), line)
  return plain.length >= 8 ? plain : line
}

const stamps: readonly RegExp[] = [
  /^[>| ]+(?=\S)/,
  /^\d{1,4} \| (?=\d{4}-)/,
  /^\[?(?:\d{1,4}[-/.](?:\d{1,2}|[A-Za-z]{3})[-/.]\d{2,4}|[A-Z][a-z]{2} {1,2}\d{1,2}(?:,? \d{4})?|\d{1,2}-[A-Z][a-z]{2})?[T ,]{0,2}\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?: ?[AP]M)?:?(?:Z|[+-]\d\d:?\d\d)?\]?(?: \|)?:? /,
  /^[\w.-]{1,64} [\w./-]{1,48}\[\d{1,10}\]: /,
  /^\[[\w.]{1,24}\] <\d{1,3}> /,
  /^- (?:Info|Warning|Error|Critical) \w{2,30} ?\(pid=[\w.]{1,20}\) /,
  /^(?:- |:: )(?=\S)/,
  /^[\w.-]{1,64} JobId \d{1,10}: /,
  /^\d{10} \d{1,3} \d{1,3} \d{1,3} \S{1,80} \d{1,12} \d{1,12} \d{1,6} \S{1,80} /,
]

function symptomOf(event: Event): Symptom {
  const text = event.quote.replace(/\s+/g, ' ')
  return event.when === undefined ? { text, at: event.at } : { text, at: event.at, when: event.when }
}

function findingOf({ cause, outcome, strength, role }: Judged, index: (event: Event) => number): Finding {
  if (outcome.outcome === 'not-applicable') return { cause: cause.id, outcome: 'not-applicable', summary: '', accountsFor: [], evidence: [] }
  const evidence = withoutRepeats(outcome.evidence)
  const shared = { cause: cause.id, outcome: outcome.outcome, summary: outcome.summary, evidence }
  if (outcome.outcome !== 'explains') return { ...shared, accountsFor: [] }
  const accountsFor = outcome.accountsFor.map(index).filter((at) => at >= 0)
  return { ...shared, accountsFor, ...(strength === undefined ? {} : { strength }), ...(role === undefined ? {} : { role }) }
}

/** One line may bear several events that say the same; it is quoted once. */
function withoutRepeats(items: readonly EvidenceItem[]): readonly EvidenceItem[] {
  const told = new Set<string>()
  return items.filter((item) => {
    const key = JSON.stringify([item.at, item.text])
    const fresh = !told.has(key)
    told.add(key)
    return fresh
  })
}

function isInChain(finding: Judged): boolean {
  return finding.role === 'root' || finding.role === 'consequence'
}

/** The root's own questions first; an explained incident asks for nothing that only rivals want. */
function nextOf(judgement: Judgement): readonly Next[] {
  const decided = judgement.verdict === 'explained'
  const asked = judgement.findings.flatMap((finding): readonly Next[] => {
    if (finding.outcome.outcome === 'explains') return finding.role === 'consequence' ? [] : (finding.outcome.next ?? [])
    return finding.outcome.outcome === 'cannot-tell' && !decided ? finding.outcome.next : []
  })
  const byCommand = new Map<string, Next>()
  for (const next of asked) {
    const known = byCommand.get(next.command)
    byCommand.set(next.command, known === undefined ? next : { ...known, separates: [...new Set([...known.separates, ...next.separates])] })
  }
  return [...byCommand.values()].slice(0, mostNext)
}

function remediesOf({ cause, outcome, role }: Judged, evidence: Evidence): Incident['remedies'] {
  if (outcome.outcome !== 'explains' || role === undefined) return []
  return cause.remedies(evidence, outcome).map((remedy) => ({ cause: cause.id, ...remedy }))
}
