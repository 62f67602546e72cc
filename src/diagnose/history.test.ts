import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { Regularity } from '../facts/regularity.ts'
import { type History, usPerDay, usPerHour, usPerMinute } from '../model/index.ts'
import { historyOf, type PastRun } from './history.ts'
import type { Trait } from './traits.ts'

const noAges: Regularity = { agesUs: [], measured: false, reported: false, irregular: false, events: [] }
const firstNight = 20_000 * usPerDay

interface Night {
  readonly failed?: true
  readonly version?: string
  readonly bytes?: number
  readonly minutes?: number
  readonly startHour?: number
  readonly failedHour?: number
  readonly port?: string
}

function run(night: Night, index: number): PastRun {
  const { failed = false, version, bytes, minutes, startHour, failedHour, port } = night
  const at = { source: `s${index}`, line: 1 }
  const moment = (hour: number) => ({ clock: 'c', us: firstNight + index * usPerDay + hour * usPerHour })
  const traits: readonly Trait[] = [
    ...(version === undefined ? [] : [{ what: 'version', text: version, at }]),
    ...(port === undefined ? [] : [{ what: 'port', text: port, at }]),
    ...(bytes === undefined ? [] : [{ what: 'size', value: bytes, unit: 'bytes' as const, at }]),
    ...(minutes === undefined || failed ? [] : [{ what: 'duration', value: minutes * usPerMinute, unit: 'us' as const, at }]),
    ...(startHour === undefined ? [] : [{ what: 'start', value: startHour * usPerHour, unit: 'time-of-day' as const, at }]),
  ]
  return {
    run: `r${index}`,
    failed,
    at: moment(startHour ?? 2),
    traits,
    ...(startHour === undefined ? {} : { start: moment(startHour) }),
    ...(failedHour === undefined ? {} : { failedAt: moment(failedHour) }),
    ...(minutes === undefined || !failed ? {} : { ageUs: minutes * usPerMinute }),
  }
}

function told(history: History | undefined): string {
  if (history === undefined) return 'nothing'
  const { pattern, failed, completed, lastGood, differences, follows, failingSince } = history
  const since = failingSince === undefined ? '' : ` from ${Math.floor((failingSince.us - firstNight) / usPerDay)}`
  const changes = differences.map(({ what, before, after }) => `, ${what} ${before} > ${after}`).join('')
  return `${pattern} ${failed}/${failed + completed}${since}${lastGood === undefined ? '' : ` good ${lastGood.run}`}${changes}${follows === undefined ? '' : `, follows ${follows.what}`}`
}

const bad = { failed: true } as const

const worlds: readonly (readonly [world: string, nights: readonly Night[], told: string])[] = [
  ['one run', [bad], 'nothing'],
  ['good runs only', [{}, {}], 'nothing'],
  ['every run', [bad, bad], 'always 2/2'],
  ['the last two', [{}, {}, bad, bad], 'since 2/4 from 2 good r1'],
  ['the last one', [{}, {}, bad], 'once 1/3 from 2 good r1'],
  ['one in the middle', [{}, bad, {}], 'once 1/3 good r2'],
  ['some', [bad, {}, bad, {}], 'intermittent 2/4 good r3'],
  ['some, and now all', [bad, {}, bad, bad], 'intermittent 3/4 from 2 good r1'],
  ['another version', [{ version: '1' }, { version: '1' }, { ...bad, version: '2' }, { ...bad, version: '2' }], 'since 2/4 from 2 good r1, version 1 > 2'],
  ['a version that good runs had too', [{ version: '1' }, { version: '2' }, { ...bad, version: '2' }], 'once 1/3 from 2 good r1'],
  ['a port that is another one every night', [{ port: '1' }, { port: '2' }, { ...bad, port: '3' }], 'once 1/3 from 2 good r1'],
  ['usual growth', [{ bytes: 100 }, { ...bad, bytes: 110 }], 'once 1/2 from 1 good r0'],
  ['larger', [{ bytes: 41e9 }, { ...bad, bytes: 55e9 }], 'once 1/2 from 1 good r0, size 41 GB > 55 GB'],
  ['cut short: less is no wonder', [{ bytes: 41e9 }, { ...bad, bytes: 5e9 }], 'once 1/2 from 1 good r0'],
  ['only large ones', [{ bytes: 1e9 }, { ...bad, bytes: 9e9 }, { bytes: 2e9 }, { ...bad, bytes: 8e9 }], 'intermittent 2/4 good r2, follows size'],
  [
    'large ones, and a small one',
    [{ bytes: 1e9 }, { ...bad, bytes: 9e9 }, { bytes: 2e9 }, { ...bad, bytes: 1e8 }],
    'intermittent 2/4 good r2, size 1 GB > 100 MB'.replace(', size 1 GB > 100 MB', ''),
  ],
  ['only long ones', [{ minutes: 40 }, { ...bad, minutes: 61 }, { minutes: 50 }, { ...bad, minutes: 90 }], 'intermittent 2/4 good r2, follows duration'],
  ['soon after its start', [{ minutes: 40 }, { ...bad, minutes: 5 }], 'once 1/2 from 1 good r0, duration 40 min > fails after 300 s'],
  ['started later', [{ startHour: 2 }, { ...bad, startHour: 6 }], 'once 1/2 from 1 good r0, start 02:00 > 06:00'],
  ['across midnight is not far', [{ startHour: 23.9 }, { ...bad, startHour: 0.1 }], 'once 1/2 from 1 good r0'],
  [
    'always at four',
    [
      { ...bad, startHour: 1, failedHour: 4 },
      { ...bad, startHour: 3, failedHour: 4.1 },
      { ...bad, startHour: 2, failedHour: 4 },
    ],
    'always 3/3, follows time-of-day',
  ],
  [
    'always at four, as it is always started at two',
    [
      { ...bad, startHour: 2, failedHour: 4 },
      { ...bad, startHour: 2, failedHour: 4.1 },
      { ...bad, startHour: 2, failedHour: 4 },
    ],
    'always 3/3',
  ],
]

