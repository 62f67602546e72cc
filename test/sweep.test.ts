import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import test from 'node:test'
import { lineReaders } from '../src/read/index.ts'
import { sweep, type Swept } from './sweep/sweep.ts'

/** HOLDFAST_NIGHTLY=1 damages 100,000 texts for each reader; HOLDFAST_SEED repeats a run. */
const times = process.env['HOLDFAST_NIGHTLY'] === '1' ? 100_000 : 2_000
const seed = Number(process.env['HOLDFAST_SEED'] ?? randomInt(1, 1_000_000))

const started = process.cpuUsage()
const swept = await sweep(seed, times)
const { user, system } = process.cpuUsage(started)
console.log(`Damage with HOLDFAST_SEED=${seed}, ${((user + system) / 1e6).toFixed(1)} s of CPU. ${listed('mutation')}. ${listed('truncation')}.`)

for (const { id } of [...lineReaders, { id: 'capture' }]) {
  test(`${id}: ${times} damaged inputs are read, nothing throws, hangs or is quoted that is not there`, () => {
    assert.ok(countOf(id, 'mutation') >= times, `only ${countOf(id, 'mutation')}: ${failures().join('\n')}`)
  })
}

test('every truncation of every sample is read, nothing throws, hangs or is quoted that is not there', () => {
  assert.deepEqual(failures(), [])
  const folders = swept.filter(({ kind, count }) => kind === 'truncation' && count > 0).map(({ reader }) => reader)
  for (const folder of ['amanda', 'capture', 'netbackup', 'rsync', 'system', 'tools']) assert.ok(folders.includes(folder), `no truncation of ${folder}`)
})

test('all readers together read damaged inputs of all formats', () => {
  assert.ok(countOf('all together', 'mutation') >= times / 2, failures().join('\n'))
})

test('a thread that hangs is ended and told', async () => {
  const [told, ...more] = await sweep(1, 1, { thread: new URL('./sweep/hanging-worker.ts', import.meta.url), mostMs: 300 })
  assert.deepEqual(more, [])
  assert.match(told?.failure ?? '', /^mutation 0 takes longer than 300 ms$/)
})

function countOf(reader: string, kind: Swept['kind']): number {
  return swept.find((one) => one.reader === reader && one.kind === kind)?.count ?? 0
}

function failures(): readonly string[] {
  return swept.filter(({ failure }) => failure !== '').map(({ reader, failure }) => `HOLDFAST_SEED=${seed} ${reader}, ${failure}`)
}

function listed(kind: Swept['kind']): string {
  const parts = swept.filter((one) => one.kind === kind)
  const slowest = parts.toSorted((a, b) => b.slowestMs - a.slowestMs)[0]
  const counts = parts.map(({ reader, count }) => `${reader} ${count.toLocaleString('en')}`).join(', ')
  return `${kind === 'mutation' ? 'Mutations' : 'Truncations'}: ${counts}; slowest ${slowest?.slowestMs.toFixed(0)} ms (${slowest?.reader})`
}
