import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { gzipSync } from 'node:zlib'
import { explain, HoldfastError } from '../src/library.ts'
import { root } from './support/command.ts'
import { filesIn, made, temporaryFolder } from './support/evidence.ts'

const bareReset = 'rsync: [sender] read error: Connection reset by peer (104)\nrsync error: error in socket IO (code 10) at io.c(806) [sender=3.2.7]\n'

test('the documented example prints what the document says', (context) => {
  const document = readFileSync(join(root, 'docs/library.md'), 'utf8')
  const [, code = '', expected = ''] = /```ts\n([\s\S]*?)```[\s\S]*?```text\n([\s\S]*?)```/.exec(document) ?? []
  const folder = filesIn(temporaryFolder(context), { 'example.ts': code.replace("'holdfast'", `'${join(root, 'src/library.ts')}'`) })
  assert.equal(made(process.execPath, [join(folder, 'example.ts')], '', root).toString(), expected)
})

test('text, bytes and packed bytes in memory get the answer that the file gets', async (context) => {
  const path = join(filesIn(temporaryFolder(context), { 'backup.log': bareReset }), 'backup.log')
  const bytes = new TextEncoder().encode(bareReset)
  const reports = await Promise.all([
    explain([path]),
    explain([{ name: 'a.log', text: bareReset }]),
    explain([{ name: 'a.log', bytes }]),
    explain([{ name: 'a.log.gz', bytes: gzipSync(bytes) }]),
  ])
  const [file, ...others] = reports.map(({ conclusion, incidents }) => [conclusion, incidents])
  for (const other of others) assert.deepEqual(other, file)
})

test('a folder in a name says whose evidence it is', async () => {
  const { sources } = await explain([{ name: 'web3/backup.log', text: bareReset }], { hosts: [{ name: 'web3', path: 'web3' }] })
  assert.equal(sources[0]?.host, 'web3')
})

test('what is observed becomes evidence', async () => {
  const { sources, excerpts } = await explain([{ name: 'a.log', text: bareReset }], { observed: [{ name: 'always-same-age', value: '300' }] })
  assert.equal(sources.at(-1)?.path, 'answers given by the user')
  assert.equal(excerpts?.[0]?.lines.length, 1)
})

test('no evidence is an answer, not an error', async () => assert.equal((await explain([])).conclusion, 'nothing-recognised'))

const refused: readonly (readonly [world: string, ask: () => Promise<unknown>, code: string])[] = [
  ['a path that is not there', () => explain(['/no/such/file']), 'path-not-found'],
  ['an observation with a wrong value', () => explain([], { observed: [{ name: 'always-same-age', value: 'often' }] }), 'observation-unknown'],
]

for (const [world, ask, code] of refused) {
  test(`refused: ${world}`, () => assert.rejects(ask, (error) => error instanceof HoldfastError && error.code === code && error.fix !== ''))
}

test('it prints nothing', () => {
  const script = `import { explain } from '${join(root, 'src/library.ts')}'; await explain(['examples'])`
  assert.equal(made(process.execPath, ['--input-type=module', '-e', script], '', root).toString(), '')
})
