import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { type Event, type System, type Timeline, usPerDay, usPerMinute } from '../model/index.ts'
import { episodesOf } from './episodes.ts'

const timeline: Timeline = { gap: (a, b) => (a !== undefined && b !== undefined && a.clock === b.clock ? { us: b.us - a.us, uncertaintyUs: 0 } : undefined) }
const night = 20_000 * usPerDay

interface Sketch {
  readonly name: string
  readonly source?: string
  readonly atMinutes?: number
  readonly run?: string
  readonly job?: string
  readonly system?: System
  readonly clock?: string
  readonly side?: 'server' | 'client'
}

function event(sketch: Sketch): Event {
  const { name, source = 's1', atMinutes, run, job, system = 'rsync', clock = source, side } = sketch
  return {
    kind: 'connection.failed',
    errno: 'ECONNRESET',
    operation: 'read',
    channel: 'network',
    system,
    symptom: 'specific',
    quote: name,
    at: { source, line: 1 },
    ...(atMinutes === undefined ? {} : { when: { clock, us: night + atMinutes * usPerMinute } }),
    ...(run === undefined ? {} : { run }),
    ...(job === undefined ? {} : { job }),
    ...(side === undefined ? {} : { side }),
  }
}

const worlds: readonly { world: string; sketches: readonly Sketch[]; told: string }[] = [
  {
    world: 'two ends without any time are one failure',
    sketches: [
      { name: 'a', source: 's1', side: 'client' },
      { name: 'b', source: 's2', side: 'server' },
    ],
    told: 'a b',
  },
  {
    world: 'two logs without any time, of which nothing says that they are of one backup, are two failures',
    sketches: [
      { name: 'a', source: 's1' },
      { name: 'b', source: 's2' },
      { name: 'c', source: 's3', system: 'other' },
    ],
    told: 'a | b | c',
  },
  {
    world: 'a kernel line without a time beside a backup without one',
    sketches: [
      { name: 'a', source: 's1' },
      { name: 'b', source: 's2', system: 'host' },
    ],
    told: 'a b',
  },
  {
    world: 'two nights are two failures',
    sketches: [
      { name: 'a', atMinutes: 0 },
      { name: 'b', atMinutes: 1440 },
    ],
    told: 'a | b',
  },
  {
    world: 'one run holds both, however far apart',
    sketches: [
      { name: 'a', atMinutes: 0, run: 'r' },
      { name: 'b', atMinutes: 300, run: 'r' },
    ],
    told: 'a b',
  },
  {
    world: 'client and server minutes apart are one failure',
    sketches: [
      { name: 'a', atMinutes: 0 },
      { name: 'b', source: 's2', atMinutes: 2 },
    ],
    told: 'a b',
  },
  {
    world: 'two jobs at the same time are two failures',
    sketches: [
      { name: 'a', atMinutes: 0, job: 'x' },
      { name: 'b', atMinutes: 0, job: 'y' },
    ],
    told: 'a | b',
  },
  {
    world: 'a kernel line belongs to the backup of that time',
    sketches: [
      { name: 'a', atMinutes: 0 },
      { name: 'b', source: 's2', atMinutes: 1, system: 'host' },
    ],
    told: 'a b',
  },
  { world: 'two products without times are two failures', sketches: [{ name: 'a' }, { name: 'b', source: 's2', system: 'amanda' }], told: 'a | b' },
  {
    world: 'an untimed line joins the latest of several nights',
    sketches: [
      { name: 'a', atMinutes: 0 },
      { name: 'b', atMinutes: 1440 },
      { name: 'c', source: 's2' },
    ],
    told: 'a | b c',
  },
]

for (const { world, sketches, told } of worlds) {
  test(world, () => {
    const episodes = episodesOf(sketches.map(event), timeline).map((members) =>
      members
        .map((member) => member.quote)
        .toSorted()
        .join(' '),
    )
    assert.equal(episodes.toSorted().join(' | '), told)
  })
}

test('every symptom lands in exactly one episode', () => {
  const sketch = fc.record({
    name: fc.string({ maxLength: 3 }),
    source: fc.constantFrom('s1', 's2', 's3'),
    atMinutes: fc.option(fc.integer({ min: 0, max: 5000 }), { nil: undefined }),
    run: fc.option(fc.constantFrom('r1', 'r2'), { nil: undefined }),
    job: fc.option(fc.constantFrom('j1', 'j2'), { nil: undefined }),
    system: fc.constantFrom<System>('rsync', 'amanda', 'host'),
  })
  fc.assert(
    fc.property(fc.array(sketch, { maxLength: 30 }), (sketches) => {
      const symptoms = sketches.map((each) => event(Object.fromEntries(Object.entries(each).filter(([, value]) => value !== undefined)) as unknown as Sketch))
      const members = episodesOf(symptoms, timeline).flat()
      assert.equal(members.length, symptoms.length)
      assert.equal(new Set(members).size, symptoms.length)
    }),
    { verbose: true },
  )
})
