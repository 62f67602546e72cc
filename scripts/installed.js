// Runs on Node 20 without any dependency: it decides whether dependencies have to be installed at all.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Whether node_modules holds what package-lock.json asks for, by npm's own record of what it installed. */
export function isInstalled(root) {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages
  const present = readJson(join(root, 'node_modules/.package-lock.json'))?.packages
  if (wanted === undefined || present === undefined) return false
  return Object.entries(wanted).every(([path, { version, optional }]) => path === '' || optional === true || present[path]?.version === version)
}

/** The Node.js that the `node` dependency brings, or this one when it is new enough; undefined when there is neither. */
export function runtime(root) {
  const pinned = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(pinned)) return pinned
  return Number(process.versions.node.split('.')[0]) >= 26 ? process.execPath : undefined
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
