import assert from 'node:assert/strict'
import test from 'node:test'
import { type Event, type SourceDate, type Timeline, usPerDay, usPerHour } from '../model/index.ts'
import { episodesOf } from './episodes.ts'
import type { Nights } from './nights.ts'
import { assertEnds } from '../../test/support/processor-time.ts'

const timeline: Timeline = { gap: () => undefined }
const day = 20_000 * usPerDay

interface Sketch {
  readonly name: string
  /** `client 3`: the log of the series `client` of the third day; `server`: one without a date. */
  readonly log: string
  readonly atHours?: number
  readonly side?: 'server' | 'client'
  readonly run?: string
}

const dateOf = (log: string): SourceDate | undefined => {
  const number = / (\d+)$/.exec(log)?.[1]
  return number === undefined ? undefined : { us: day + Number(number) * usPerDay, resolutionUs: usPerDay, from: 'the file name x' }
}
const nights: Nights = { dateOf: ({ at }) => dateOf(at.source), seriesOf: ({ at }) => at.source.replace(/ \d+$/, '') }

function event({ name, log, atHours, side, run = log }: Sketch): Event {
  return {
    kind: 'connection.closed',
    system: 'rsync',
    program: log.startsWith('server') ? 'rsyncd' : 'rsync',
    symptom: 'specific',
    quote: name,
    at: { source: log, line: 1 },
    run,
    ...(side === undefined ? {} : { side }),
    ...(atHours === undefined ? {} : { when: { clock: log, us: day + atHours * usPerHour } }),
  }
}

const worlds: readonly { readonly world: string; readonly sketches: readonly Sketch[]; readonly told: string }[] = [
  {
    world: 'nights of one series are failures of their own',
    sketches: [
      { name: 'a', log: 'client 1' },
      { name: 'b', log: 'client 2' },
    ],
    told: 'a | b',
  },
  {
    world: 'two ends of one night are one failure',
    sketches: [
      { name: 'a', log: 'client 1' },
      { name: 'b', log: 'client 2' },
      { name: 'A', log: 'server 1' },
      { name: 'B', log: 'server 2' },
    ],
    told: 'A a | B b',
  },
  {
    world: 'client outputs join the daemon of the same night',
    sketches: [
      { name: 'a', log: 'client 1' },
      { name: 'b', log: 'client 2' },
      { name: 'A', log: 'server', atHours: 26, run: 'p1' },
      { name: 'B', log: 'server', atHours: 50, run: 'p2' },
    ],
    told: 'A a | B b',
  },
  {
    world: 'a night that the daemon knows nothing of stays alone',
    sketches: [
      { name: 'a', log: 'client 1' },
      { name: 'b', log: 'client 2' },
      { name: 'B', log: 'server', atHours: 50, run: 'p2' },
    ],
    told: 'B b | a',
  },
  {
    world: 'a run that goes on past midnight',
    sketches: [
      { name: 'a', log: 'client 1' },
      { name: 'c', log: 'client 5' },
      { name: 'A', log: 'server', atHours: 51, run: 'p1' },
    ],
    told: 'A a | c',
  },
  {
    world: 'clients of two hosts in one night are two failures',
    sketches: [
      { name: 'a', log: 'web1 1', side: 'client' },
      { name: 'b', log: 'web2 1', side: 'client' },
    ],
    told: 'a | b',
  },
  {
    world: 'what has neither time nor date nor another tie stays alone',
    sketches: [
      { name: 'x', log: 'mail' },
      { name: 'a', log: 'client 1' },
      { name: 'b', log: 'client 2' },
    ],
    told: 'a | b | x',
  },
]

for (const { world, sketches, told } of worlds) {
  test(world, () => {
    const episodes = episodesOf(sketches.map(event), timeline, nights).map((members) => members.map(({ quote }) => quote))
    const texts = episodes.map((quotes) => quotes.toSorted().join(' '))
    assert.equal(texts.toSorted().join(' | '), told)
  })
}

test('as many nights as a large site has in a year are sorted in no time', () => {
  const logs = Array.from({ length: 6_000 }, (_, index) => event({ name: 'a', log: `host${index % 20} ${Math.floor(index / 20)}`, side: 'client' }))
  // Comparing every pair takes a minute; this takes a fraction of a second.
  assertEnds(() => assert.equal(episodesOf(logs, timeline, nights).length, 6_000), 10_000)
})
