// Everything that can be said about a change without the slow tests, as many steps at a time as there are cores.
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

interface Step {
  readonly name: string
  /** Below node_modules, or a script of ours. */
  readonly program: string
  readonly parameters: readonly string[]
}

const root = join(import.meta.dirname, '..')

/** The longest first, so that the short ones fill the other core. */
const steps: readonly Step[] = [
  { name: 'unit tests', program: 'scripts/test.ts', parameters: ['src', 'test/architecture.test.ts'] },
  { name: 'types', program: 'node_modules/typescript/bin/tsc', parameters: ['-p', '.'] },
  { name: 'dead code', program: 'node_modules/knip/bin/knip.js', parameters: ['--no-progress', '--treat-config-hints-as-errors'] },
  { name: 'promises', program: 'node_modules/oxlint/bin/oxlint', parameters: ['--type-aware'] },
  { name: 'lint, format', program: 'node_modules/@biomejs/biome/bin/biome', parameters: ['check', '--error-on-warnings', '.'] },
]

process.exitCode = await main()

async function main(): Promise<number> {
  const waiting = [...steps]
  const failed: string[] = []
  const worker = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      if (!(await passes(step))) failed.push(step.name)
    }
  }
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker))
  console.log(failed.length === 0 ? 'All checks pass.' : `Failed: ${failed.join('; ')}`)
  return failed.length === 0 ? 0 : 1
}

/** Runs one step; tells its name and time, and what it wrote only when it failed. */
function passes({ name, program, parameters }: Step): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const started = performance.now()
  const child = spawn(process.execPath, [join(root, program), ...parameters], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const chunks: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk))
  child.on('error', (error) => chunks.push(error.message))
  child.on('close', (code) => {
    const seconds = ((performance.now() - started) / 1_000).toFixed(1)
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name.padEnd(14)} ${seconds.padStart(5)} s`)
    if (code !== 0) console.log(chunks.join(''))
    resolve(code === 0)
  })
  return promise
}
