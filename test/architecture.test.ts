import assert from 'node:assert/strict'
import { join } from 'node:path'
import test from 'node:test'
import { causeIds } from '../src/model/index.ts'
import { foreignMentions, illKeptFiles } from './architecture/files.ts'
import { incompleteCauses, incompleteReaders } from './architecture/folders.ts'
import { forbiddenImports } from './architecture/imports.ts'
import { projectTree, type Tree } from './architecture/tree.ts'

const project = projectTree(join(import.meta.dirname, '..'))

/** One line each, so that a failure reads as a list of what to mend. */
function none(violations: readonly string[]): void {
  if (violations.length > 0) assert.fail(`\n${violations.join('\n')}`)
}

test('every layer imports only what the table allows, and is handed the time', () => none(forbiddenImports(project)))
test('files are short and named after what they hold', () => none(illKeptFiles(project)))
test('every cause folder is complete and listed', () => none(incompleteCauses(project, causeIds)))
test('every reader folder describes its format and is tested', () => none(incompleteReaders(project)))
test('no file depends on one machine', () => none(foreignMentions(project)))

test('the tree that is looked at is the whole project', () => {
  for (const path of ['src/main.ts', 'src/model/event.ts', 'package.json', '.ci/run', 'bin/holdfast.js']) assert.ok(project.has(path), path)
  assert.ok(![...project.keys()].some((path) => path.startsWith('node_modules/')))
})

const completeCause: Readonly<Record<string, string>> = {
  'src/causes/index.ts': "import { pathLost } from './path-lost/cause.ts'",
  'src/causes/path-lost/cause.ts': '',
  'src/causes/path-lost/cause.md': '# Lost\n## Symptom\n## Why it happens\n## What settles it\n## Remedies\n## Known limitations\n## Sources\n',
  'src/causes/path-lost/cases/cut/input/a.log': '',
  'src/causes/path-lost/cases/cut/source.md': '',
  'src/causes/path-lost/cases/cut/expect.json': '{"root": "path-lost"}',
  'src/causes/path-lost/cases/alive/input/a.log': '',
  'src/causes/path-lost/cases/alive/source.md': '',
  'src/causes/path-lost/cases/alive/expect.json': '{"root": null, "outcomes": {"path-lost": "ruled-out"}}',
}

const causesOf = (tree: Tree): readonly string[] => incompleteCauses(tree, causeIds)
const long = 'x\n'.repeat(301)
/** Spelt in two pieces, as this file is looked at too. */
const machine = ['/wo', 'rk/x'].join('')
const outside = ['../sha', 'red/x'].join('')

