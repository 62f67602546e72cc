import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'

const quickLoading = fileURLToPath(new URL('quick-loading.ts', import.meta.url))

test('modules are kept without their types, and loaded anew when their file changes', (t) => {
  const { program, kept, write, run } = programIn(t)
  assert.equal(run(), 'first\n')
  assert.match(readFileSync(kept, 'utf8'), /export const told {9}= 'first'/)
  assert.equal(run(), 'first\n')
  write('second, longer')
  assert.equal(run(), 'second, longer\n')
  assert.equal(run(), 'second, longer\n')
  assert.match(readFileSync(kept, 'utf8'), /second, longer/)
  assert.doesNotMatch(readFileSync(kept, 'utf8'), /first/)
  assert.ok(existsSync(program))
})

test('a file of kept modules that is cut, or cannot be written, costs time only', (t) => {
  const { kept, run } = programIn(t)
  run()
  writeFileSync(kept, readFileSync(kept, 'utf8').slice(0, 100))
  assert.equal(run(), 'first\n')
  rmSync(kept)
  mkdirSync(kept)
  assert.equal(run(), 'first\n')
})

function programIn(t: { after(fn: () => void): void }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'quick-loading-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const [program, kept] = [path.join(folder, 'program'), path.join(folder, 'cache/modules.json')]
  mkdirSync(program)
  const write = (text: string): void => writeFileSync(path.join(program, 'told.ts'), `export const told: string = '${text}'\n`)
  write('first')
  writeFileSync(path.join(program, 'run.ts'), `import { told } from './told.ts'\nconsole.log(told)\n`)
  const start = `import { loadQuickly } from ${JSON.stringify(pathToFileURL(quickLoading).href)}
loadQuickly(${JSON.stringify(`${pathToFileURL(program).href}/`)}, ${JSON.stringify(kept)})
await import(${JSON.stringify(pathToFileURL(path.join(program, 'run.ts')).href)})`
  const run = (): string => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', start], { encoding: 'utf8' })
    assert.equal(stderr, '')
    return stdout
  }
  return { program, kept, write, run }
}
