import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { lineReaders } from '../src/read/index.ts'
import { testKinds } from './support/line-tables.ts'

const folder = path.join(import.meta.dirname, '../src/read')
const documents = globSync('*/format.md', { cwd: folder }).filter((file) => readFileSync(path.join(folder, file), 'utf8').includes('\n## Wordings\n'))

test('documents of formats list wordings', () => assert.ok(documents.length >= 6))

for (const file of documents) {
  const text = readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n')
  const [section = ''] = (text.split('\n## Wordings\n')[1] ?? '').split('\n## ')
  // A folder of several readers gives each a heading of its own.
  const parts = section.includes('\n### ') ? section.split('\n### ').slice(1) : [`${path.dirname(file)}\n${section}`]
  for (const part of parts) {
    const [id = ''] = part.split('\n')
    const readers = lineReaders.filter((reader) => reader.id === id)
    assert.equal(readers.length, 1, `${file}: no reader ${id}`)
    testKinds(readers, rowsOf(part))
  }
}

function rowsOf(part: string): readonly (readonly [line: string, kinds: string])[] {
  const rows = [...part.matchAll(/^\| `(.+)` \| `(.+)` \|$/gm)].map(([, line = '', kinds = '']) => [line.replaceAll('\\|', '|'), kinds] as const)
  assert.equal(rows.length, part.split('\n').filter((line) => line.startsWith('| `')).length)
  return rows
}
