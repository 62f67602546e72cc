import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The project's files by path from its root, with forward slashes; the text of what is not text is empty. */
export type Tree = ReadonlyMap<string, string>

/** What belongs to no commit: installed, built, or kept by git itself. */
const notOurs = ['node_modules/**', 'dist/**', '.git/**', '.cache/**', '*.tgz']

export function projectTree(root: string): Tree {
  const paths = globSync(['**/*', '**/.*', '.ci/**'], { cwd: root, exclude: notOurs, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length)
        .replace(/^[\\/]/, '')
        .replaceAll('\\', '/'),
    )
  return new Map([...new Set(paths)].toSorted().map((path) => [path, textOf(join(root, path))]))
}

function textOf(path: string): string {
  const bytes = readFileSync(path)
  return bytes.includes(0) ? '' : bytes.toString('utf8')
}

export function isTest(path: string): boolean {
  return path.endsWith('.test.ts')
}

/** Source files of `src/` that are not tests. */
export function sources(tree: Tree): readonly (readonly [path: string, text: string])[] {
  return [...tree].filter(([path]) => path.startsWith('src/') && path.endsWith('.ts') && !isTest(path))
}
