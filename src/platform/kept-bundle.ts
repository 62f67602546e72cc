import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import module from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** A bundle of the program's modules, and the state of every file that it was made from. */
interface Kept {
  /** File name of the module that stands for the entry. */
  readonly entry: string
  readonly madeFrom: readonly MadeFrom[]
}

/** Two modules of the program: the one to begin with, and the only one that asks where it lies. */
interface Program {
  readonly entry: URL
  readonly assets: URL
}

type MadeFrom = readonly [file: string, modifiedMs: number, bytes: number]

/** A day, as for following a log through a night. */
const longestRunMs = 24 * 60 * 60 * 1000

/**
 * Where the module `entry` of a checkout is imported, hands out the bundle of it that an earlier run kept in `folder`: Node.js takes longer to load some four
 * hundred modules than they take to explain a small case. False where there is none, or a file has changed since; then the modules themselves are loaded.
 */
export function useBundle({ entry }: Program, folder: string): boolean {
  const kept = keptIn(folder)
  if (kept === undefined || !kept.madeFrom.every(isUnchanged)) return false
  const url = pathToFileURL(kept.entry).href
  module.registerHooks({
    resolve: (specifier, context, next) => {
      const found = next(specifier, context)
      return found.url === entry.href ? { url, format: 'module', shortCircuit: true } : found
    },
  })
  return true
}

/** Keeps a bundle of what `entry` imports for the next run; does nothing where esbuild is not installed or `folder` cannot be written. */
export async function keepBundle({ entry, assets }: Program, folder: string): Promise<void> {
  try {
    const begunMs = Date.now()
    mkdirSync(folder, { recursive: true })
    forgetOld(folder, begunMs)
    const target = mkdtempSync(path.join(folder, 'bundle-'))
    const { build } = await import('esbuild')
    const { metafile } = await build({
      entryPoints: [fileURLToPath(entry)],
      outdir: target,
      entryNames: 'entry',
      bundle: true,
      splitting: true,
      metafile: true,
      format: 'esm',
      // The name alone says that they are modules: no folder around them has to.
      outExtension: { '.js': '.mjs' },
      platform: 'node',
      target: 'esnext',
      packages: 'external',
      logLevel: 'silent',
      define: { 'import.meta.url': JSON.stringify(assets.href) },
    })
    const madeFrom = Object.keys(metafile.inputs).map((file): MadeFrom => stateOf(path.resolve(file)))
    // What was written meanwhile may be in the bundle as it was before.
    if (madeFrom.some(([, modifiedMs]) => modifiedMs >= begunMs)) return
    const kept: Kept = { entry: path.join(target, 'entry.mjs'), madeFrom }
    // Put in place at once: another run may be reading it.
    writeFileSync(path.join(target, 'kept.json'), JSON.stringify(kept), { mode: 0o600 })
    renameSync(path.join(target, 'kept.json'), path.join(folder, 'kept.json'))
  } catch {
    // The next run is slower, no more.
  }
}

/** Bundles are removed when no run can be using them any more. */
function forgetOld(folder: string, nowMs: number): void {
  for (const name of readdirSync(folder)) {
    const old = path.join(folder, name)
    if (statSync(old).mtimeMs < nowMs - longestRunMs) rmSync(old, { recursive: true })
  }
}

function keptIn(folder: string): Kept | undefined {
  try {
    const kept: unknown = JSON.parse(readFileSync(path.join(folder, 'kept.json'), 'utf8'))
    return isKept(kept) ? kept : undefined
  } catch {
    return undefined
  }
}

function isKept(value: unknown): value is Kept {
  return (
    typeof value === 'object' && value !== null && 'entry' in value && typeof value.entry === 'string' && 'madeFrom' in value && Array.isArray(value.madeFrom)
  )
}

function isUnchanged([file, modifiedMs, bytes]: MadeFrom): boolean {
  const now = statSync(file, { throwIfNoEntry: false })
  return now?.mtimeMs === modifiedMs && now.size === bytes
}

function stateOf(file: string): MadeFrom {
  const { mtimeMs, size } = statSync(file)
  return [file, mtimeMs, size]
}
