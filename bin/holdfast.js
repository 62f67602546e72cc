#!/usr/bin/env node
// Plain JavaScript that Node.js 20 runs too: it starts the program on a Node.js that is new enough for it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as module from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The first release line with Temporal, which the program needs. */
const neededMajor = 26
const root = fileURLToPath(new URL('..', import.meta.url))
// A checkout has the source, and may have an older build beside it; the published package has the build only.
const main = ['src/main.ts', 'dist/main.js'].map((path) => join(root, path)).find((path) => existsSync(path))

if (main === undefined) {
  fail(`the program is missing: neither src/main.ts nor dist/main.js is in ${root}.`, 'Install holdfast again.')
} else if (Number(process.versions.node.split('.')[0]) >= neededMajor) {
  const cache = cacheFolder()
  if (cache !== undefined) module.enableCompileCache(cache)
  await import(pathToFileURL(main).href)
} else {
  const node = pinnedRuntime()
  if (node !== undefined) handOver(node, main)
  else {
    const folder = runtimeFolder()
    fail(
      `it needs Node.js ${neededMajor} or later; this is ${process.version} (${process.execPath}), and the one that its package 'node' brings is missing.`,
      folder === undefined
        ? `That package is not installed. Run npm install in ${root}`
        : `npm blocked that package's install script. Run it by hand, as who installed holdfast: cd '${folder}' && node installArchSpecificPackage`,
      `or install Node.js ${neededMajor} or later and run holdfast with that.`,
    )
  }
}

/** Where compiled code is kept between runs: the user's own, as a folder that others may write (/tmp) would let them choose what runs. */
function cacheFolder() {
  try {
    return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'holdfast')
  } catch {
    return undefined
  }
}

/** The Node.js of the `node` dependency. */
function pinnedRuntime() {
  const folder = runtimeFolder()
  const path = folder === undefined ? undefined : join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  return path !== undefined && existsSync(path) ? path : undefined
}

/** Wherever npm has put that package. */
function runtimeFolder() {
  try {
    return dirname(module.createRequire(import.meta.url).resolve('node/package.json'))
  } catch {
    return undefined
  }
}

function handOver(node, program) {
  const cache = cacheFolder()
  const env = cache === undefined ? process.env : { NODE_COMPILE_CACHE: cache, ...process.env }
  const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: 'inherit', env })
  // Ctrl-C on a terminal reaches the child by itself; passing it on would make it two.
  const atTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !atTerminal) child.kill(signal)
    })
  }
  child.on('error', (error) => fail(`${node} could not be started: ${error.message}`, 'Install holdfast again.'))
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code ?? 2
      return
    }
    // Dying of the same signal tells the shell the truth about how it ended.
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

/** Exit status 2: it could not run. */
function fail(...lines) {
  console.error(`holdfast: ${lines.join('\n  ')}`)
  process.exitCode = 2
}
