import assert from 'node:assert/strict'
import test from 'node:test'
import { evidenceOf, failure, made } from '../../test/hand-made.ts'
import { type Cause, cannotTell, type CauseId, explains, type Evidence, type Outcome } from '../model/index.ts'
import { weighedAgainstNoDevice } from './no-device-between.ts'

const broken = failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' })
const none = made('statement.made', { claim: 'no-firewall-between' }, { quote: 'no-firewall-between' })
const finding = { headline: 'h', summary: 's', accountsFor: [], evidence: [] }

function weighed(outcome: Outcome, evidence: Evidence, id: CauseId = 'reset-injected'): Outcome {
  const cause: Cause = { id, title: 't', leadsTo: [], weigh: () => outcome, remedies: () => [] }
  return weighedAgainstNoDevice(cause).weigh(evidence)
}

const worlds: readonly (readonly [world: string, said: Outcome, becomes: string])[] = [
  ['a guess', explains('weak', finding), 'cannot-tell'],
  ['a firm explanation', explains('strong', finding), 'weak'],
  ["a device's own traces", explains('decisive', finding), 'decisive'],
]

for (const [world, said, becomes] of worlds) {
  test(`nobody between the hosts, and ${world}`, () => {
    const outcome = weighed(said, evidenceOf(broken, none))
    assert.equal(outcome.outcome === 'explains' ? outcome.strength : outcome.outcome, becomes)
    assert.ok('evidence' in outcome && outcome.evidence.some(({ quote, supports }) => quote === 'no-firewall-between' && supports === 'against'))
  })
}

test('what is open stays open, with the statement against it', () => {
  const outcome = weighed(cannotTell('open', []), evidenceOf(broken, none))
  assert.ok(outcome.outcome === 'cannot-tell' && outcome.summary.includes('no such device') && outcome.evidence.length === 1)
})

test('causes that need no device, and reports that contradict each other, stay as they are', () => {
  const said = explains('strong', finding)
  assert.equal(weighed(said, evidenceOf(broken, none), 'peer-process-died'), said)
  assert.equal(weighed(said, evidenceOf(broken, none, made('statement.made', { claim: 'firewall-between' }))), said)
})
