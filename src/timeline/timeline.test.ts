import assert from 'node:assert/strict'
import test from 'node:test'
import type { Clock, Moment } from '../model/index.ts'
import { buildTimeline } from './index.ts'

const hour = 3_600_000_000

const cases: readonly {
  readonly world: string
  readonly clocks: readonly Clock[]
  readonly earlier: Moment
  readonly later: Moment
  readonly want: readonly [number, number] | undefined
}[] = [
  {
    world: 'one clock',
    clocks: [{ id: 'a', kind: 'wall' }],
    earlier: { clock: 'a', us: 5 },
    later: { clock: 'a', us: 12, uncertaintyUs: 3 },
    want: [7, 3],
  },
  {
    world: 'two logs of one host, times of day without a date',
    clocks: [
      { id: 'a', kind: 'time-of-day', host: 'h' },
      { id: 'b', kind: 'time-of-day', host: 'h' },
    ],
    earlier: { clock: 'a', us: 5 },
    later: { clock: 'b', us: 12 },
    want: [7, 0],
  },
  {
    world: 'two hosts that were never related',
    clocks: [
      { id: 'a', kind: 'wall', host: 'h' },
      { id: 'b', kind: 'wall', host: 'k' },
    ],
    earlier: { clock: 'a', us: 5 },
    later: { clock: 'b', us: 12 },
    want: undefined,
  },
  {
    world: 'two hosts that both say their zone are still two hosts',
    clocks: [
      { id: 'a', kind: 'wall', host: 'h', zone: 'UTC' },
      { id: 'b', kind: 'wall', host: 'k', zone: 'UTC' },
    ],
    earlier: { clock: 'a', us: 0, utc: '1970-01-01T00:00:00.000Z' },
    later: { clock: 'b', us: 12_000, utc: '1970-01-01T00:00:00.012Z' },
    want: undefined,
  },
  {
    world: 'one host, a wall clock at +02:00 and an epoch clock',
    clocks: [
      { id: 'a', kind: 'wall', host: 'h', zone: '+02:00' },
      { id: 'b', kind: 'epoch', host: 'h', zone: 'UTC' },
    ],
    earlier: { clock: 'a', us: 2 * hour },
    later: { clock: 'b', us: 7 },
    want: [7, 0],
  },
  {
    world: 'one host, a named zone and UTC: the moments know their UTC',
    clocks: [
      { id: 'a', kind: 'wall', host: 'h', zone: 'Europe/Berlin' },
      { id: 'b', kind: 'epoch', host: 'h', zone: 'UTC' },
    ],
    earlier: { clock: 'a', us: hour, utc: '1970-01-01T00:00:00.000Z' },
    later: { clock: 'b', us: 7_000, utc: '1970-01-01T00:00:00.007Z' },
    want: [7_000, 1_000],
  },
  {
    world: 'an undated time of day and a date of the same host',
    clocks: [
      { id: 'a', kind: 'time-of-day', host: 'h' },
      { id: 'b', kind: 'wall', host: 'h' },
    ],
    earlier: { clock: 'a', us: 5 },
    later: { clock: 'b', us: 12 },
    want: undefined,
  },
  {
    world: 'a time of day whose date is known and a date of the same host',
    clocks: [
      { id: 'a', kind: 'time-of-day', host: 'h', anchoredBy: 'date from the file name' },
      { id: 'b', kind: 'wall', host: 'h' },
    ],
    earlier: { clock: 'a', us: 5 },
    later: { clock: 'b', us: 12 },
    want: [7, 0],
  },
  {
    world: 'two programs, each counting from its own start, tied to one wall clock',
    clocks: [
      { id: 'w', kind: 'wall', host: 'h' },
      { id: 'a', kind: 'elapsed', host: 'h', relativeTo: 'w', offsetUs: -1_000, uncertaintyUs: 10 },
      { id: 'b', kind: 'elapsed', host: 'h', relativeTo: 'w', offsetUs: -1_500, uncertaintyUs: 10 },
    ],
    earlier: { clock: 'a', us: 100 },
    later: { clock: 'b', us: 100 },
    want: [500, 20],
  },
  {
    world: 'two elapsed clocks of one host that nothing ties',
    clocks: [
      { id: 'a', kind: 'elapsed', host: 'h' },
      { id: 'b', kind: 'elapsed', host: 'h' },
    ],
    earlier: { clock: 'a', us: 5 },
    later: { clock: 'b', us: 12 },
    want: undefined,
  },
  {
    world: 'a clock tied to one that is not there',
    clocks: [
      { id: 'a', kind: 'elapsed', relativeTo: 'gone', offsetUs: 1 },
      { id: 'b', kind: 'wall' },
    ],
    earlier: { clock: 'a', us: 5 },
    later: { clock: 'b', us: 12 },
    want: undefined,
  },
]

for (const { world, clocks, earlier, later, want } of cases) {
  test(world, () => {
    const gap = buildTimeline(clocks).gap(earlier, later)
    assert.deepEqual(gap, want === undefined ? undefined : { us: want[0], uncertaintyUs: want[1] })
    const back = buildTimeline(clocks.toReversed()).gap(later, earlier)
    assert.deepEqual(back, want === undefined ? undefined : { us: -want[0], uncertaintyUs: want[1] })
  })
}

test('an unknown moment has no gap', () => {
  assert.equal(buildTimeline([]).gap(undefined, { clock: 'a', us: 1 }), undefined)
})
