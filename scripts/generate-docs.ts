// Writes the manual page, the shell completions and the references from the commands and causes themselves.
// Usage: npm run docs   A test fails when what is committed differs.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { causes } from '../src/causes/index.ts'
import { program } from '../src/cli/program.ts'
import { version } from '../src/cli/version.ts'
import { observable } from '../src/read/observed.ts'
import { commandTree } from './docs/command-tree.ts'
import { bashCompletion, fishCompletion, type Vocabulary, zshCompletion } from './docs/completions.ts'
import { manPage } from './docs/man-page.ts'
import { causeReference, commandReference } from './docs/reference.ts'

/** Every generated file by its path in the project. */
export function documents(): ReadonlyMap<string, string> {
  const tree = commandTree(program({ exit: 0 }))
  const ids = causes.map(({ id }) => id)
  const vocabulary: Vocabulary = {
    flags: {
      '--observed': [...Object.entries(observable).map(([name, { value }]) => (value === undefined ? name : `${name}=`)), 'help'],
      '--root': 'files',
      '--zone': ['UTC', 'Europe/Berlin', 'Europe/London', 'America/New_York', 'America/Los_Angeles', 'Asia/Tokyo'],
    },
    parameters: { causes: ids, explain: 'files', flows: 'files' },
  }
  return new Map([
    ['packaging/man/holdfast.1', manPage(tree, version())],
    ['packaging/completions/holdfast.bash', bashCompletion(tree, vocabulary)],
    ['packaging/completions/_holdfast', zshCompletion(tree, vocabulary)],
    ['packaging/completions/holdfast.fish', fishCompletion(tree, vocabulary)],
    ['docs/cli.md', commandReference(tree)],
    ['docs/causes.md', causeReference(causes)],
  ])
}

if (import.meta.main) {
  for (const [path, text] of documents()) {
    const file = join(import.meta.dirname, '..', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    console.log(path)
  }
}
