import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'

const passing = "test('fine', () => {})"
const skipping = "test('elsewhere', { skip: 'tar is not installed' }, () => {})"

interface World {
  readonly world: string
  readonly files: Readonly<Record<string, string>>
  readonly strict?: true
  readonly status: number
  readonly closing: string
  readonly says?: RegExp
}

const worlds: readonly World[] = [
  { world: 'all pass', files: { 'a.test.ts': passing, 'b.test.ts': passing }, status: 0, closing: '2 passed, 0 failed' },
  {
    world: 'one fails',
    files: { 'a.test.ts': `${passing}\ntest('wrong', () => { throw new Error('told') })` },
    status: 1,
    closing: '1 passed, 1 failed',
    says: /FAILED .*a\.test\.ts:3 {2}wrong\n {2}Error: told/,
  },
  {
    world: 'one is skipped',
    files: { 'a.test.ts': `${passing}\n${skipping}` },
    status: 0,
    closing: '1 passed, 0 failed, 1 skipped',
    says: /skipped 1: tar is not installed/,
  },
  {
    world: 'one is skipped and none may be',
    files: { 'a.test.ts': `${passing}\n${skipping}` },
    strict: true,
    status: 1,
    closing: '1 passed, 0 failed, 1 skipped',
  },
  { world: 'all are skipped', files: { 'a.test.ts': skipping }, status: 1, closing: '0 passed, 0 failed, 1 skipped', says: /No test was executed/ },
  { world: 'a file holds no test', files: { 'a.test.ts': '', 'b.test.ts': passing }, status: 1, closing: '1 passed, 1 failed', says: /the file ran no test/ },
  { world: 'a file breaks before its first test', files: { 'a.test.ts': "throw new Error('early')" }, status: 1, closing: '0 passed, 1 failed', says: /early/ },
  {
    world: 'a subtest fails',
    files: { 'a.test.ts': "test('outer', (t) => t.test('inner', () => { throw new Error('told') }))" },
    status: 1,
    closing: '0 passed, 1 failed',
    says: /inner/,
  },
  { world: 'there is no file', files: {}, status: 1, closing: '0 passed, 0 failed' },
]

for (const { world, files, strict, status, closing, says } of worlds) {
  test(`${world}: "${closing}", exit status ${status}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-runner-'))
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), `import test from 'node:test'\n${text}\n`)
    // The variables of the run that this test is part of are not meant for the run inside it.
    const { NODE_TEST_CONTEXT: _, HOLDFAST_REQUIRE: __, ...env } = process.env
    const child = spawnSync(process.execPath, [join(import.meta.dirname, '../scripts/test.ts'), folder], {
      encoding: 'utf8',
      env: { ...env, ...(strict ? { HOLDFAST_REQUIRE: 'all' } : {}) },
    })
    rmSync(folder, { recursive: true })
    assert.equal(child.stdout.trimEnd().split('\n').at(-1), closing, child.stdout)
    assert.equal(child.status, status)
    if (says !== undefined) assert.match(child.stdout + child.stderr, says)
  })
}