for (const [world, nights, expected] of worlds) test(world, () => assert.equal(told(historyOf(nights.map(run), noAges)), expected))

const jobs: readonly (readonly [world: string, nights: Readonly<Record<string, readonly Night[]>>, told: string])[] = [
  ['one fails still, one came back', { web1: [{}, bad, {}], web2: [{}, bad, bad] }, 'since 2/3 from 1 good r3 of web2, recovered 1 of 1'],
  ['both came back', { web1: [{}, bad, {}], web2: [{}, bad, {}] }, 'intermittent 2/6 good r5'],
  ['both fail still', { web1: [{}, bad, bad], web2: [{}, bad, bad] }, 'since 4/6 from 1 good r3'],
  [
    'two fail still, one came back',
    { web1: [bad, bad, {}], web2: [{}, {}, bad], web3: [{}, {}, bad] },
    'since 2/6 from 2 good r7 of web2 web3, recovered 1 of 2',
  ],
]

for (const [world, nights, expected] of jobs) {
  test(`several jobs: ${world}`, () => {
    const runs = Object.entries(nights).flatMap(([job, own], place) =>
      own.map((night, index) => ({ ...run(night, index), run: `r${place * own.length + index}`, lane: job, of: job })),
    )
    const history = historyOf(runs, noAges)
    const of = history?.of === undefined ? '' : ` of ${history.of.join(' ')}`
    const recovered = history?.recovered === undefined ? '' : `, recovered ${history.recovered.jobs} of ${history.recovered.failed}`
    assert.equal(`${told(history)}${of}${recovered}`, expected)
  })
}

test('ages that agree are told before all else', () => {
  const ages: Regularity = { ...noAges, agesUs: [300e6, 301e6], ageUs: 300.5e6, measured: true }
  assert.equal(told(historyOf([bad, bad].map(run), ages)), 'always 2/2, follows duration')
})

test('without dates nothing is said of since and last', () => {
  const undated = [{}, bad, bad].map((night, index) => {
    const { at: _, ...rest } = run(night, index)
    return rest
  })
  assert.equal(told(historyOf(undated, noAges)), 'intermittent 2/3')
})

test('the order of reading decides nothing, and no run is lost', () => {
  const night = fc.record({
    failed: fc.option(fc.constant(true as const), { nil: undefined }),
    bytes: fc.option(fc.integer({ min: 0, max: 1e12 }), { nil: undefined }),
  })
  fc.assert(
    fc.property(fc.array(night, { maxLength: 12 }), (nights) => {
      const runs = nights.map((each, index) =>
        run({ ...(each.failed === undefined ? {} : { failed: true }), ...(each.bytes === undefined ? {} : { bytes: each.bytes }) }, index),
      )
      const history = historyOf(runs, noAges)
      assert.deepEqual(historyOf(runs.toReversed(), noAges), history)
      if (history !== undefined) assert.equal(history.failed + history.completed, runs.length)
    }),
    { verbose: true },
  )
})

test('as many runs as a folder holds are compared, more than a call takes as arguments', () => {
  const nights = Array.from({ length: 200_000 }, (_, index): Night => (index % 2 === 0 ? { bytes: 1e9, minutes: 5 } : { ...bad, bytes: 9e9, minutes: 50 }))
  assert.equal(told(historyOf(nights.map(run), noAges)), 'intermittent 100000/200000 good r199998, duration 300 s > fails after 50 min, follows size')
  const alike = nights.map((night) => ({ ...night, bytes: 1e9 }))
  assert.equal(told(historyOf(alike.map(run), noAges)), 'intermittent 100000/200000 good r199998, follows duration')
})
