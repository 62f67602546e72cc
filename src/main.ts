import module from 'node:module'
import { homedir } from 'node:os'
import path from 'node:path'

// The compiled code lies in the user's own folder: in a shared one somebody else could plant code.
const cache = cacheFolder()
if (cache !== undefined) module.enableCompileCache(cache)

const inCheckout = import.meta.filename.endsWith('.ts')
const keep = inCheckout ? await bundleInUse() : undefined

const { run } = await import('./cli/run.ts')
process.exitCode = await run(process.argv.slice(2))
await keep?.()

/** In a checkout the modules come from a kept bundle; without a fresh one, the function that keeps one for the next run. */
async function bundleInUse(): Promise<(() => Promise<void>) | undefined> {
  const { keepBundle, useBundle } = await import('./platform/kept-bundle.ts')
  const program = { entry: new URL('./cli/run.ts', import.meta.url), assets: new URL('./platform/assets.ts', import.meta.url) }
  const folder = path.join(import.meta.dirname, '../node_modules/.cache/holdfast')
  return useBundle(program, folder) ? undefined : () => keepBundle(program, folder)
}

/** Undefined for a user without a home: then there is no cache, as where the folder cannot be written. */
function cacheFolder(): string | undefined {
  try {
    return path.join(process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'holdfast')
  } catch {
    return undefined
  }
}
