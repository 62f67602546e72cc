import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { Dating } from './dating.ts'
import { lineReaders } from './index.ts'
import { linesOf, logLine } from './lines.ts'
import type { SourceContext } from './reader.ts'

const samples = globSync('*/samples/**/*.{log,txt,out}', { cwd: import.meta.dirname })

for (const [index, { id, ownBeginning }] of lineReaders.entries()) {
  if (ownBeginning === undefined) continue
  test(`no reader in front of ${id} takes a line that begins as only its own do`, () => {
    let met = 0
    for (const path of samples) {
      for (const physical of linesOf(readFileSync(new URL(path, import.meta.url), 'utf8'))) {
        const line = logLine(physical)
        if (!ownBeginning.test(line.text)) continue
        met += 1
        const source: SourceContext = { id: 's1', path, dating: new Dating('s1', {}), note: () => undefined }
        for (const before of lineReaders.slice(0, index)) assert.equal(before.open(source).read(line, true), undefined, `${before.id}: ${physical.raw}`)
      }
    }
    assert.ok(met > 0, 'no sample holds such a line')
  })
}
