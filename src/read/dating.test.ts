import assert from 'node:assert/strict'
import test from 'node:test'
import { usPerMs } from '../model/index.ts'
import { Dating } from './dating.ts'

const modifiedMs = Date.UTC(2026, 10, 21)
const noon = { month: 5, day: 1, hour: 12, minute: 0, second: 0 }
const dateOf = (us: number): string => new Date(us / usPerMs).toISOString().slice(0, 10)

test('a line without a year below one that shows it is of that year', () => {
  const dating = new Dating('s1', { modifiedMs })
  const whole = dating.wall({ ...noon, year: 2023 })
  const yearless = dating.wall({ ...noon, day: 2 })
  assert.deepEqual([dateOf(yearless.us), yearless.clock === whole.clock], ['2023-05-02', true])
})

test('on the night of a New Year the next year is nearest', () => {
  const dating = new Dating('s1', { modifiedMs })
  dating.wall({ ...noon, year: 2023, month: 12, day: 31 })
  assert.equal(dateOf(dating.wall({ ...noon, month: 1, day: 1 }).us), '2024-01-01')
})

test('a line that shows another year than was assumed has a clock of its own, tied to the first', () => {
  const dating = new Dating('s1', { modifiedMs })
  const yearless = dating.wall(noon)
  const whole = dating.wall({ ...noon, year: 2023 })
  assert.deepEqual([dateOf(yearless.us), dateOf(whole.us)], ['2026-05-01', '2023-05-01'])
  assert.equal(dating.clocks.find(({ id }) => id === whole.clock)?.relativeTo, yearless.clock)
})
