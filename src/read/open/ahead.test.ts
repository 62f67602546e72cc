import assert from 'node:assert/strict'
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { temporaryFolder } from '../../../test/support/evidence.ts'
import { openEvidence } from './open.ts'

interface Seen {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  readonly text: string
  readonly notes: readonly string[]
}

async function opened(paths: readonly string[]): Promise<readonly Seen[]> {
  const seen: Seen[] = []
  for await (const source of openEvidence(paths)) {
    const pieces: Buffer[] = []
    for await (const piece of source.chunks()) pieces.push(Buffer.from(piece))
    const text = Buffer.concat(pieces).toString('latin1')
    seen.push({ path: source.path, ...source.stored(), text, notes: source.notes.map((note) => note.text) })
  }
  return seen
}

for (const count of [511, 512, 600, 1_100, 1_700]) {
  test(`${count} small files: those read ahead on another thread are what they are when opened one by one`, async (context) => {
    const folder = temporaryFolder(context)
    const logs = join(folder, 'logs')
    mkdirSync(logs)
    const name = (index: number): string => join(logs, `${String(index).padStart(5, '0')}.log`)
    for (let index = 0; index < count; index += 1) writeFileSync(name(index), index % 7 === 0 ? '' : `line of ${index}\n`.repeat(index % 900))
    for (let index = 100; index < count; index += 90) writeFileSync(name(index), 'x'.repeat(70_000 + index))
    writeFileSync(name(count - 2), Buffer.from('naïve\n'))
    linkSync(name(3), name(count))
    symlinkSync(name(3), join(logs, 'zz-link'))
    const apart = await opened(Array.from({ length: count + 1 }, (_, index) => name(index)))
    const together = await opened([logs])
    assert.deepEqual(together.slice(0, count + 1), apart)
    assert.equal(together.length, count + 2)
  })
}
