import assert from 'node:assert/strict'
import test from 'node:test'
import { type Event, usPerHour } from '../model/index.ts'
import { runKeys } from './implied-runs.ts'

type Line = 'start' | 'done' | 'failed' | 'trouble' | 'noise' | 'all done'

const worlds: readonly (readonly [world: string, lines: readonly (readonly [Line, hour?: number])[], runs: string])[] = [
  ['no boundary tells runs apart', [['trouble'], ['trouble']], '- -'],
  ['one run', [['start'], ['trouble'], ['failed']], '1 1 1'],
  ['two runs', [['start'], ['done'], ['start'], ['failed']], '1 1 2 2'],
  ['ends only', [['trouble'], ['failed'], ['done'], ['done']], '1 1 2 3'],
  ['an echo behind the failed end', [['trouble'], ['failed'], ['trouble']], '1 1 1'],
  [
    'trouble on the next night',
    [
      ['failed', 2],
      ['trouble', 26],
      ['failed', 26],
    ],
    '1 2 2',
  ],
  ['noise between runs', [['start'], ['done'], ['noise'], ['start']], '1 1 1 2'],
  ['the end of all jobs is no job', [['start'], ['done'], ['all done']], '1 1 -'],
]

for (const [world, lines, runs] of worlds) {
  test(world, () => {
    const events = lines.map(([line, hour], index) => eventOf(line, hour, index + 1, world.includes('all jobs')))
    const keyOf = runKeys(events)
    assert.equal(events.map((event) => keyOf(event)?.split(' ').at(-1) ?? '-').join(' '), runs)
  })
}

test('a run that is named keeps its name', () => {
  const event: Event = { ...eventOf('start', undefined, 1, false), run: 'mine' }
  assert.equal(runKeys([event])(event), 'mine')
})

function eventOf(line: Line, hour: number | undefined, number: number, named: boolean): Event {
  const when = hour === undefined ? {} : { when: { clock: 'c', us: hour * usPerHour } }
  const base = {
    system: 'restic' as const,
    quote: line,
    at: { source: 's1', line: number },
    ...when,
    ...(named && line !== 'all done' ? { job: 'VM 100' } : {}),
  }
  switch (line) {
    case 'start':
      return { ...base, kind: 'run.started' }
    case 'done':
    case 'all done':
      return { ...base, kind: 'run.ended', outcome: 'completed' }
    case 'failed':
      return { ...base, kind: 'run.ended', outcome: 'failed', symptom: 'echo' }
    case 'trouble':
      return { ...base, kind: 'connection.closed', symptom: 'specific' }
    case 'noise':
      return { ...base, kind: 'setting.seen', name: 'x', value: 'y' }
  }
}
