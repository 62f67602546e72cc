import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { ordinaryModule } from '../scripts/ordinary-program.ts'
import { Crowd } from '../src/read/capture/crowd.ts'
import { Flows } from '../src/read/capture/flows.ts'
import { Framing } from '../src/read/capture/framing.ts'
import type { Tracker } from '../src/read/capture/tracker.ts'
import { pcap, type Segment, synOptions, timed, timestamps } from './support/hand-made-frames.ts'
import { pcapng } from './support/hand-made-pcapng.ts'

const root = path.join(import.meta.dirname, '..')

/** All that is known of a capture, with and without the program for ordinary packets, and how many packets were left to the code. */
function told(bytes: Uint8Array, withProgram: boolean, pieceBytes = 7_001): { readonly facts: unknown; readonly frames: number; readonly slow: number } {
  const flows = new Flows()
  const tracker: Tracker = flows.tracker
  let slow = 0
  const take = tracker.take.bind(tracker)
  tracker.take = (...segment) => {
    slow += 1
    return take(...segment)
  }
  const crowd = new Crowd(flows, () => ({ source: 's1', clock: 'c', captureEndUs: flows.lastUs, streamsMatch: true }), 1e9)
  const framing = new Framing(flows)
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const piece = bytes.subarray(at, at + pieceBytes)
    if (withProgram) flows.input.set(piece)
    framing.feed(withProgram ? flows.input.subarray(0, piece.length) : piece)
  }
  const { state } = tracker
  // Of a slot that was given back nothing is left that counts.
  const numbers = Array.from({ length: state.end }, (_, slot) => (state.isUsed(slot) ? state.int.slice(state.header(slot), state.header(slot + 1)) : []))
  const records = crowd.finish()
  const facts = { records, numbers, frames: flows.frames, counts: [...flows.counts], firstUs: flows.firstUs, lastUs: flows.lastUs, damage: framing.damage }
  flows.release()
  return { facts, frames: flows.frames, slow }
}

function same(bytes: Uint8Array): { readonly frames: number; readonly slow: number } {
  const fast = told(bytes, true)
  assert.deepEqual(fast.facts, told(bytes, false).facts)
  return fast
}

test('the program is what its source compiles to', () => {
  assert.equal(readFileSync(path.join(root, 'src/read/capture/ordinary/program.ts'), 'utf8'), ordinaryModule())
})

test('every capture of the project: the same flows with the program and without', () => {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.pcap(ng)?(\.gz)?$/.test(file) && !file.includes('node_modules') && !file.startsWith('.'),
  )
  assert.ok(files.length > 100, `${files.length} captures`)
  const counts = { frames: 0, slow: 0 }
  for (const file of files) {
    const stored = readFileSync(path.join(root, file))
    const { frames, slow } = same(stored[0] === 0x1f ? gunzipSync(stored) : stored)
    counts.frames += frames
    counts.slow += slow
  }
  assert.ok(counts.slow < counts.frames / 2, `${counts.slow} of ${counts.frames} packets were left to the code`)
})

/** What a connection does next; numbers below 1. */
interface Step {
  readonly what: 'data' | 'ack' | 'both' | 'again' | 'skip' | 'shrink' | 'close' | 'open' | 'late' | 'fin' | 'reset'
  readonly back: boolean
  readonly size: number
  readonly pause: number
  readonly odd: number
}

const stepOf = fc.record<Step>({
  what: fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom('data', 'ack', 'both') },
    { weight: 4, arbitrary: fc.constantFrom('again', 'skip', 'shrink', 'close', 'open', 'late') },
    { weight: 1, arbitrary: fc.constantFrom('fin', 'reset') },
  ),
  back: fc.boolean(),
  size: fc.double({ min: 0, max: 0.999, noNaN: true }),
  pause: fc.double({ min: 0, max: 0.999, noNaN: true }),
  odd: fc.double({ min: 0, max: 0.999, noNaN: true }),
})

interface Plan {
  readonly steps: readonly Step[]
  readonly v6: boolean
  readonly hasTimestamps: boolean
  readonly shift: number | undefined
  readonly withoutSyn: boolean
  readonly ids: 'counter' | 'zero' | 'random'
}

const plan = fc.record<Plan>({
  steps: fc.array(stepOf, { minLength: 5, maxLength: 150 }),
  v6: fc.boolean(),
  hasTimestamps: fc.boolean(),
  shift: fc.constantFrom(undefined, 0, 7),
  withoutSyn: fc.boolean(),
  ids: fc.constantFrom('counter', 'zero', 'random'),
})

/** Pauses of three sizes: within a round trip, noticed, long enough for the history. */
const pauses = [300, 3_000, 150_000, 450_000, 2_500_000]

