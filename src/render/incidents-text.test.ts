import assert from 'node:assert/strict'
import test from 'node:test'
import type { Incident } from '../model/index.ts'
import { incidentsText } from './incidents-text.ts'

const incident = (verdict: Incident['verdict']): Pick<Incident, 'verdict'> => ({ verdict })

for (const [verdicts, text] of [
  [['explained', 'explained'], 'The first of 2 failures; both are explained.'],
  [['cannot-tell', 'cannot-tell', 'cannot-tell'], 'The first of 3 failures; all 3 stay undecided.'],
  [['explained', 'cannot-tell'], 'The first of 2 failures; of these 1 is explained, 1 stays undecided.'],
] as const) {
  test(text, () => assert.equal(incidentsText(verdicts.map(incident)), text))
}
