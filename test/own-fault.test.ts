import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import test from 'node:test'

const main = join(import.meta.dirname, '../src/cli/run.ts')

test('a fault of the program itself is told as one, and is no finding', () => {
  const planted = `Map.groupBy = () => { throw new TypeError('planted \\u001b[2J') }; const { run } = await import(${JSON.stringify(main)}); process.exitCode = await run(['explain', '-'])`
  const input = 'rsync: [sender] read error: Connection reset by peer (104)\n'
  const { status, stderr, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', planted], { input, encoding: 'utf8' })
  assert.equal(stdout, '')
  assert.match(
    stderr,
    /^holdfast: this is a fault of holdfast \d+\.\d+\.\d+, not of your evidence; please report it with these lines:\n {2}TypeError: planted \\x1b\[2J\n {6}at /,
  )
  assert.equal(status, 2)
})
