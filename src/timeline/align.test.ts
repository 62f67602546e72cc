import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { Clock, MatchedPair } from '../model/index.ts'
import { alignClocks, buildTimeline } from './index.ts'

const server: Clock = { id: 'server', kind: 'time-of-day', host: 'media' }
const client: Clock = { id: 'client', kind: 'time-of-day', host: 'kiosk' }

/** A line on the server at `at` milliseconds that the client logs at `seen`. */
function asked(at: number, seen: number): MatchedPair {
  return { key: `q${at}`, sent: { clock: 'server', us: at * 1_000 }, received: { clock: 'client', us: seen * 1_000 } }
}

function answered(at: number, seen: number): MatchedPair {
  return { key: `a${at}`, sent: { clock: 'client', us: at * 1_000 }, received: { clock: 'server', us: seen * 1_000 } }
}

const worlds: readonly { readonly world: string; readonly pairs: readonly MatchedPair[]; readonly want: readonly [number, number] | undefined }[] = [
  { world: 'client 2 s ahead, 10 ms each way', pairs: [asked(1_000, 3_010), answered(4_000, 2_010)], want: [2_000, 31] },
  { world: 'client four hours behind', pairs: [asked(20_000_000, 5_600_005), answered(5_601_000, 20_001_005)], want: [-14_400_000, 26] },
  { world: 'bounds that cross by less than a tick of Windows', pairs: [asked(1_000, 390), answered(2_000, 2_597)], want: [-603.5, 20] },
  { world: 'bounds that cross by a second', pairs: [asked(1_001, 2), answered(2_001, 2_002)], want: undefined },
  { world: 'messages one way only', pairs: [asked(1_000, 3_010), asked(2_000, 4_010)], want: undefined },
  { world: 'no exchange at all', pairs: [], want: undefined },
  {
    world: 'one mismatched pair among five',
    pairs: [asked(1_000, 3_010), asked(2_000, 4_010), answered(5_000, 3_010), answered(6_000, 4_010), asked(900_000, 100_000)],
    want: [2_000, 31],
  },
  {
    world: 'half the pairs say this, half say that',
    pairs: [asked(1_000, 3_010), answered(4_000, 2_010), asked(50_000, 40_010), answered(50_000, 60_010)],
    want: undefined,
  },
]

for (const { world, pairs, want } of worlds) {
  test(world, () => {
    const clocks = alignClocks([server, client], pairs)
    const gap = buildTimeline(clocks).gap({ clock: 'server', us: 0 }, { clock: 'client', us: 0 })
    if (want === undefined) {
      assert.equal(gap, undefined)
      assert.ok(clocks.every((clock) => clock.relativeTo === undefined))
      return
    }
    assert.deepEqual(gap, { us: -want[0] * 1_000, uncertaintyUs: want[1] * 1_000 })
  })
}

test('contradicting pairs are told on the clock', () => {
  const [, told] = alignClocks([server, client], [asked(1_001, 2), answered(2_001, 2_002)])
  assert.match(told?.anchoredBy ?? '', /^not tied to media: matched lines contradict one another by /)
})

test('three hosts in a row: offsets and uncertainties add up', () => {
  const third: Clock = { id: 'third', kind: 'epoch', host: 'third' }
  const pairs: readonly MatchedPair[] = [
    asked(1_000, 3_010),
    answered(4_000, 2_010),
    { key: 'x', sent: { clock: 'client', us: 10_000_001 }, received: { clock: 'third', us: 15_000_101 } },
    { key: 'y', sent: { clock: 'third', us: 15_000_101 }, received: { clock: 'client', us: 10_000_201 } },
  ]
  const gap = buildTimeline(alignClocks([third, server, client], pairs)).gap({ clock: 'server', us: 0 }, { clock: 'third', us: 7_000_000 })
  assert.deepEqual(gap, { us: 500, uncertaintyUs: 30_500 + 100 })
})

