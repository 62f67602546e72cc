// Runs on Node 20 without any dependency: installs what is missing, then hands over to a TypeScript script on the pinned runtime.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isInstalled, runtime } from './installed.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const [task = '', ...options] = process.argv.slice(2)
const script = join(root, 'scripts', `${task}.ts`)

process.exitCode = main()

function main() {
  if (!existsSync(script)) return told(`There is no script ${script}.`, 'usage: node scripts/run.js start|test|check|build')
  if (!isInstalled(root)) {
    const failed = install()
    if (failed !== undefined) return failed
  }
  const node = runtime(root)
  if (node === undefined) {
    const folder = join(root, 'node_modules/node')
    return told(
      `holdfast needs Node.js 26 and this is ${process.version}; the one it brings is not in ${folder}, because npm did not run that package's install script.`,
      `Run it by hand: cd '${folder}' && node installArchSpecificPackage`,
      'or install Node.js 26 or later and use that.',
    )
  }
  const env = { ...process.env, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules/.cache/compile') }
  return run(node, [script, ...options], { env, stdio: 'inherit' })
}

/** The exit code to end with when it failed, else undefined. */
function install() {
  console.error('Installing dependencies with npm (once; about 20 s) ...')
  // The npm that started this script, so that one machine's several npms do not take turns at node_modules.
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm']
  const [program, ...first] = npm
  // Not `npm ci`: it refuses a lockfile that names packages of other platforms which a partial mirror lacks. `--no-save`: npm 9 would rewrite the lockfile.
  const result = spawnSync(program, [...first, 'install', '--no-save', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32' && program === 'npm',
  })
  if (result.status === 0) return undefined
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`)
  const reason = result.error === undefined ? `npm install ended with ${result.status ?? result.signal}` : `npm could not be started: ${result.error.message}`
  return told(reason, `What it says stands above. Nothing else was done. It needs a package registry: check with 'npm ping' in ${root}.`)
}

function run(program, parameters, options) {
  const { status, error } = spawnSync(program, parameters, options)
  if (error !== undefined) return told(`${program} could not be started: ${error.message}`, 'Remove node_modules and run this again.')
  return status ?? 1
}

function told(...lines) {
  console.error(lines.join('\n'))
  return 1
}
