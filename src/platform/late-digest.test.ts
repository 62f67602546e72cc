import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { temporaryFolder } from '../../test/support/evidence.ts'
import { type OpenFile, openFile } from './files.ts'

const bytes = randomBytes(17 * 1024 ** 2)
const expected = (length: number): string => createHash('sha256').update(bytes.subarray(0, length)).digest('hex')

function opened(path: string): OpenFile {
  writeFileSync(path, bytes)
  const file = openFile(path, true)
  return file.kind === 'trouble' ? assert.fail(file.text) : file
}

function isOpen(path: string): boolean {
  return readdirSync('/proc/self/fd').some((fd) => safelyRead(`/proc/self/fd/${fd}`) === path)
}

function safelyRead(link: string): string | undefined {
  try {
    return readlinkSync(link)
  } catch {
    return undefined
  }
}

for (const length of [0, 1, 300_000, bytes.length]) {
  test(`the digest of the first ${length} bytes is the same before and after the file is closed`, (context) => {
    const path = join(temporaryFolder(context), 'file')
    const [before, after] = [opened(path), opened(path)]
    const [early, late] = [before.digestLater(length, false), after.digestLater(length, false)]
    assert.equal(early(), expected(length))
    before.close()
    after.close()
    assert.equal(late(), expected(length))
    assert.equal(early(), expected(length))
  })
}

test('the digest of a long file is worked out on a second thread where it is wanted', (context) => {
  const path = join(temporaryFolder(context), 'file')
  const length = 80 * 1024 ** 2
  const file = opened(path)
  truncateSync(path, length)
  const [meanwhile, late] = [file.digestLater(length, true), file.digestLater(length, false)]
  assert.equal(meanwhile(), late())
  file.close()
})

test('a file is held no longer than its digest is waited for', { skip: existsSync('/proc/self/fd') ? false : 'needs /proc' }, (context) => {
  const path = join(temporaryFolder(context), 'file')
  const file = opened(path)
  const digest = file.digestLater(bytes.length, false)
  file.close()
  assert.equal(isOpen(path), true)
  digest()
  assert.equal(isOpen(path), false)
})
