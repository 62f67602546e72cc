import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { reportOn } from '../src/cli/report.ts'
import type { Report } from '../src/model/index.ts'

const root = join(import.meta.dirname, '..')

/** Every recorded or written piece of evidence there is, alone. */
const samples = globSync(['src/read/*/samples/**/*', 'src/causes/*/cases/*/input', 'examples/*/input'], { cwd: root, withFileTypes: true })
  .filter((entry) => (entry.isFile() && !/(?:^source\.md|^expected.*)$/.test(entry.name)) || entry.name === 'input')
  .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
  .toSorted()

test('on every sample and case: a run that failed is in an incident, and "clean" has seen something end well and lost nothing', async () => {
  assert.ok(samples.length > 100, 'the samples are where they are looked for')
  const wrong: string[] = []
  for (const path of samples) wrong.push(...lies(await reportOn([join(root, path)])).map((lie) => `${path}: ${lie}`))
  assert.deepEqual(wrong, [])
})

function lies({ conclusion, runs, sources, incidents }: Report): readonly string[] {
  const silent = runs.filter((run) => run.outcome === 'failed' && run.incidents.length === 0)
  const endedWell = runs.some(({ outcome }) => outcome.startsWith('completed')) || sources.some(({ reader }) => reader === 'capture')
  return [
    ...silent.map(({ id, system, job }) => `run ${id} of ${system} ${job ?? ''} failed and no incident covers it`),
    ...(conclusion === 'clean' && runs.some(({ outcome }) => outcome === 'failed') ? ['clean with a failed run'] : []),
    ...(conclusion === 'clean' && !endedWell ? ['clean without anything that ended well'] : []),
    ...(conclusion === 'clean' && sources.some(({ incomplete }) => incomplete === true) ? ['clean with lost evidence'] : []),
    ...incidents
      .filter(({ verdict, next }) => verdict === 'cannot-tell' && next.length === 0)
      .map(({ headline }) => `undecided without a next step: ${headline}`),
  ]
}
