import assert from 'node:assert/strict'
import test from 'node:test'
import { type Cause, type CauseId, cannotTell, type Outcome, ruledOut } from '../model/index.ts'
import { evidenceOf, failure } from '../../test/hand-made.ts'
import { calendarOf } from './calendar.ts'
import { incidentOf } from './incident.ts'
import { judge } from './verdict.ts'

const reset = failure('connection.failed', { errno: 'ECONNRESET', operation: 'read', channel: 'network' })

function says(id: CauseId, outcome: Outcome): Cause {
  return { id, title: id, leadsTo: [], weigh: () => outcome, remedies: () => [] }
}

function asked(...causes: readonly Cause[]): readonly (readonly CauseId[])[] {
  const evidence = evidenceOf(reset)
  const incident = incidentOf('i1', 'x', { evidence, judgement: judge(evidence, causes), calendar: calendarOf([], [], new Map()), meaning: '' })
  return incident.next.map(({ separates }) => separates)
}

const question = (command: string, ...separates: readonly CauseId[]) => cannotTell('who knows', [{ what: 'look', command, separates }])

test('a question names only causes that are still open', () => {
  assert.deepEqual(asked(says('idle-flow-dropped', question('a', 'idle-flow-dropped', 'disk-full')), says('disk-full', ruledOut('room enough', []))), [
    ['idle-flow-dropped'],
  ])
})

test('a question that separates no open cause is not asked', () => {
  const questions = asked(
    says('idle-flow-dropped', question('a', 'idle-flow-dropped')),
    says('reset-injected', question('b', 'disk-full')),
    says('disk-full', ruledOut('room enough', [])),
  )
  assert.deepEqual(questions, [['idle-flow-dropped']])
})
