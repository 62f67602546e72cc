import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'

interface Ended {
  readonly status: number | null
  readonly out: string
  readonly complaint: string
}

/** Starts a copy of the launcher in an installation that holds these files. */
function launched(files: Readonly<Record<string, string>>, parameters: readonly string[]): Ended {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-launcher-'))
  try {
    cpSync(join(import.meta.dirname, '../bin'), join(root, 'bin'), { recursive: true })
    for (const [name, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
      mkdirSync(join(root, name, '..'), { recursive: true })
      writeFileSync(join(root, name), text)
    }
    const env = { ...process.env, XDG_CACHE_HOME: join(root, 'cache') }
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin/holdfast.js'), ...parameters], { encoding: 'utf8', env })
    return { status, out: stdout, complaint: stderr }
  } finally {
    rmSync(root, { recursive: true })
  }
}

test('an installed package runs its build, with the parameters and the exit status', () => {
  const { status, out } = launched({ 'dist/main.js': 'console.log(process.argv.slice(2).join()); process.exitCode = 1' }, ['explain', 'a b'])
  assert.deepEqual([status, out], [1, 'explain,a b\n'])
})

test('a checkout runs its source, whatever build lies beside it', () => {
  const { out } = launched({ 'dist/main.js': "console.log('build')", 'src/main.ts': "const told: string = 'source'\nconsole.log(told)" }, [])
  assert.equal(out, 'source\n')
})

test('an installation without program says so, and ends as one that could not run', () => {
  const { status, complaint } = launched({}, [])
  assert.equal(status, 2)
  assert.match(complaint, /^holdfast: the program is missing: .*\n {2}Install holdfast again\.\n$/)
})
