// Bundles what src/main.ts and src/library.ts reach into dist/, with the library's types, and copies the files that the program reads at run time.
import { spawnSync } from 'node:child_process'
import { cpSync, globSync, readFileSync, rmSync } from 'node:fs'
import { join, posix } from 'node:path'
import { build } from 'esbuild'
import { bundleOptions } from '../src/platform/bundle-options.ts'

const root = join(import.meta.dirname, '..')
const source = join(root, 'src')
const target = join(root, 'dist')

process.exitCode = await main()

async function main(): Promise<number> {
  rmSync(target, { recursive: true, force: true })
  await bundled()
  if (!typed()) return 1
  keepTypes('library.d.ts', new Set())
  rmSync(join(target, 'types'), { recursive: true })
  // Format descriptions and recorded evidence are for people and tests; everything else that is not code is data.
  const assets = globSync('**/*.*', { cwd: source, exclude: ['**/*.ts', '**/format.md', '**/samples/**', '**/cases/**'] })
  for (const name of assets) cpSync(join(source, name), join(target, name), { recursive: true })
  // npm pack reads its own standard output as data, so this goes to the other stream.
  console.error(`dist: ${globSync('**/*.js', { cwd: target }).length} modules, ${assets.length} data files`)
  return 0
}

/** A few large modules in place of hundreds, which Node.js takes longer to load. Those that read the program's files stay one folder below dist/. */
async function bundled(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { main: 'src/main.ts', library: 'src/library.ts', 'cli/run': 'src/cli/run.ts' },
    chunkNames: 'cli/[name]-[hash]',
    outdir: target,
    ...bundleOptions,
    splitting: true,
    format: 'esm',
    legalComments: 'none',
    logLevel: 'warning',
  })
}

function typed(): boolean {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.types.json'], { cwd: root, stdio: 'inherit' })
  return status === 0
}

/** Puts a file of types, and those that it imports, beside the code that they describe; most of the program is not the library's to show. */
function keepTypes(name: string, kept: Set<string>): void {
  if (kept.has(name)) return
  kept.add(name)
  cpSync(join(target, 'types', name), join(target, name))
  const text = readFileSync(join(target, name), 'utf8')
  for (const [, specifier = ''] of text.matchAll(/ from '(\.[^']+)\.ts'/g)) keepTypes(`${posix.join(posix.dirname(name), specifier)}.d.ts`, kept)
}
