import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** The project's folder. */
export const root = join(import.meta.dirname, '../..')

/** What a command did. */
export interface Ran {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

export interface Surroundings {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Milliseconds; the command is killed after them. */
  readonly patienceMs?: number
}

/** Runs `holdfast` unbuilt, without a terminal. */
export function holdfast(parameters: readonly string[], { input = '', env = {}, cwd = root, patienceMs = 60_000 }: Surroundings = {}): Promise<Ran> {
  const { promise, resolve, reject } = Promise.withResolvers<Ran>()
  const child = spawn(process.execPath, [join(root, 'src/main.ts'), ...parameters], { cwd, env: { ...plainEnvironment(), ...env }, timeout: patienceMs })
  const [out, err]: [string[], string[]] = [[], []]
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text))
  child.on('error', reject)
  child.on('close', (status) => resolve({ status, out: out.join(''), err: err.join('') }))
  child.stdin.on('error', () => undefined).end(input)
  return promise
}

/** The environment without what changes colour or width. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { NO_COLOR: _, FORCE_COLOR: _force, COLUMNS: _columns, NODE_OPTIONS: _options, ...rest } = process.env
  return rest
}
