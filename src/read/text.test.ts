import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { netbackupLog, type Planted } from '../../bench/netbackup-log.ts'
import { inPieces } from '../../test/support/evidence.ts'
import type { Event } from '../model/index.ts'
import { Dating } from './dating.ts'
import { lineReaders } from './index.ts'
import { readText } from './text.ts'
import type { TextReading } from './dispatch.ts'

interface Told extends TextReading {
  readonly notes: readonly string[]
}

async function read(text: string, skimFrom: number, pieceBytes = 64 * 1024): Promise<Told> {
  const notes: string[] = []
  const source = { id: 's1', path: 'log', dating: new Dating('s1', {}), note: (note: string) => void notes.push(note) }
  const reading = await readText({ bytes: inPieces(Buffer.from(text), pieceBytes), encoding: 'utf-8' }, lineReaders, source, skimFrom)
  return { ...reading, notes }
}

/** What must be the same however it is read: the failures, where they stand, when they were and what names them. */
function failures({ events }: TextReading): readonly string[] {
  return events
    .filter((event) => event.symptom !== undefined)
    .map((event) => [lineOf(event), event.symptom, event.kind, event.when?.us, event.job, event.quote].join(' '))
}

function lineOf({ at }: Event): number {
  return 'line' in at ? at.line : 0
}

const skimming = 0
const never = Number.POSITIVE_INFINITY

for (const path of globSync('netbackup/samples/*.{log,txt}', { cwd: import.meta.dirname })) {
  test(`skimmed or not, the failures are the same: ${path}`, async () => {
    const text = readFileSync(new URL(path, import.meta.url), 'utf8')
    assert.deepEqual(failures(await read(text, skimming)), failures(await read(text, never)))
  })
}

test('a log of many failures: the planted ones are read with all around them, the others counted', async () => {
  const planted: Planted[] = []
  const text = [...netbackupLog({ bytes: 3_000_000, failuresPerMille: 60, pace: 60, plantedAt: [0.01, 0.4, 0.8] }, planted)].join('')
  const { events, lines, counted, notes } = await read(text, skimming)
  assert.equal(lines, text.split('\n').length - 1)
  assert.ok(counted > 500, `${counted} counted`)
  assert.ok(
    notes.some((note) => /lines like "/.test(note)),
    notes.join('\n'),
  )
  for (const { processes } of planted) {
    const kinds = new Set(events.filter((event) => processes.some((process) => event.quote.includes(`[${process}]`))).map((event) => event.kind))
    for (const kind of ['connect.abandoned', 'listener.opened', 'listener.expired', 'connect.failed', 'status.reported'] as const)
      assert.ok(kinds.has(kind), `${processes[0]} ${kind}`)
  }
})

test('days pass in lines that are not read', async () => {
  const at = (time: string, text: string): string => `${time} [4100.4200] <2> ${text}`
  const failed = 'bpbrm Exit: client backup EXIT STATUS 25: cannot connect on socket'
  const quiet = (day: number): readonly string[] =>
    Array.from({ length: 200 }, (_, index) =>
      at(`${String(Math.floor(index / 9)).padStart(2, '0')}:00:00.${String(day).padStart(3, '0')}`, 'write_data: begin writing data'),
    )
  const text = [at('01:00:00.000', failed), ...quiet(1), ...quiet(2), ...quiet(3), at('23:59:00.000', failed)].join('\n')
  const when = ({ events }: TextReading): readonly (number | undefined)[] =>
    events.filter((event) => event.kind === 'status.reported').map((event) => event.when?.us)
  const [first, last] = when(await read(text, skimming))
  assert.equal((last ?? 0) - (first ?? 0), 2 * 86_400e6 + 22 * 3_600e6 + 59 * 60e6)
})

test('a line without end is cut and the lines behind it keep their numbers', async () => {
  const head = [...netbackupLog({ bytes: 40_000 })].join('')
  const text = `${head}${'x'.repeat(3_000_000)}\n10:00:00.000 [4100.4200] <2> bpbrm Exit: client backup EXIT STATUS 25: cannot connect on socket\n`
  for (const skimFrom of [skimming, never]) {
    const { events, lines } = await read(text, skimFrom)
    assert.equal(lines, text.split('\n').length - 1)
    assert.equal(lineOf(events.find((event) => event.kind === 'status.reported') ?? assert.fail('not found')), lines)
  }
})
