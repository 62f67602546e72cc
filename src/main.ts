import module from 'node:module'
import { homedir } from 'node:os'
import path from 'node:path'

// The compiled code lies in the user's own folder: in a shared one somebody else could plant code.
const cache = cacheFolder()
if (cache !== undefined) module.enableCompileCache(cache)

const { loadQuickly } = await import('./platform/quick-loading.ts')
const inCheckout = import.meta.filename.endsWith('.ts')
loadQuickly(new URL('.', import.meta.url).href, inCheckout ? path.join(import.meta.dirname, '../node_modules/.cache/holdfast/modules.json') : undefined)
const { run } = await import('./cli/run.ts')
process.exitCode = await run(process.argv.slice(2))

/** Undefined for a user without a home: then there is no cache, as where the folder cannot be written. */
function cacheFolder(): string | undefined {
  try {
    return path.join(process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'holdfast')
  } catch {
    return undefined
  }
}
