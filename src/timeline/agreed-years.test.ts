import assert from 'node:assert/strict'
import test from 'node:test'
import { made } from '../../test/hand-made.ts'
import { type Clock, usPerMs } from '../model/index.ts'
import { agreeYears } from './agreed-years.ts'

const whole: Clock = { id: 'client wall', kind: 'wall' }
const yearless: Clock = { id: 'server wall', kind: 'wall', anchoredBy: 'assumed year from the time the file last changed' }
const on = (clock: Clock, date: string) => made('run.started', {}, { when: { clock: clock.id, us: Date.parse(`${date}Z`) * usPerMs } })

const worlds: readonly (readonly [world: string, client: string, server: string, expected: string])[] = [
  ['the same night of an earlier year', '2023-05-01T01:00:00', '2026-05-01T01:02:00', '2023-05-01T01:02:00'],
  ['the night of a New Year', '2023-12-31T23:50:00', '2026-01-01T00:10:00', '2024-01-01T00:10:00'],
  ['a leap day comes between', '2024-03-01T01:00:00', '2026-03-01T01:02:00', '2024-03-01T01:02:00'],
  ['another time of the year', '2023-05-01T01:00:00', '2026-09-01T01:02:00', '2026-09-01T01:02:00'],
  ['the assumed year fits', '2026-05-01T01:00:00', '2026-05-02T01:02:00', '2026-05-02T01:02:00'],
]

for (const [world, client, server, expected] of worlds) {
  test(`dates without a year: ${world}`, () => {
    const { events } = agreeYears({ events: [on(whole, client), on(yearless, server)], clocks: [whole, yearless] })
    assert.equal(new Date((events[1]?.when?.us ?? 0) / usPerMs).toISOString().slice(0, 19), expected)
  })
}

test('nobody shows a year', () => {
  const given = { events: [on(yearless, '2026-05-01T01:00:00')], clocks: [yearless] }
  assert.deepEqual(agreeYears(given), given)
})
