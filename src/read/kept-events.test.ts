import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event } from '../model/index.ts'
import { KeptEvents } from './kept-events.ts'

const runs = 40_000

function event(kind: 'run.started' | 'failed' | 'echo', index: number): Event {
  const base = { at: { source: 's1', line: index + 1 }, quote: `line ${index}`, system: 'rsync' as const, run: `run ${index}` }
  if (kind === 'run.started') return { ...base, kind }
  if (kind === 'failed') return { ...base, kind: 'connection.failed', errno: 'ECONNRESET', operation: 'read', channel: 'network', symptom: 'specific' }
  return { ...base, kind: 'program.exited', code: 10, symptom: 'echo' }
}

test('of more runs than can be kept, the first and the last are kept whole, though their failures are told long after their starts', () => {
  const kept = new KeptEvents()
  const late = 3_000
  for (let index = 0; index < runs + late; index += 1) {
    if (index < runs) kept.add([event('run.started', index)])
    if (index >= late) kept.add([event('failed', index - late), event('echo', index - late)])
  }
  const byRun = Map.groupBy(kept.all, ({ run }) => run)
  assert.ok(kept.all.length <= 20_000)
  assert.equal(kept.all.length + kept.dropped, runs * 3)
  for (const index of [0, 1, 500, runs - 500, runs - 1]) assert.equal(byRun.get(`run ${index}`)?.length, 3, `run ${index}`)
  for (const [run, events] of byRun)
    assert.equal(events.filter(({ symptom }) => symptom !== undefined).length % 2, 0, `${run ?? ''} lost one of its failure's two lines`)
  assert.match(kept.notes().join(), /runs in the middle/)
})
