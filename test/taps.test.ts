import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import test, { type TestContext } from 'node:test'
import { reportOn } from '../src/cli/report.ts'
import type { Report } from '../src/model/index.ts'
import { captureOf, type Change, clock, framesOf, late, lost, renumbered } from './support/capture-variants.ts'
import { filesIn, temporaryFolder } from './support/evidence.ts'

/** Three taps on one way: what happened is placed on the stretch where it did, whatever the clocks say and in whatever order the captures are given. */
const names = ['client', 'middle', 'server'] as const
type TapName = (typeof names)[number]

/** What happened, the taps on both sides of it, and how many. */
type Placed = readonly [what: string, after: TapName, before: TapName, count?: number]

const worlds: Readonly<Record<string, readonly Placed[]>> = {
  healthy: [],
  'reset-by-far-router': [['reset', 'middle', 'server']],
  'reset-by-near-router': [['reset', 'client', 'middle']],
  'loss-on-second-leg': [['loss', 'middle', 'server', 5]],
  'loss-on-the-way-back': [['loss', 'client', 'middle', 2]],
  'scale-stripped': [['option', 'client', 'middle']],
  translated: [
    ['translation', 'client', 'middle'],
    ['reset', 'middle', 'server'],
  ],
  'translated-healthy': [['translation', 'client', 'middle']],
  'silence-on-second-leg': [['silence', 'middle', 'server', 30]],
  'port-dropped': [['request', 'middle', 'server', 4]],
}

interface Variant {
  readonly name: string
  readonly changes: Readonly<Partial<Record<TapName, Change>>>
  /** What the tap's clock is set to, in seconds ahead and parts per million fast; the estimate must hold it. */
  readonly clocks?: Readonly<Partial<Record<TapName, readonly [seconds: number, ppm: number]>>>
  /** The order in which the captures are given. */
  readonly order?: readonly TapName[]
  /** Something may go unseen; what is placed must still be right. */
  readonly mayMiss?: true
}

const variants: readonly Variant[] = [
  { name: 'as recorded', changes: {}, clocks: { client: [0, 0], middle: [0, 0], server: [0, 0] } },
  { name: 'given from the far end', changes: {}, order: ['server', 'middle', 'client'] },
  { name: 'given the middle first', changes: {}, order: ['middle', 'server', 'client'] },
  { name: 'three clocks of their own', changes: {}, clocks: { middle: [90, 100], server: [-90, -100] } },
  { name: "the client's clock off, the server's slow", changes: {}, clocks: { client: [3600.5, 50], server: [0, -200] } },
  { name: 'renumbered behind the middle', changes: { server: renumbered('192.0.2.10', 123_456_789) }, mayMiss: true },
  { name: 'the middle lost 2 %', changes: { middle: lost(0.02, 5) }, mayMiss: true },
  { name: 'all lost 2 %', changes: { client: lost(0.02, 7), middle: lost(0.02, 11), server: lost(0.02, 13) }, mayMiss: true },
  { name: 'the middle begins late', changes: { middle: late(0.3) }, mayMiss: true },
]

for (const [world, expected] of Object.entries(worlds))
  for (const { name, changes, clocks = {}, order = names, mayMiss } of variants)
    test(`${world}, ${name}`, async (context) => {
      const all = Object.fromEntries(names.map((tap) => [tap, (changes[tap] ?? clock(...(clocks[tap] ?? [0, 0])))(recorded(world, tap))]))
      const report = await reportOn(given(context, all, order))
      const placed = placedIn(report)
      if (mayMiss === undefined) assert.deepEqual(placed, expected.map(shown).toSorted())
      else
        for (const one of placed.map(withoutCount))
          assert.ok([...expected.map(shown).map(withoutCount), 'renumbering middle server'].includes(one), `placed wrongly: ${one}`)
      if (order === names && Object.keys(clocks).length > 0) assertClocks(report, clocks)
    })

