import module from 'node:module'
import { homedir } from 'node:os'
import path from 'node:path'
import { endProcess } from './platform/end-process.ts'
import type { KeptProgram } from './platform/kept-bundle.ts'

// The compiled code lies in the user's own folder: in a shared one somebody else could plant code.
const cache = cacheFolder()
if (cache !== undefined) module.enableCompileCache(cache)

const argv = process.argv.slice(2)
const kept = import.meta.filename.endsWith('.ts') ? await keptCheckout() : undefined
const run = kept?.run ?? (await import('./cli/run.ts')).run
process.exitCode = await run(argv)
await kept?.keep()
await endProcess()

/** A checkout is as slow to load as it is well divided; the published package is one bundle already. */
async function keptCheckout(): Promise<KeptProgram> {
  const { keptProgram } = await import('./platform/kept-bundle.ts')
  const program = { entry: new URL('./cli/run.ts', import.meta.url), assets: new URL('./platform/assets.ts', import.meta.url) }
  // Captures take other code than logs.
  const use = argv.some((argument) => /\.p?cap(?:ng)?\d*(?:\.\w{2,4})?$/i.test(argument)) ? `${argv[0]}-captures` : (argv[0] ?? '')
  return keptProgram(program, path.join(import.meta.dirname, '../node_modules/.cache/holdfast'), use)
}

/** Undefined for a user without a home: then there is no cache, as where the folder cannot be written. */
function cacheFolder(): string | undefined {
  try {
    return path.join(process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'holdfast')
  } catch {
    return undefined
  }
}
