// Compiles what src/main.ts reaches into dist/ and copies the files that the program reads at run time.
import { spawnSync } from 'node:child_process'
import { cpSync, globSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const source = join(root, 'src')
const target = join(root, 'dist')

process.exitCode = main()

function main(): number {
  rmSync(target, { recursive: true, force: true })
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
  if (status !== 0) return 1
  // Format descriptions and recorded evidence are for people and tests; everything else that is not code is data.
  const assets = globSync('**/*.*', { cwd: source, exclude: ['**/*.ts', '**/format.md', '**/samples/**', '**/cases/**'] })
  for (const name of assets) cpSync(join(source, name), join(target, name), { recursive: true })
  // npm pack reads its own standard output as data, so this goes to the other stream.
  console.error(`dist: ${globSync('**/*.js', { cwd: target }).length} modules, ${assets.length} data files`)
  return 0
}
