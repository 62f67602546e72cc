// Explains every example and says whether each verdict is the expected one.
import { spawn } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

interface Outcome {
  readonly name: string
  readonly expected: string
  readonly found: string
  readonly text: string
}

const root = join(import.meta.dirname, '..')
process.exitCode = await main()

async function main(): Promise<number> {
  const names = globSync('examples/*/expect.json', { cwd: root })
    .map((path) => dirname(path))
    .toSorted()
  if (names.length === 0) {
    console.error('There is no example: no folder in examples/ holds an expect.json.')
    return 1
  }
  const outcomes: Outcome[] = []
  for (const name of names) {
    const outcome = await explainExample(name)
    outcomes.push(outcome)
    console.log(`$ holdfast explain ${evidenceOf(name)}\n\n${outcome.text.trimEnd()}\n`)
  }
  for (const { name, expected, found } of outcomes)
    console.log(`${found === expected ? 'as expected ' : 'NOT EXPECTED'}  ${name}: ${found === expected ? found : `${found}, expected ${expected}`}`)
  const right = outcomes.filter(({ found, expected }) => found === expected).length
  console.log(`${right} of ${outcomes.length} verdicts as expected`)
  return right === outcomes.length ? 0 : 1
}

async function explainExample(name: string): Promise<Outcome> {
  const expectation: unknown = JSON.parse(readFileSync(join(root, name, 'expect.json'), 'utf8'))
  const path = evidenceOf(name)
  const [text, json] = await Promise.all([holdfast(['explain', path]), holdfast(['explain', '--output', 'json', path])])
  return { name, expected: rootIn(expectation, ['root']), found: foundRoot(json), text }
}

/** Expectation and origin stand beside `input/`, so that the program sees the evidence only. */
function evidenceOf(name: string): string {
  return existsSync(join(root, name, 'input')) ? `${name}/input` : name
}

function foundRoot(json: string): string {
  try {
    const report: unknown = JSON.parse(json)
    return rootIn(report, ['incidents', '0', 'findings', '0', 'cause'])
  } catch {
    return 'no report'
  }
}

/** Follows keys down a parsed document; `none` where it ends early or in null. */
function rootIn(document: unknown, keys: readonly string[]): string {
  const found = keys.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), document)
  return typeof found === 'string' ? found : 'none'
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** What one run of the program writes to standard output; what it complains about goes to the terminal. */
function holdfast(parameters: readonly string[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const child = spawn(process.execPath, [join(root, 'src/main.ts'), ...parameters], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const chunks: string[] = []
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk))
  child.on('error', reject)
  child.on('close', () => resolve(chunks.join('')))
  return promise
}
