import assert from 'node:assert/strict'
import test from 'node:test'
import {
  type Cause,
  type CauseId,
  cannotTell,
  type Event,
  explains,
  makeEvidence,
  notApplicable,
  type Outcome,
  ruledOut,
  type Strength,
  type Timeline,
} from '../model/index.ts'
import { judge } from './verdict.ts'

const timeline: Timeline = { gap: () => undefined }

function symptom(line: number, stream = 'data', kind: 'specific' | 'echo' = 'specific'): Event {
  return {
    kind: 'connection.failed',
    errno: 'ECONNRESET',
    operation: 'read',
    channel: 'network',
    stream,
    system: 'amanda',
    symptom: kind,
    quote: `line ${line}`,
    at: { source: 's1', line },
  }
}

function says(id: CauseId, outcome: Outcome, leadsTo: readonly CauseId[] = []): Cause {
  return { id, title: id, leadsTo, weigh: () => outcome, remedies: () => [] }
}

function fits(strength: Strength, ...accountsFor: readonly Event[]): Outcome {
  return explains(strength, { headline: 'h', summary: 's', accountsFor, evidence: [] })
}

const first = symptom(1, 'mesg')
const second = symptom(2, 'index')
const echo = symptom(3, 'data', 'echo')

const worlds: readonly { world: string; symptoms: readonly Event[]; causes: readonly Cause[]; told: string; verdict: string; unexplained: readonly Event[] }[] =
  [
    { world: 'nobody has an opinion', symptoms: [first], causes: [says('path-lost', notApplicable)], told: '', verdict: 'cannot-tell', unexplained: [first] },
    {
      world: 'only candidates that cannot tell',
      symptoms: [first],
      causes: [says('path-lost', cannotTell('?', []))],
      told: 'path-lost cannot-tell',
      verdict: 'cannot-tell',
      unexplained: [first],
    },
    {
      world: 'one strong cause for all',
      symptoms: [first, echo],
      causes: [says('disk-full', fits('strong', first))],
      told: 'disk-full root strong',
      verdict: 'explained',
      unexplained: [],
    },
    {
      world: 'a weak cause explains only partly',
      symptoms: [first],
      causes: [says('path-lost', fits('weak', first))],
      told: 'path-lost root weak',
      verdict: 'partly-explained',
      unexplained: [],
    },
    {
      world: 'a chain: the origin is the root although its consequence is as firm',
      symptoms: [first, second],
      causes: [says('listener-expired', fits('strong', first)), says('connect-blackholed', fits('strong', second), ['listener-expired'])],
      told: 'connect-blackholed root strong, listener-expired consequence strong',
      verdict: 'explained',
      unexplained: [],
    },
    {
      world: 'a guess is not made the origin of something firm',
      symptoms: [first],
      causes: [says('peer-process-died', fits('weak', first), ['disk-full']), says('disk-full', fits('strong', first))],
      told: 'disk-full root strong, peer-process-died alternative weak',
      verdict: 'explained',
      unexplained: [],
    },
    {
      world: 'two firm rivals for one symptom: neither stays firm',
      symptoms: [first],
      causes: [says('path-lost', fits('strong', first)), says('disk-full', fits('strong', first))],
      told: 'path-lost root weak, disk-full alternative weak',
      verdict: 'partly-explained',
      unexplained: [],
    },
    {
      world: 'decisive beats strong',
      symptoms: [first],
      causes: [says('path-lost', fits('strong', first)), says('disk-full', fits('decisive', first))],
      told: 'disk-full root decisive, path-lost alternative weak',
      verdict: 'explained',
      unexplained: [],
    },
    {
      world: 'something else stays open',
      symptoms: [first, second],
      causes: [says('disk-full', fits('strong', first)), says('path-lost', ruledOut('no', []))],
      told: 'disk-full root strong, path-lost ruled-out',
      verdict: 'partly-explained',
      unexplained: [second],
    },
  ]

for (const { world, symptoms, causes, told, verdict, unexplained } of worlds) {
  test(world, () => {
    const judgement = judge(makeEvidence(symptoms, timeline), causes)
    const findings = judgement.findings.map((finding) =>
      [finding.cause.id, finding.role ?? finding.outcome.outcome, finding.strength].filter((part) => part !== undefined).join(' '),
    )
    assert.equal(findings.join(', '), told)
    assert.equal(judgement.verdict, verdict)
    assert.deepEqual(judgement.unexplained, unexplained)
  })
}
