import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { netbackupLog } from '../bench/netbackup-log.ts'
import { Dating } from '../src/read/dating.ts'
import type { TextReading } from '../src/read/dispatch.ts'
import { lineReaders } from '../src/read/index.ts'
import { readText } from '../src/read/text.ts'
import { inPieces } from './support/evidence.ts'

const read = (text: string, skimFrom: number, pieceBytes: number): Promise<TextReading> => {
  const source = { id: 's1', path: 'log', dating: new Dating('s1', {}), note: () => undefined }
  return readText({ bytes: inPieces(Buffer.from(text), pieceBytes), encoding: 'utf-8' }, lineReaders, source, skimFrom)
}

/** What must be the same however it is read: the failures, where they stand, when they were and what names them. */
function failures({ events }: TextReading): readonly string[] {
  const told = events.filter((event) => event.symptom !== undefined)
  return told.map(({ at, symptom, kind, when, job, quote }) => ['line' in at ? at.line : 0, symptom, kind, when?.us, job, quote].join(' '))
}

const skimming = 0
const never = Number.POSITIVE_INFINITY

const foreign = [
  'Nov 21 02:10:11 vault kernel: e1000e: eth0 NIC Link is Down',
  'rsync: connection unexpectedly closed (1234 bytes received so far) [sender]',
  '\u0000\u0001 garbage \u001b[31m',
  '...snip...',
  '',
  'x'.repeat(20_000),
]

test('skimmed or not, the failures are the same: logs with planted failures, strange lines and damage', async () => {
  const world = fc.record({
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    plantedAt: fc.uniqueArray(fc.double({ min: 0.02, max: 0.9, noNaN: true }), { maxLength: 2 }).map((places) => places.toSorted((a, b) => a - b)),
    strange: fc.array(fc.tuple(fc.constantFrom(...foreign), fc.nat(2_000)), { maxLength: 4 }),
    pieceBytes: fc.integer({ min: 1_000, max: 300_000 }),
  })
  await fc.assert(
    fc.asyncProperty(world, async ({ seed, plantedAt, strange, pieceBytes }) => {
      const lines = [...netbackupLog({ bytes: 250_000, seed, plantedAt, pace: 300 })].join('').split('\n')
      for (const [line, at] of strange) lines.splice(at, 0, line)
      const text = lines.join('\n')
      const [skimmed, full] = [await read(text, skimming, pieceBytes), await read(text, never, pieceBytes)]
      assert.deepEqual(failures(skimmed), failures(full))
      assert.equal(skimmed.lines, full.lines)
    }),
    { numRuns: 30, verbose: true },
  )
})
