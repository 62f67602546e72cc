import type { Cause, CauseId, Event, Evidence, Explains, Outcome, Strength } from '../model/index.ts'
import { commonness } from './commonness.ts'
import { weighed } from './hearsay.ts'
import { signatureOf } from './signature.ts'
import { ifPlaced } from './unplaced.ts'

/** A cause with what it said, and the place in the verdict that the comparison gave it. */
export interface Judged {
  readonly cause: Cause
  readonly outcome: Outcome
  readonly strength?: Strength
  readonly role?: 'root' | 'consequence' | 'alternative'
}

export interface Judgement {
  /** Root first, then consequences, alternatives, ruled-out, cannot-tell; not-applicable left out. */
  readonly findings: readonly Judged[]
  readonly verdict: 'explained' | 'partly-explained' | 'cannot-tell'
  readonly unexplained: readonly Event[]
}

interface Candidate {
  readonly cause: Cause
  readonly outcome: Explains
}

const rank: Record<Strength, number> = { decisive: 3, strong: 2, weak: 1 }

/** Lets the causes compete: the smallest chain, root first, that accounts for the symptoms, and what it leaves open. */
export function judge(evidence: Evidence, causes: readonly Cause[]): Judgement {
  const outcomes = causes.map((cause) => ({ cause, outcome: ifPlaced(weighed(cause, evidence), evidence) }))
  const candidates = outcomes.flatMap(({ cause, outcome }): Candidate[] => (outcome.outcome === 'explains' ? [{ cause, outcome }] : []))
  const root = rootOf(candidates, evidence)
  const explaining = candidates.map((candidate) => placed(candidate, root, candidates))
  const others = outcomes.filter(({ outcome }) => outcome.outcome === 'ruled-out' || outcome.outcome === 'cannot-tell')
  const findings = [...explaining, ...others].toSorted(
    (a, b) => order(a) - order(b) || fit(b, evidence) - fit(a, evidence) || place(a) - place(b) || rarity(a) - rarity(b),
  )
  const unexplained = root === undefined ? evidence.symptoms : leftOpen(evidence, findings)
  return { findings, verdict: verdictOf(findings[0], unexplained), unexplained }
}

function verdictOf(first: Judged | undefined, unexplained: readonly Event[]): Judgement['verdict'] {
  if (first?.role !== 'root') return 'cannot-tell'
  return first.strength !== 'weak' && unexplained.length === 0 ? 'explained' : 'partly-explained'
}

/** The strongest cause that no other firm cause brings about; among equals the one whose symptom came first, then the better supported. */
function rootOf(candidates: readonly Candidate[], evidence: Evidence): Candidate | undefined {
  const origins = candidates.filter((candidate) => !candidates.some((other) => bringsAbout(other, candidate)))
  const pool = origins.length > 0 ? origins : candidates
  return pool.toSorted(
    (a, b) => rank[b.outcome.strength] - rank[a.outcome.strength] || earliest(a, evidence) - earliest(b, evidence) || support(b.outcome) - support(a.outcome),
  )[0]
}

/** Quotes that speak for a cause less those that its own rule says speak against it. */
function support({ evidence }: Pick<Explains, 'evidence'>): number {
  return evidence.reduce((sum, item) => sum + (item.supports === 'for' ? 1 : -1), 0)
}

/** A guess brings nothing about that is firmer than itself. */
function bringsAbout(a: Candidate, b: Candidate): boolean {
  return (
    a !== b &&
    a.cause.leadsTo.includes(b.cause.id) &&
    !b.cause.leadsTo.includes(a.cause.id) &&
    rank[a.outcome.strength] >= Math.min(rank[b.outcome.strength], rank.strong)
  )
}

function placed(candidate: Candidate, root: Candidate | undefined, candidates: readonly Candidate[]): Judged {
  const { cause, outcome } = candidate
  if (candidate === root) return { cause, outcome, role: 'root', strength: contested(candidate, candidates) ? 'weak' : outcome.strength }
  const chained = root !== undefined && reaches(root, candidate, candidates)
  return { cause, outcome, role: chained ? 'consequence' : 'alternative', strength: chained ? outcome.strength : 'weak' }
}

/** An equally firm rival, tied by no chain, for the same symptoms: then neither may be called strong. */
function contested(root: Candidate, candidates: readonly Candidate[]): boolean {
  const own = new Set(root.outcome.accountsFor)
  return candidates.some((other) => {
    if (other === root || rank[other.outcome.strength] < rank[root.outcome.strength] || other.outcome.strength === 'weak') return false
    return !reaches(root, other, candidates) && other.outcome.accountsFor.some((event) => own.has(event))
  })
}

function reaches(from: Candidate, to: Candidate, candidates: readonly Candidate[], seen: ReadonlySet<CauseId> = new Set()): boolean {
  if (from.cause.leadsTo.includes(to.cause.id)) return true
  const next = candidates.filter((other) => from.cause.leadsTo.includes(other.cause.id) && !seen.has(other.cause.id))
  return next.some((other) => reaches(other, to, candidates, new Set([...seen, from.cause.id])))
}

function earliest(candidate: Candidate, evidence: Evidence): number {
  const own = new Set(candidate.outcome.accountsFor)
  const first = evidence.symptoms.findIndex((event) => own.has(event))
  return first < 0 ? evidence.symptoms.length : first
}

/** Echoes, and repeats of what the chain accounts for, need no explanation of their own. */
function leftOpen(evidence: Evidence, findings: readonly Judged[]): readonly Event[] {
  const chain = findings.filter((finding) => finding.role === 'root' || finding.role === 'consequence')
  const accounted = new Set(chain.flatMap((finding) => (finding.outcome.outcome === 'explains' ? finding.outcome.accountsFor : [])))
  const signatures = new Set([...accounted].map(signatureOf))
  return evidence.symptoms.filter((event) => event.symptom === 'specific' && !accounted.has(event) && !signatures.has(signatureOf(event)))
}

/** How much speaks for a cause that nothing confirms, beside the failure's own lines, which fit all of them. */
function fit({ outcome }: Judged, { symptoms }: Evidence): number {
  if (outcome.outcome !== 'cannot-tell') return 0
  const own = new Set(symptoms.map(({ at }) => JSON.stringify(at)))
  return support({ evidence: outcome.evidence.filter(({ at }) => !own.has(JSON.stringify(at))) })
}

/** Where the usual causes of a bare status have an order of their own, that one. */
function place({ outcome }: Judged): number {
  return outcome.outcome === 'cannot-tell' ? (outcome.place ?? 0) : 0
}

function rarity({ cause, outcome }: Judged): number {
  return outcome.outcome === 'cannot-tell' ? commonness(cause.id) : 0
}

function order(finding: Judged): number {
  const byRole = { root: 0, consequence: 1, alternative: 2 }
  if (finding.role !== undefined) return byRole[finding.role]
  return finding.outcome.outcome === 'ruled-out' ? 3 : 4
}
