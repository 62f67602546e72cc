import { createFingerprint } from './fingerprint.ts'
import { logOfOtherEnd } from '../facts/next-evidence.ts'
import type { CauseId, Event, Evidence, EvidenceItem, Finding, Incident, Moment, Next, Symptom } from '../model/index.ts'
import type { Calendar } from './calendar.ts'
import { primaryOf } from './group.ts'
import { headlineOf } from './headline.ts'
import { whereabouts } from './meaning.ts'
import type { Judged, Judgement } from './verdict.ts'

/** More than this many next steps is a wall, not advice. */
const mostNext = 5

interface Judgeable {
  readonly evidence: Evidence
  readonly judgement: Judgement
  readonly calendar: Calendar
  readonly meaning: string
}

/** Turns a judgement into the incident that users read. */
export function incidentOf(id: string, signature: string, { evidence, judgement, calendar, meaning }: Judgeable): Incident {
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
    meaning,
    findings: judgement.findings.map((finding) => findingOf(finding, index)),
    next: nextOf(judgement, evidence),
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

/** The root's own questions first; an explained incident asks for nothing that only rivals want, and an undecided one always for something. */
function nextOf(judgement: Judgement, evidence: Evidence): readonly Next[] {
  const decided = judgement.verdict === 'explained'
  const own = judgement.findings.flatMap(({ outcome, role }) => (outcome.outcome === 'explains' && role !== 'consequence' ? (outcome.next ?? []) : []))
  const open = decided ? [] : judgement.findings.flatMap(({ outcome }) => (outcome.outcome === 'cannot-tell' ? outcome.next : []))
  const settled = new Set(judgement.findings.flatMap(({ cause, outcome }) => (outcome.outcome === 'ruled-out' ? [cause.id] : [])))
  const asked = [...own, ...open.toSorted((a, b) => cost(a) - cost(b))].flatMap((next) => stillOpen(next, settled))
  const byCommand = new Map<string, Next>()
  for (const next of asked) {
    const known = byCommand.get(next.command)
    byCommand.set(next.command, known === undefined ? next : { ...known, separates: [...new Set([...known.separates, ...next.separates])] })
  }
  if (byCommand.size === 0 && judgement.verdict === 'cannot-tell') return [logOfOtherEnd(evidence)]
  return [...byCommand.values()].slice(0, mostNext)
}

/** A question keeps the causes that nothing has ruled out yet; one that separates none of them is not asked. */
function stillOpen(next: Next, settled: ReadonlySet<CauseId>): readonly Next[] {
  const separates = next.separates.filter((id) => !settled.has(id))
  return separates.length === 0 ? [] : [{ ...next, separates }]
}

/** What lies there already comes before what has to be waited for, and that before what changes something. */
function cost({ command }: Next): number {
  if (/\bsysctl -w\b/.test(command)) return 2
  return /\btcpdump\b|^while\b/.test(command) ? 1 : 0
}

function remediesOf({ cause, outcome, role }: Judged, evidence: Evidence): Incident['remedies'] {
  if (outcome.outcome !== 'explains' || role === undefined) return []
  return cause.remedies(evidence, outcome).map((remedy) => ({ cause: cause.id, ...remedy }))
}