test('two logs of the client are closer to each other than to the server', () => {
  const twin: Clock = { ...client, id: 'client 2' }
  const timeline = buildTimeline(alignClocks([server, client, twin], [asked(1_000, 3_010), answered(4_000, 2_010)]))
  assert.deepEqual(timeline.gap({ clock: 'client', us: 0 }, { clock: 'client 2', us: 9 }), { us: 9, uncertaintyUs: 0 })
  assert.equal(timeline.gap({ clock: 'server', us: 0 }, { clock: 'client 2', us: 2_000_000 })?.uncertaintyUs, 31_000)
})

test('an elapsed clock keeps the anchor it states', () => {
  const elapsed: Clock = { id: 'e', kind: 'elapsed', relativeTo: 'server', offsetUs: -5, uncertaintyUs: 1 }
  const clocks = alignClocks([elapsed, server, client], [asked(1_000, 3_010), answered(4_000, 2_010)])
  assert.equal(clocks[0], elapsed)
  assert.equal(clocks[1]?.relativeTo, undefined)
  assert.equal(clocks[2]?.relativeTo, 'server')
})

const exchange = fc.record({ forth: fc.boolean(), at: fc.nat(3_600_000_000), delay: fc.nat(2_000_000) })

/** What the logs show of exchanges when the client's clock is `offset` microseconds ahead; `step` is the resolution both print. */
function logged(exchanges: readonly { readonly forth: boolean; readonly at: number; readonly delay: number }[], offset: number, step: number): MatchedPair[] {
  const cut = (us: number): number => Math.floor(us / step) * step
  return exchanges.map(({ forth, at, delay }, index) => {
    const [from, to] = forth ? ([server, client] as const) : ([client, server] as const)
    const [late, early] = forth ? [offset, 0] : [0, offset]
    return { key: `${index}`, sent: { clock: from.id, us: cut(at + early) }, received: { clock: to.id, us: cut(at + delay + late) } }
  })
}

/** Microseconds, milliseconds, the 15.625 ms tick of Windows printed in milliseconds, whole seconds. */
const steps = [1, 1_000, 15_000, 1_000_000]

test('the true offset lies within the stated uncertainty, whatever the delays and the resolution', () => {
  fc.assert(
    fc.property(
      fc.array(exchange, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: -90_000_000_000, max: 90_000_000_000 }),
      fc.constantFrom(...steps),
      (exchanges, offset, step) => {
        const [, aligned] = alignClocks([server, client], logged(exchanges, offset, step))
        const bothWays = exchanges.some(({ forth }) => forth) && exchanges.some(({ forth }) => !forth)
        assert.equal(aligned?.relativeTo, bothWays ? 'server' : undefined)
        if (aligned?.offsetUs === undefined) return
        assert.ok(Math.abs(aligned.offsetUs - offset) <= (aligned.uncertaintyUs ?? 0) + 1, `${aligned.offsetUs} ± ${aligned.uncertaintyUs}, true ${offset}`)
      },
    ),
    { numRuns: 300, verbose: true },
  )
})

test('the order of the pairs does not matter', () => {
  fc.assert(
    fc.property(
      fc.array(exchange, { minLength: 2, maxLength: 20 }),
      fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
      fc.array(fc.nat(), { minLength: 20, maxLength: 20 }),
      fc.nat(3),
      (exchanges, offset, ranks, wild) => {
        const pairs = logged(exchanges, offset, 1_000)
        // A few pairs that belong to nothing, so that the choice of what to drop is tested too.
        for (let index = 0; index < wild; index += 1) pairs.push(asked(5_000_000 * (index + 1), 77_000 * index))
        const shuffled = pairs
          .map((pair, index) => ({ pair, rank: ranks[index] ?? index }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ pair }) => pair)
        assert.deepEqual(alignClocks([server, client], shuffled), alignClocks([server, client], pairs))
      },
    ),
    { numRuns: 300, verbose: true },
  )
})
