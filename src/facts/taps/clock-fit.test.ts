import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { type Delay, fitClock } from './clock-fit.ts'

/** Packets under way for at least `wayUs`, some of them held up, between two clocks. */
function exchange(
  offsetUs: number,
  ppm: number,
  lastsUs: number,
  wayUs: number,
  held: readonly number[],
): { readonly towards: readonly Delay[]; readonly back: readonly Delay[] } {
  const times = held.map((_, index) => Math.round((index * lastsUs) / Math.max(1, held.length - 1)))
  const apart = (us: number): number => offsetUs + (ppm * us) / 1e6
  const towards = times.map((us, index) => ({ us, differenceUs: Math.round(apart(us) + wayUs + (held[index] ?? 0)) }))
  const back = times.map((us, index) => ({ us, differenceUs: Math.round(apart(us) - wayUs - (held.at(-1 - index) ?? 0)) }))
  return { towards, back }
}

test('the true offset and skew lie within the error bars, whatever the delays', () => {
  const worlds = fc.record({
    offsetUs: fc.integer({ min: -90_000_000, max: 90_000_000 }),
    ppm: fc.integer({ min: -200, max: 200 }),
    lastsUs: fc.integer({ min: 1000, max: 600_000_000 }),
    wayUs: fc.integer({ min: 10, max: 100_000 }),
    held: fc.array(fc.integer({ min: 0, max: 50_000 }), { minLength: 1, maxLength: 30 }),
  })
  fc.assert(
    fc.property(worlds, ({ offsetUs, ppm, lastsUs, wayUs, held }) => {
      const { towards, back } = exchange(offsetUs, ppm, lastsUs, wayUs, held)
      const fit = fitClock(towards, back)
      assert.ok(fit !== undefined)
      assert.ok(Math.abs(fit.skewPpm - ppm) <= fit.skewUncertaintyPpm + 1, `${fit.skewPpm} ± ${fit.skewUncertaintyPpm} ppm`)
      const truth = offsetUs + (ppm * fit.atUs) / 1e6
      assert.ok(Math.abs(fit.offsetUs - truth) <= fit.uncertaintyUs + 2, `${fit.offsetUs} ± ${fit.uncertaintyUs}, in truth ${truth}`)
    }),
    { verbose: true, numRuns: 300 },
  )
})

test('ten minutes of quick packets: the skew is known to a part per million, the offset to half the round trip', () => {
  const { towards, back } = exchange(1_000_000, 37, 600_000_000, 100, [0, 0, 0, 0, 0, 0])
  const fit = fitClock(towards, back)
  assert.ok(fit !== undefined && Math.abs(fit.skewPpm - 37) < 0.5 && fit.skewUncertaintyPpm < 1, `${fit?.skewPpm} ± ${fit?.skewUncertaintyPpm}`)
  assert.ok(fit.uncertaintyUs <= 201, `± ${fit.uncertaintyUs}`)
})

test('a clock that was set in between: no line fits', () => {
  const [before, after] = [exchange(0, 0, 1_000_000, 100, [0, 0, 0]), exchange(5_000_000, 0, 1_000_000, 100, [0, 0, 0])]
  const later = (list: readonly Delay[]): readonly Delay[] => list.map(({ us, differenceUs }) => ({ us: us + 2_000_000, differenceUs }))
  assert.equal(fitClock([...before.towards, ...later(after.towards)], [...before.back, ...later(after.back)]), undefined)
})

test('one direction alone bounds nothing', () => assert.equal(fitClock(exchange(0, 0, 1000, 10, [0]).towards, []), undefined))