function segmentsOf({ steps, v6, hasTimestamps, shift, withoutSyn, ids }: Plan, port: number): readonly Segment[] {
  const next = [1_000, 4_294_967_000]
  const acked = [1_000, 4_294_967_000]
  const window = [1_000, 1_000]
  let at = port
  let id = 100
  const made: Segment[] = []
  const segment = (back: boolean, rest: Segment): void => {
    const own = back ? 1 : 0
    id = ids === 'counter' ? id + 1 : ids === 'zero' ? 0 : (id * 31_337 + 7) % 65_536
    const options = hasTimestamps && rest.options === undefined ? { options: timestamps(at / 1000, at / 1000 - 1) } : {}
    made.push({
      at: Math.floor(at),
      back,
      v6,
      ports: [port, 873],
      id,
      seq: next[own] ?? 0,
      ack: next[1 - own] ?? 0,
      window: window[own] ?? 0,
      ...options,
      ...rest,
    })
  }
  if (!withoutSyn) {
    segment(false, { flags: 'S', seq: 999, options: synOptions(shift) })
    segment(true, { flags: 'SA', seq: 4_294_966_999, ack: 1_000, options: synOptions(shift) })
  }
  for (const { what, back, size, pause, odd } of steps) {
    const own = back ? 1 : 0
    at += (pauses[Math.floor(pause ** 3 * pauses.length)] ?? 0) * (0.5 + size)
    const length = Math.floor(size ** 2 * 1460)
    const here = next[own] ?? 0
    const held = acked[own] ?? 0
    if (what === 'data' || what === 'both') {
      segment(back, { data: length, ...(odd > 0.97 ? { ttl: 60 } : {}), ...(what === 'data' ? { ack: held } : {}) })
      next[own] = (here + length) % 2 ** 32
    } else if (what === 'again') segment(back, { seq: here - length, data: length })
    else if (what === 'late') segment(back, { seq: here - Math.floor(length / 2), data: length })
    else if (what === 'skip') next[own] = (here + length) % 2 ** 32
    else if (what === 'shrink') window[own] = Math.floor((window[own] ?? 0) / 2)
    else if (what === 'close') window[own] = 0
    else if (what === 'open') window[own] = 200 + length
    else if (what === 'fin') segment(back, { flags: 'FA' })
    else if (what === 'reset') segment(back, { flags: 'R' })
    else segment(back, odd > 0.9 ? { ack: (next[1 - own] ?? 0) + length } : {})
    if (what !== 'data') acked[own] = next[1 - own] ?? 0
  }
  return made
}

test('connections of any course: the same flows with the program and without', () => {
  fc.assert(
    fc.property(fc.array(plan, { minLength: 1, maxLength: 3 }), fc.constantFrom('pcap', 'nanoseconds', 'pcapng', 'raw'), (plans, form) => {
      const segments = plans.flatMap((one, index) => segmentsOf(one, 40_000 + index)).toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0))
      const frames = timed(segments)
      if (form === 'pcapng') same(pcapng(frames))
      else if (form === 'raw')
        same(
          pcap(
            frames.map(({ at, bytes }) => ({ at, bytes: bytes.subarray(14) })),
            { link: 101 },
          ),
        )
      else same(pcap(frames, { nanoseconds: form === 'nanoseconds' }))
    }),
    { numRuns: 400 },
  )
})

test('damaged captures: the same flows with the program and without', () => {
  const steps = Array.from({ length: 60 }, (_, n): Step => ({ what: n % 3 === 2 ? 'ack' : 'both', back: n % 3 === 2, size: 0.3, pause: (n % 7) / 8, odd: 0 }))
  const frames = [false, true].flatMap((v6) =>
    timed(segmentsOf({ steps, v6, hasTimestamps: true, shift: 7, withoutSyn: false, ids: 'counter' }, v6 ? 40_001 : 40_000)),
  )
  const whole = [pcap(frames), pcap(frames, { nanoseconds: true }), pcapng(frames)]
  const damage = fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(fc.constantFrom(...whole), damage, (bytes, hits) => {
      const damaged = Buffer.from(bytes)
      for (const [where, value] of hits) damaged[Math.floor(where * damaged.length)] = value
      same(damaged)
    }),
    { numRuns: 1_500 },
  )
})

test('most packets of a transfer are ordinary', () => {
  const steps = Array.from({ length: 1000 }, (_, n): Step => ({ what: n % 3 === 2 ? 'ack' : 'both', back: n % 3 === 2, size: 0.9, pause: 0, odd: 0 }))
  const segments = segmentsOf({ steps, v6: false, hasTimestamps: true, shift: 7, withoutSyn: false, ids: 'counter' }, 40_000)
  for (const bytes of [pcap(timed(segments)), pcapng(timed(segments))]) {
    const { frames, slow } = told(bytes, true, 100_000)
    assert.equal(frames, 1002)
    assert.ok(slow < 30, `${slow} packets were left to the code`)
  }
})
