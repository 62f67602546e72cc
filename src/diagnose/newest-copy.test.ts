import assert from 'node:assert/strict'
import test from 'node:test'
import { usPerDay } from '../model/index.ts'
import type { PastRun } from './history.ts'
import { newestCopy } from './newest-copy.ts'

const at = (day: number, uncertaintyUs = 0) => ({ clock: 's1 wall', us: (20_000 + day) * usPerDay, uncertaintyUs })
const good = (day: number, lane = 'a'): PastRun => ({ lane, failed: false, complete: true, at: at(day), traits: [] })
const bad = (day: number, lane = 'a'): PastRun => ({ lane, failed: true, at: at(day), failedAt: at(day), traits: [] })
const inLine = (run: PastRun, line: number, source = 's1'): PastRun => ({
  lane: 'a',
  failed: run.failed,
  ...(run.complete === undefined ? {} : { complete: run.complete }),
  place: { source, line },
  traits: [],
})

const worlds: readonly { readonly world: string; readonly runs: readonly PastRun[]; readonly told: string }[] = [
  { world: 'good nights before the failures', runs: [good(1), good(2), bad(3), bad(4)], told: 'day 2' },
  { world: 'a good night after the last failure', runs: [good(1), bad(3), good(5)], told: 'later, day 5' },
  { world: 'a good night between two failures', runs: [bad(1), good(2), bad(3)], told: 'day 2' },
  { world: 'no good night', runs: [bad(1), bad(2)], told: 'nothing' },
  { world: 'a run that left files out is no copy to rely on', runs: [{ ...good(1), complete: false }, bad(2)], told: 'nothing' },
  { world: 'two jobs, of which one was repaired', runs: [bad(1), good(2), bad(1, 'b'), good(0, 'b')], told: 'nothing' },
  { world: 'two jobs, both repaired', runs: [bad(1), good(2), bad(1, 'b'), good(2, 'b')], told: 'later' },
  { world: 'lines of one log show the order', runs: [inLine(bad(0), 3), inLine(good(0), 9)], told: 'later' },
  { world: 'two logs without times show none', runs: [inLine(bad(0), 3), inLine(good(0), 9, 's2')], told: 'nothing' },
  { world: 'dates that may be half a day off, on one day', runs: [{ ...good(1), at: at(1, usPerDay / 2) }, bad(1)], told: 'nothing' },
]

for (const { world, runs, told } of worlds) {
  test(world, () => {
    const copy = newestCopy(runs)
    const day = copy?.at === undefined ? [] : [`day ${copy.at.us / usPerDay - 20_000}`]
    assert.equal(copy === undefined ? 'nothing' : [...(copy.isLater ? ['later'] : []), ...day].join(', '), told)
  })
}