/** Each violation that the checks exist for, planted: what is wrong, the files, and what must be said; undefined: nothing. */
const planted: readonly (readonly [
  world: string,
  check: (tree: Tree) => readonly string[],
  files: Readonly<Record<string, string>>,
  says: RegExp | undefined,
])[] = [
  ['the model imports node', forbiddenImports, { 'src/model/a.ts': "import fs from 'node:fs'" }, /model may not import node:fs/],
  ['the model imports itself', forbiddenImports, { 'src/model/a.ts': "import type { B } from './b.ts'" }, undefined],
  ['a fact imports a reader', forbiddenImports, { 'src/facts/a.ts': "import { b } from '../read/b.ts'" }, /facts may not import read/],
  ['several lines of names', forbiddenImports, { 'src/facts/a.ts': "import {\n  b,\n  c,\n} from '../read/b.ts'" }, /facts may not import read/],
  ['an export passes it on', forbiddenImports, { 'src/model/a.ts': "export * from '../read/b.ts'" }, /model may not import read/],
  ['it is imported later on', forbiddenImports, { 'src/render/a.ts': "const b = await import('../read/b.ts')" }, /render may not import read/],
  [
    'the diagnosis imports the causes',
    forbiddenImports,
    { 'src/diagnose/a.ts': "import { causes } from '../causes/index.ts'" },
    /diagnose may not import causes/,
  ],
  ['a cause imports its neighbour', forbiddenImports, { 'src/causes/a/cause.ts': "import { b } from '../b/cause.ts'" }, /one cause may not import another/],
  ['a cause imports its own folder', forbiddenImports, { 'src/causes/a/cause.ts': "import { b } from './remedies.ts'" }, undefined],
  ['a reader reads files', forbiddenImports, { 'src/read/x/a.ts': "import fs from 'node:fs'" }, /read may not import node:fs/],
  ['opening reads files', forbiddenImports, { 'src/read/open/a.ts': "import fs from 'node:fs'" }, undefined],
  ['the main file does the work', forbiddenImports, { 'src/main.ts': "import { a } from './read/a.ts'" }, /main may not import read/],
  ['a test beside the code', forbiddenImports, { 'src/model/a.test.ts': "import test from 'node:test'" }, undefined],
  ['source imports a test folder', forbiddenImports, { 'src/cli/a.ts': "import { x } from '../../test/x.ts'" }, /outside src/],
  ['a layer nobody planned', forbiddenImports, { 'src/extras/a.ts': '' }, /not in the import table/],
  ['a fact knows the time', forbiddenImports, { 'src/facts/a.ts': 'const t = Date.now()' }, /may not use Date\.now/],
  ['a fact speaks of the time', forbiddenImports, { 'src/facts/a.ts': '// Not Date.now(): it is handed in.' }, undefined],
  ['the command ends the process', forbiddenImports, { 'src/cli/a.ts': 'process.exit(1)' }, /process\.exit\(\) loses output/],
  ['a long file', illKeptFiles, { 'src/read/a.ts': long }, /301 lines/],
  ['a long file that a program wrote', illKeptFiles, { 'src/read/a.ts': `// Generated by scripts/x.ts\n${long}` }, undefined],
  ['a drawer', illKeptFiles, { 'src/read/utils.ts': '' }, /name it after what it holds/],
  ['a drawer of drawers', illKeptFiles, { 'src/common/a.ts': '' }, /name it after what it holds/],
  ['a camel', illKeptFiles, { 'src/read/lineReader.ts': '' }, /kebab-case/],
  ['a complete cause', causesOf, completeCause, undefined],
  ['a cause nobody lists', causesOf, { ...completeCause, 'src/causes/index.ts': '' }, /index\.ts does not list it/],
  ['a cause with an unknown id', causesOf, { 'src/causes/path-los/cause.ts': '' }, /not in causeIds/],
  [
    'headings in another order',
    causesOf,
    { ...completeCause, 'src/causes/path-lost/cause.md': '# Lost\n## Remedies\n## Symptom\n' },
    /headings of cause\.md are Remedies, Symptom/,
  ],
  ['a document without title', causesOf, { ...completeCause, 'src/causes/path-lost/cause.md': 'Lost' }, /does not begin/],
  ['a case that does not parse', causesOf, { ...completeCause, 'src/causes/path-lost/cases/cut/expect.json': '{' }, /case cut lacks a readable expect\.json/],
  [
    'a case of unknown origin',
    causesOf,
    { ...completeCause, 'src/causes/path-lost/cases/dry/expect.json': '{"root": null}' },
    /case dry lacks input\/ and source\.md/,
  ],
  ['a cause that never explains', causesOf, { ...completeCause, 'src/causes/path-lost/cases/cut/expect.json': '{"root": null}' }, /no case has it as root/],
  [
    'a cause that is never ruled out',
    causesOf,
    { ...completeCause, 'src/causes/path-lost/cases/alive/expect.json': '{"root": null}' },
    /no case has it ruled out/,
  ],
  ['a reader without words', incompleteReaders, { 'src/read/x/reader.ts': '', 'src/read/x/reader.test.ts': '' }, /no format\.md/],
  ['a reader without test', incompleteReaders, { 'src/read/x/reader.ts': '', 'src/read/x/format.md': '' }, /no test/],
  ['a path of one machine', foreignMentions, { 'README.md': `see\n${machine}` }, /README\.md:2: mentions a path of one machine/],
  ['a path inside a word', foreignMentions, { 'README.md': `net${machine}` }, undefined],
  ['a folder outside', foreignMentions, { 'src/a.ts': outside }, /a folder outside the project/],
  ['a registry', foreignMentions, { 'package-lock.json': ['"https://registry.', 'npmjs.org/x"'].join('') }, /a package registry/],
]

for (const [world, check, files, says] of planted) {
  test(`planted: ${world} is ${says === undefined ? 'fine' : 'found'}`, () => {
    const found = check(new Map(Object.entries(files))).join('\n')
    if (says === undefined) assert.equal(found, '')
    else assert.match(found, says)
  })
}
