import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { temporaryFolder } from '../../test/support/evidence.ts'
import { openFile } from './files.ts'

test('a digest made on another thread is that of the bytes asked for', (context) => {
  const path = join(temporaryFolder(context), 'file')
  const bytes = randomBytes(1_000_003)
  writeFileSync(path, bytes)
  const file = openFile(path, true)
  if (file.kind === 'trouble') assert.fail(file.text)
  for (const length of [0, 1, 300_000, bytes.length]) {
    assert.equal(file.digestAside(length)(), createHash('sha256').update(bytes.subarray(0, length)).digest('hex'))
  }
  file.close()
})
