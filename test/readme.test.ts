import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'node:test'

const root = join(import.meta.dirname, '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')

/** Stands for lines left out of the verdict. */
const cut = '[…]'

test("README's verdict is what the program prints", async () => {
  const [, path = '', shown = ''] = /\n\$ holdfast explain (\S+)\n([\s\S]*?)```/.exec(readme) ?? []
  const { promise, resolve } = Promise.withResolvers<string>()
  execFile(process.execPath, [join(root, 'src/main.ts'), 'explain', path], { cwd: root, env: { ...process.env, NO_COLOR: '1' } }, (_, text) => resolve(text))
  const printed = await promise
  let from = 0
  for (const block of shown
    .split(cut)
    .map((part) => part.replace(/^\n/, ''))
    .filter((part) => part !== '')) {
    const at = printed.indexOf(block, from)
    assert.ok(at >= from, `it does not print, at this place:\n${block}\nbut:\n${printed}`)
    from = at + block.length
  }
})

test('links between the documents lead somewhere', () => {
  const broken = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)]
      .map(([, target = '']) => join(root, dirname(path), target))
      .filter((target) => statSync(target, { throwIfNoEntry: false }) === undefined),
  )
  assert.deepEqual(broken, [])
})
