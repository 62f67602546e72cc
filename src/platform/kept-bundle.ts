import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import vm from 'node:vm'
import { bundleOptions } from './bundle-options.ts'

/** A checkout's program: the module that exports `run`, and the only module that asks where it lies. */
export interface Program {
  readonly entry: URL
  readonly assets: URL
}

/** Runs a command line and gives its exit status. */
export type Run = (argv: readonly string[]) => Promise<number>

/** What an earlier run kept of a program. */
export interface KeptProgram {
  /** Undefined where nothing was kept, or a file has changed since: then the modules themselves are to be loaded. */
  readonly run: Run | undefined
  /** To be called when the run is over: keeps what the next run can use. Where nothing can be kept the next run is slower, no more. */
  keep(): Promise<void>
}

/** A bundle of modules, and the state of every file that it was made from. */
interface Bundle {
  readonly file: string
  readonly madeFrom: readonly FileState[]
}

type FileState = readonly [file: string, modifiedMs: number, bytes: number]

/** Packages that few runs load. */
const seldomLoaded = ['@modelcontextprotocol/*', 'yauzl']

/** A day, as for following a log through a night. */
const longestRunMs = 24 * 60 * 60 * 1000

/**
 * The program as an earlier run kept it in `folder`, in one file and compiled: Node.js takes longer to load some five hundred modules, and to compile
 * what they run, than a small case takes to explain. The compiled code is kept for each `use`, a word for what it is run for, with what the first such run needed.
 */
export function keptProgram(program: Program, folder: string, use: string): KeptProgram {
  const bundle = bundleIn(folder)
  if (bundle === undefined || !bundle.madeFrom.every(isUnchanged)) return { run: undefined, keep: () => keepBundle(program, folder) }
  const codeFile = path.join(path.dirname(bundle.file), `${/^[a-z-]{1,30}$/.test(use) ? use : 'other'}.code`)
  const code = contentOf(codeFile)
  const script = new vm.Script(readFileSync(bundle.file, 'utf8'), {
    filename: bundle.file,
    ...(code === undefined ? {} : { cachedData: code }),
  })
  const isCompiled = code !== undefined && script.cachedDataRejected !== true
  return {
    run: runOf(script, program),
    keep: async () => {
      if (!isCompiled) attempt(() => put(codeFile, script.createCachedData()))
    },
  }
}

function runOf(script: vm.Script, { entry }: Program): Run | undefined {
  const main: unknown = script.runInThisContext()
  const told: { exports: { readonly run?: unknown } } = { exports: {} }
  if (isMain(main)) main(told, createRequire(entry))
  return isRun(told.exports.run) ? told.exports.run : undefined
}

function isMain(value: unknown): value is (module: object, require: NodeJS.Require) => void {
  return typeof value === 'function'
}

function isRun(value: unknown): value is Run {
  return typeof value === 'function'
}

async function keepBundle({ entry, assets }: Program, folder: string): Promise<void> {
  try {
    const begunMs = Date.now()
    mkdirSync(folder, { recursive: true })
    forgetOld(folder, begunMs)
    const file = path.join(mkdtempSync(path.join(folder, 'bundle-')), 'program.cjs')
    const { build } = await import('esbuild')
    const { metafile, outputFiles } = await build({
      entryPoints: [fileURLToPath(entry)],
      write: false,
      banner: { js: '(function (module, require) {' },
      footer: { js: '})' },
      ...bundleOptions,
      // Finding and loading a package takes as long as running it; the larger ones are seldom loaded.
      packages: 'bundle',
      external: seldomLoaded,
      metafile: true,
      format: 'cjs',
      // A script may not import; what it needs late it requires late.
      supported: { 'dynamic-import': false },
      logLevel: 'silent',
      define: { 'import.meta.url': JSON.stringify(assets.href) },
    })
    const madeFrom = [...Object.keys(metafile.inputs), import.meta.filename].map((input) => stateOf(path.resolve(input)))
    // What was written meanwhile may be in the bundle as it was before.
    if (madeFrom.some(([, modifiedMs]) => modifiedMs >= begunMs)) return
    for (const { text } of outputFiles) writeFileSync(file, inAscii(text))
    const bundle: Bundle = { file, madeFrom }
    put(path.join(folder, 'bundle.json'), JSON.stringify(bundle))
  } catch {
    // Without esbuild, or where nothing can be written, nothing is kept.
  }
}

/** In ASCII a source is kept as it is read, with one byte a character; esbuild leaves regular expressions as they are written. */
function inAscii(text: string): string {
  return text.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Bundles are removed when no run can be using them any more. */
function forgetOld(folder: string, nowMs: number): void {
  for (const name of readdirSync(folder)) {
    const old = path.join(folder, name)
    if (statSync(old).mtimeMs < nowMs - longestRunMs) rmSync(old, { recursive: true })
  }
}

/** Written aside and put in place at once, as another run may be reading it. */
function put(file: string, content: string | Uint8Array): void {
  const aside = `${file}.${process.pid}`
  writeFileSync(aside, content, { mode: 0o600 })
  renameSync(aside, file)
}

function bundleIn(folder: string): Bundle | undefined {
  const bundle = attempt((): unknown => JSON.parse(readFileSync(path.join(folder, 'bundle.json'), 'utf8')))
  // A copied checkout brings the list of the one that it was copied from.
  const isOwn = isBundle(bundle) && path.dirname(path.dirname(bundle.file)) === path.resolve(folder)
  return isOwn && statSync(bundle.file, { throwIfNoEntry: false }) !== undefined ? bundle : undefined
}

function isBundle(value: unknown): value is Bundle {
  return (
    typeof value === 'object' && value !== null && 'file' in value && typeof value.file === 'string' && 'madeFrom' in value && Array.isArray(value.madeFrom)
  )
}

function isUnchanged([file, modifiedMs, bytes]: FileState): boolean {
  const now = statSync(file, { throwIfNoEntry: false })
  return now?.mtimeMs === modifiedMs && now.size === bytes
}

function stateOf(file: string): FileState {
  const { mtimeMs, size } = statSync(file)
  return [file, mtimeMs, size]
}

function contentOf(file: string): Buffer | undefined {
  return attempt(() => readFileSync(file))
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
