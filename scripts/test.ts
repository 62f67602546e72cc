// Usage: node scripts/run.js test [folder or file ...]   Without any: all of src and test.
import { globSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { finished } from 'node:stream/promises'
import { run } from 'node:test'
import { TestReport } from './test-report.ts'

const root = join(import.meta.dirname, '..')
/** The slowest test here takes well under a minute on two busy cores; one that takes this long hangs. The nightly run has larger ones. */
const longestTestMs = process.env['HOLDFAST_NIGHTLY'] === '1' ? 3_600_000 : 120_000

const asked = process.argv.slice(2)
const files = (asked.length === 0 ? ['src', 'test'].map((folder) => join(root, folder)) : asked.map((path) => resolve(path))).flatMap(testFiles).toSorted()
process.exitCode = await main()

async function main(): Promise<number> {
  const started = performance.now()
  const report = new TestReport(root)
  await runAll(report)
  for (const line of report.lines()) console.log(line)
  const seconds = ((performance.now() - started) / 1_000).toFixed(1)
  console.log(`${files.length} files in ${seconds} s`)
  const executed = report.passed + report.failed
  if (executed === 0) console.log('No test was executed, which counts as a failure.')
  const strict = process.env['HOLDFAST_REQUIRE'] === 'all' && report.skipped > 0
  if (strict) console.log('HOLDFAST_REQUIRE=all: a skipped test counts as a failure.')
  console.log(report.closing())
  return executed === 0 || report.failed > 0 || strict ? 1 : 0
}

async function runAll(report: TestReport): Promise<void> {
  if (files.length === 0) return
  const stream = run({ files, concurrency: availableParallelism(), timeout: longestTestMs, cwd: root })
  stream.on('test:pass', (data) => report.pass(data))
  stream.on('test:fail', (data) => report.fail(data))
  stream.on('test:stdout', ({ message }) => process.stderr.write(message))
  stream.on('test:stderr', ({ message }) => process.stderr.write(message))
  await finished(stream.resume())
}

function testFiles(path: string): readonly string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path.endsWith('.test.ts') ? [path] : []
  return globSync('**/*.test.ts', { cwd: path, exclude: ['**/node_modules/**', '**/cases/**', '**/samples/**'] }).map((name) => join(path, name))
}
