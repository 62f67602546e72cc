import assert from 'node:assert/strict'
import test from 'node:test'
import { namedDate, sourceDates } from './source-date.ts'

const worlds: readonly (readonly [path: string, told: string | undefined])[] = [
  ['logs/rsync-2026-11-01.log', '2026-11-01T00:00 day, the file name rsync-2026-11-01.log'],
  ['logs/rsync-2026-11-01_02-30.log', '2026-11-01T02:30 minute, the file name rsync-2026-11-01_02-30.log'],
  ['amanda/log.20261121055943.0', '2026-11-21T05:59 minute, the file name log.20261121055943.0'],
  ['amanda/dumper.20261121055943001.debug', '2026-11-21T05:59 minute, the file name dumper.20261121055943001.debug'],
  ['nights/2026-11-01/rsync.log', '2026-11-01T00:00 day, the folder name 2026-11-01'],
  ['2026-10-31/nights/20261101/rsync.log', '2026-11-01T00:00 day, the folder name 20261101'],
  ['logs/rsync.log-20261101', '2026-10-31T00:00 two days, the file name rsync.log-20261101'],
  ['logs/rsync-20261101-9999.log', '2026-11-01T00:00 day, the file name rsync-20261101-9999.log'],
  ['logs/rsync.log.3', undefined],
]

for (const [path, told] of worlds) {
  test(`${path}: ${told ?? 'no date'}`, () => {
    const date = namedDate({ path })
    const unit = date?.resolutionUs === 60_000_000 ? 'minute' : date?.resolutionUs === 86_400_000_000 ? 'day' : 'two days'
    assert.equal(date === undefined ? undefined : `${new Date(date.us / 1_000).toISOString().slice(0, 16)} ${unit}, ${date.from}`, told)
  })
}

const dayMs = 86_400_000

test('files that changed on different nights are dated by that', () => {
  const dates = sourceDates([
    { id: 's1', modifiedMs: 20_000 * dayMs },
    { id: 's2', modifiedMs: 20_001 * dayMs },
  ])
  assert.deepEqual(
    [...dates.values()].map(({ us, from }) => `${us / 1_000 / dayMs} ${from}`),
    ['20000 the time the file last changed', '20001 the time the file last changed'],
  )
})

test('files that were copied together are not', () => {
  assert.equal(sourceDates([1, 2, 3].map((n) => ({ id: `s${n}`, modifiedMs: 20_000 * dayMs + n * 1_000 }))).size, 0)
})