test('each tap says where it is', async (context) => {
  const all = Object.fromEntries(names.map((tap) => [tap, recorded('healthy', tap)]))
  const [found] = (await reportOn(given(context, all, ['server', 'client', 'middle']))).paths ?? []
  assert.deepEqual(
    found?.taps.map(({ near, hops }) => [near, hops?.fromOpener, hops?.fromAnswerer]),
    [
      ['opener', 0, 2],
      ['middle', 1, 1],
      ['answerer', 2, 0],
    ],
  )
  const shares = found.taps.map(({ openerShare }) => openerShare ?? 0)
  assert.deepEqual(
    shares,
    shares.toSorted((a, b) => a - b),
    'the share of the round trip grows with the way',
  )
})

// Windows of 80 before scaling end after one segment: what a device resets second looks like the edge, but the pairs before it passed.
for (const world of ['reset-by-far-router', 'reset-by-near-router', 'translated'])
  for (const taps of [names, ['client'], ['client', 'middle']] as const)
    test(`${world}, from ${taps.join(' and ')}: no window scale is blamed for the reset of a device that counts`, async (context) => {
      const report = await reportOn(given(context, Object.fromEntries(taps.map((tap) => [tap, recorded(world, tap)])), taps))
      const roots = report.incidents.flatMap(({ findings }) => findings.filter(({ role }) => role === 'root').map(({ cause }) => cause))
      assert.deepEqual(roots, ['reset-injected'])
    })

test('one capture alone has no stretch to place anything on', async (context) => {
  const report = await reportOn(given(context, { client: recorded('reset-by-far-router', 'client') }, ['client']))
  assert.equal(report.paths, undefined)
})

function recorded(world: string, tap: TapName): ReturnType<typeof framesOf> {
  return framesOf(readFileSync(path.join(import.meta.dirname, 'taps', world, `${tap}.pcap`)))
}

function given(context: TestContext, captures: Readonly<Record<string, ReturnType<typeof framesOf>>>, order: readonly TapName[]): readonly string[] {
  const folder = filesIn(temporaryFolder(context), Object.fromEntries(Object.entries(captures).map(([tap, frames]) => [`${tap}.pcap`, captureOf(frames)])))
  return order.map((tap) => path.join(folder, `${tap}.pcap`))
}

function tapOf(report: Report, id: string | undefined): string {
  return path.basename(report.sources.find((source) => source.id === id)?.path ?? 'an end', '.pcap')
}

function placedIn(report: Report): readonly string[] {
  return (report.paths ?? [])
    .flatMap(({ placed }) => placed.map(({ what, after, before, count }) => `${what} ${tapOf(report, after)} ${tapOf(report, before)} ${count ?? ''}`.trim()))
    .toSorted()
}

function shown([what, after, before, count]: Placed): string {
  return `${what} ${after} ${before} ${count ?? ''}`.trim()
}

function withoutCount(text: string): string {
  return text.replace(/ \d+$/, '')
}

/** The clocks were one before they were changed: what they were set to must lie within the error bars. */
function assertClocks(report: Report, clocks: Required<Variant>['clocks']): void {
  const [clientSeconds, clientPpm] = clocks.client ?? [0, 0]
  for (const { taps } of report.paths ?? [])
    for (const { source, clock: told } of taps) {
      const name = names.find((one) => one === tapOf(report, source))
      if (told === undefined || name === undefined) continue
      const [seconds, ppm] = clocks[name] ?? [0, 0]
      // The recordings last some seconds: a skew of 100 ppm moves the offset by less than 2 ms in them.
      const off = Math.abs(told.offsetUs - (seconds - clientSeconds) * 1e6)
      assert.ok(off <= told.uncertaintyUs + Math.abs(ppm - clientPpm) * 10, `${name}: ${told.offsetUs} ± ${told.uncertaintyUs}`)
      if (told.skewPpm !== undefined && told.skewUncertaintyPpm !== undefined)
        assert.ok(Math.abs(told.skewPpm - (ppm - clientPpm)) <= told.skewUncertaintyPpm + 1, `${name}: ${told.skewPpm} ± ${told.skewUncertaintyPpm} ppm`)
    }
}
