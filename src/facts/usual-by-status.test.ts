import assert from 'node:assert/strict'
import test from 'node:test'
import { at, evidenceOf, failure, made } from '../../test/hand-made.ts'
import { causes } from '../causes/index.ts'

const status = (code: number, meaning: string) => failure('status.reported', { code, meaning }, { system: 'netbackup' })

test('a bare NetBackup status is no verdict: usual causes, in their order, and what to collect', () => {
  const evidence = evidenceOf(status(58, "can't connect to client"))
  const outcomes = causes.map((cause) => ({ id: cause.id, outcome: cause.weigh(evidence) }))
  assert.ok(outcomes.every(({ outcome }) => outcome.outcome === 'not-applicable' || outcome.outcome === 'cannot-tell'))
  const ranked = outcomes
    .flatMap(({ id, outcome }) => (outcome.outcome === 'cannot-tell' ? [`${/Usual cause (\d)/.exec(outcome.summary)?.[1] ?? ''} ${id}`] : []))
    .toSorted()
  assert.deepEqual(ranked, ['1 connect-blackholed', '2 nobody-listening', '3 port-rejected', '4 name-or-access-refused'])
  const [first] = outcomes.flatMap(({ outcome }) => (outcome.outcome === 'cannot-tell' ? outcome.next : []))
  assert.match(first?.what ?? '', /Status 58 is "can't connect to client"/)
})

test('a command for certificates that got no answer: the web service is asked for, and no job', () => {
  const outcomes = causes.map((cause) => cause.weigh(evidenceOf(status(8500, 'Connection with the web service was not established'))))
  const next = outcomes.flatMap((outcome) => (outcome.outcome === 'cannot-tell' ? (outcome.next ?? []) : []))
  assert.match(next.map(({ command }) => command).join(' '), /nbcertcmd -ping/)
})

test('beside any other symptom the status ranks nothing', () => {
  const evidence = evidenceOf(status(58, "can't connect to client"), failure('connect.failed', { errno: 'ECONNREFUSED', port: 13782 }, { system: 'netbackup' }))
  assert.ok(causes.every((cause) => !JSON.stringify(cause.weigh(evidence)).includes('Usual cause')))
})

test('an attempt that was silent for minutes was not refused', () => {
  const began = made('connect.started', {}, { system: 'netbackup', when: at(0) })
  const failed = failure('status.reported', { code: 58, meaning: "can't connect to client" }, { system: 'netbackup', when: at(301) })
  const outcomes = new Map(causes.map((cause) => [cause.id, cause.weigh(evidenceOf(began, failed)).outcome]))
  assert.equal(outcomes.get('nobody-listening'), 'ruled-out')
  assert.equal(outcomes.get('port-rejected'), 'ruled-out')
  assert.equal(outcomes.get('connect-blackholed'), 'cannot-tell')
})
