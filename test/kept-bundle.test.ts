import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import test from 'node:test'
import { pathToFileURL } from 'node:url'

const keptBundle = new URL('../src/platform/kept-bundle.ts', import.meta.url).href

test('a bundle is kept, then its compiled code, and both are made anew when a file changes', (t) => {
  const { write, run, bundles, codeOf } = programIn(t)
  assert.equal(run(), 'modules: first from its own folder\n')
  assert.deepEqual(codeOf(bundles()[0]), [])
  assert.equal(run(), 'bundle: first from its own folder\n')
  assert.deepEqual(codeOf(bundles()[0]), ['told.code'])
  assert.equal(run(), 'bundle: first from its own folder\n')
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

test('a copy of the folder, as in a copied checkout, is not taken for the one that it was copied from', (t) => {
  const { folder, runWith } = programIn(t)
  runWith(folder)
  const copy = `${folder}-copy`
  cpSync(folder, copy, { recursive: true })
  assert.match(runWith(copy), /^modules: first/)
  assert.match(runWith(copy), /^bundle: first/)
})

test('compiled code that is damaged is made anew', (t) => {
  const { folder, run, bundles, codeOf } = programIn(t)
  run()
  run()
  const [bundle = ''] = bundles()
  writeFileSync(path.join(folder, bundle, 'told.code'), 'no code at all')
  assert.equal(run(), 'bundle: first from its own folder\n')
  assert.notEqual(readFileSync(path.join(folder, bundle, 'told.code'), 'utf8'), 'no code at all')
  assert.deepEqual(codeOf(bundle), ['told.code'])
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
  const source = path.join(import.meta.dirname, '../src')
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
  put('run.ts', `import { place } from './inner/assets.ts'\nimport { told } from './told.ts'\nexport const run = async () => ({ told, place })\n`)
  const at = (name: string): string => JSON.stringify(pathToFileURL(path.join(program, name)).href)
  const startWith = (cache: string): string => `import { keptProgram } from ${JSON.stringify(keptBundle)}
const program = { entry: new URL(${at('run.ts')}), assets: new URL(${at('inner/assets.ts')}) }
const kept = keptProgram(program, ${JSON.stringify(cache)}, 'told')
const { told, place } = await (kept.run ?? (await import(${at('run.ts')})).run)([])
console.log(kept.run === undefined ? 'modules:' : 'bundle:', told, place === program.assets.href ? 'from its own folder' : place)
await kept.keep()`
  const runWith = (cache: string): string => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', startWith(cache)], { encoding: 'utf8' })
    assert.equal(stderr, '')
    return stdout
  }
  const run = (): string => runWith(folder)
  const bundles = (): readonly string[] => readdirSync(folder).filter((name) => name.startsWith('bundle-'))
  const codeOf = (bundle = ''): readonly string[] => readdirSync(path.join(folder, bundle)).filter((name) => name.endsWith('.code'))
  return { folder, kept: path.join(folder, 'bundle.json'), write, run, runWith, bundles, codeOf }
}
