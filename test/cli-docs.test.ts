import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { documents } from '../scripts/generate-docs.ts'
import { root } from './support/command.ts'
import { filesIn, made, needs, temporaryFolder } from './support/evidence.ts'

for (const [path, text] of documents()) {
  test(`${path} says what the commands say (npm run docs writes it)`, () => assert.equal(readFileSync(join(root, path), 'utf8'), text))
}

const completions = 'packaging/completions'

test('groff reads the manual page without a warning', needs('groff'), () => {
  assert.equal(made('sh', ['-c', 'groff -ww -man -Tutf8 packaging/man/holdfast.1 2>&1 >/dev/null'], '', root).toString(), '')
})

const bashCompletes: readonly (readonly [line: string, expected: string])[] = [
  ['holdfast ex', 'explain'],
  ['holdfast explain --out', '--output'],
  ['holdfast explain -o js', 'json jsonl'],
  ['holdfast explain --observed firewall', 'firewall-between firewall-suspected'],
  ['holdfast causes idle', 'idle-flow-dropped'],
  ['holdfast explain back', 'backup.log'],
  ['holdfast help m', 'mcp'],
]

for (const [line, expected] of bashCompletes) {
  test(`bash: ${line}<Tab>`, needs('bash'), (context) => {
    const folder = filesIn(temporaryFolder(context), { 'backup.log': '' })
    const script = `. '${join(root, completions, 'holdfast.bash')}'; COMP_WORDS=(${line}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _holdfast; echo "\${COMPREPLY[*]}"`
    assert.equal(made('bash', ['--norc', '-c', script], '', folder).toString().trim(), expected)
  })
}

test('zsh accepts its completion', needs('zsh'), () => assert.equal(made('zsh', ['-f', '-n', join(completions, '_holdfast')], '', root).toString(), ''))

test('fish accepts its completion and completes', needs('fish'), () => {
  const script = `source ${join(completions, 'holdfast.fish')}; complete -C 'holdfast causes idle'`
  assert.equal(made('fish', ['--no-config', '-c', script], '', root).toString().trim(), 'idle-flow-dropped')
})
