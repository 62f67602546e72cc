import assert from 'node:assert/strict'
import test from 'node:test'
import { evidenceOf, failure } from '../../../test/hand-made.ts'
import { connectBlackholed } from './cause.ts'

test('a port that is none of a NetBackup host has none of its ways around', () => {
  for (const [port, says] of [
    [1556, true],
    [10_102, false],
  ] as const) {
    const evidence = evidenceOf(failure('connect.failed', { errno: 'ETIMEDOUT', peer: 'store', port }, { system: 'netbackup' }))
    const outcome = connectBlackholed.weigh(evidence)
    assert.ok(outcome.outcome === 'explains')
    const text = connectBlackholed
      .remedies(evidence, outcome)
      .map((remedy) => remedy.text)
      .join('\n')
    assert.equal(/PBX/.test(text), says)
    assert.equal(/multiplexing/.test(text), says)
  }
})
