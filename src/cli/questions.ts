import type { Incident, Report } from '../model/index.ts'
import type { Observed } from '../read/observed.ts'

/** Something only a person can say, and what each answer says. */
export interface Question {
  readonly text: string
  /** `duration`: how long instead of yes. */
  readonly kind: 'yes-no' | 'duration'
  /** For `duration`, with the value that trials assume until it is known. */
  readonly yes: Observed
  readonly no?: Observed
}

/** Everything that may be asked; which of them and in what order is decided by what the answers would change. */
export const questions: readonly Question[] = [
  {
    text: 'Is there a firewall, NAT or load balancer between the two hosts?',
    kind: 'yes-no',
    yes: { name: 'firewall-between' },
    no: { name: 'no-firewall-between' },
  },
  {
    text: 'Does it always fail the same time after its start? If so, after how long (such as 300 s or 2 h)?',
    kind: 'duration',
    // A common idle limit of firewalls; the trial only asks whether a regular age would matter.
    yes: { name: 'always-same-age', value: '300 s' },
    no: { name: 'random-times' },
  },
  { text: 'Are both hosts on the same subnet?', kind: 'yes-no', yes: { name: 'same-subnet' } },
  { text: 'Do small transfers between them work?', kind: 'yes-no', yes: { name: 'large-transfers-only' } },
  { text: 'Was TCP keepalive tried, and does it work with it?', kind: 'yes-no', yes: { name: 'cured-by-keepalive' }, no: { name: 'not-cured-by-keepalive' } },
  { text: 'Was TCP window scaling switched off, and does it work then?', kind: 'yes-no', yes: { name: 'cured-by-window-scaling-off' } },
  { text: 'Was a smaller MTU or MSS tried, and does it work with it?', kind: 'yes-no', yes: { name: 'cured-by-smaller-mtu' } },
  { text: 'Was a bandwidth limit tried, and does it still fail?', kind: 'yes-no', yes: { name: 'not-cured-by-bandwidth-limit' } },
  { text: 'Does the other host answer ping while the backup fails?', kind: 'yes-no', yes: { name: 'ping-answered' } },
  { text: 'Does a firewall block a port that the backup needs?', kind: 'yes-no', yes: { name: 'port-blocked' } },
  { text: 'Do connections stay in the state SYN_SENT while it fails?', kind: 'yes-no', yes: { name: 'syn-unanswered' } },
  { text: 'Is the receiving host slower than the sending one?', kind: 'yes-no', yes: { name: 'slow-receiver' } },
  { text: 'Does it fail as soon as it starts?', kind: 'yes-no', yes: { name: 'fails-immediately' } },
]

/** The report as it would be with these answers. */
export type Trial = (answers: readonly Observed[]) => Report

/** The first incident that answers could still change. */
export function undecidedIncident(report: Report): Incident | undefined {
  return report.incidents.find((incident) => incident.verdict !== 'explained')
}

/** The question whose answers change most about the incident; undefined when none changes anything or `isLate` says to stop looking. */
export function mostTelling(open: readonly Question[], incident: Incident, trial: Trial, isLate: () => boolean): Question | undefined {
  let best: { readonly question: Question; readonly worth: number } | undefined
  for (const question of open) {
    if (isLate()) break
    const answers = question.no === undefined ? [question.yes] : [question.yes, question.no]
    const worth = answers.reduce((sum, answer) => sum + difference(incident, sameIncident(trial([answer]), incident)), 0)
    if (worth > (best?.worth ?? 0)) best = { question, worth }
  }
  return best?.question
}

/** The incident in another report on the same evidence: its place does not change, its cause and fingerprint may. */
export function sameIncident(report: Report, incident: Incident): Incident | undefined {
  const first = JSON.stringify(incident.symptoms[0]?.at)
  return report.incidents.find((other) => JSON.stringify(other.symptoms[0]?.at) === first)
}

/** Another root matters most, then how firm it is, then what became of each other cause. */
function difference(before: Incident, after: Incident | undefined): number {
  if (after === undefined) return 0
  const [root, newRoot] = [rootOf(before), rootOf(after)]
  const byCause = new Map(before.findings.map((finding) => [finding.cause, finding]))
  const others = after.findings.filter((finding) => {
    const known = byCause.get(finding.cause)
    return known?.outcome !== finding.outcome || known.role !== finding.role || known.strength !== finding.strength
  }).length
  return (root?.cause === newRoot?.cause ? 0 : 8) + (before.verdict === after.verdict ? 0 : 4) + (root?.strength === newRoot?.strength ? 0 : 2) + others
}

function rootOf(incident: Incident): Incident['findings'][number] | undefined {
  return incident.findings.find((finding) => finding.role === 'root')
}
