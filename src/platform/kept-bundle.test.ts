import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { pathToFileURL } from 'node:url'

const keptBundle = new URL('kept-bundle.ts', import.meta.url).href

test('a bundle is kept, used, and made anew when a file of it changes', (t) => {
  const { write, run, bundles } = programIn(t)
  assert.equal(run(), 'modules: first from its own folder\n')
  assert.equal(run(), 'bundle: first from its own folder\n')
  assert.equal(bundles().length, 1)
  write('second, longer')
  assert.equal(run(), 'modules: second, longer from its own folder\n')
  assert.equal(run(), 'bundle: second, longer from its own folder\n')
})

test('a list of kept files that is cut, or stands where none can be written, costs time only', (t) => {
  const { kept, run } = programIn(t)
  run()
  writeFileSync(kept, readFileSync(kept, 'utf8').slice(0, 100))
  assert.match(run(), /^modules: first/)
  rmSync(kept)
  mkdirSync(kept)
  assert.match(run(), /^modules: first/)
  assert.match(run(), /^modules: first/)
})

test('bundles that nobody can be using any more are removed', (t) => {
  const { folder, run, write, bundles } = programIn(t)
  run()
  const [old = ''] = bundles()
  const longAgo = Date.now() / 1000 - 25 * 3600
  utimesSync(path.join(folder, old), longAgo, longAgo)
  write('second, longer')
  run()
  assert.equal(bundles().length, 1)
  assert.ok(!bundles().includes(old))
})

test('only assets.ts asks where it lies, as in a bundle no other module could', () => {
  const source = path.join(import.meta.dirname, '..')
  const asking = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && readFileSync(path.join(source, name), 'utf8').includes('import.meta.'),
  )
  assert.deepEqual(asking.toSorted(), ['main.ts', 'platform/assets.ts', 'platform/kept-bundle.ts'])
})

function programIn(t: { after(fn: () => void): void }) {
  const base = mkdtempSync(path.join(tmpdir(), 'kept-bundle-'))
  t.after(() => rmSync(base, { recursive: true }))
  const [program, folder] = [path.join(base, 'program'), path.join(base, 'cache')]
  mkdirSync(path.join(program, 'inner'), { recursive: true })
  const earlier = Date.now() / 1000 - 60
  const put = (name: string, text: string): void => {
    writeFileSync(path.join(program, name), text)
    utimesSync(path.join(program, name), earlier, earlier)
  }
  const write = (text: string): void => put('told.ts', `export const told: string = '${text}'\n`)
  write('first')
  put('inner/assets.ts', `export const place = import.meta.url\n`)
  put('run.ts', `export * from './inner/assets.ts'\nexport * from './told.ts'\n`)
  const at = (name: string): string => JSON.stringify(pathToFileURL(path.join(program, name)).href)
  const start = `import { keepBundle, useBundle } from ${JSON.stringify(keptBundle)}
const program = { entry: new URL(${at('run.ts')}), assets: new URL(${at('inner/assets.ts')}) }
const isKept = useBundle(program, ${JSON.stringify(folder)})
const { told, place } = await import(${at('run.ts')})
console.log(isKept ? 'bundle:' : 'modules:', told, place === program.assets.href ? 'from its own folder' : place)
if (!isKept) await keepBundle(program, ${JSON.stringify(folder)})`
  const run = (): string => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', start], { encoding: 'utf8' })
    assert.equal(stderr, '')
    return stdout
  }
  const bundles = (): readonly string[] => readdirSync(folder).filter((name) => name.startsWith('bundle-'))
  return { folder, kept: path.join(folder, 'kept.json'), write, run, bundles }
}
