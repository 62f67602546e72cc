import { isAbsolute, join, resolve, sep } from 'node:path'
import { HoldfastError } from '../../model/errors.ts'
import { factsAt } from '../../platform/files.ts'
import { realPath } from '../../platform/real-path.ts'

/** Folders that may be read, by the path that was given and by where it truly leads. */
export interface Root {
  readonly given: string
  readonly real: string
}

/** Checks the folders given with `--root`. */
export function rootsAt(paths: readonly string[]): readonly Root[] {
  return paths.map((path) => {
    const real = realPath(path)
    if (typeof real !== 'string')
      throw new HoldfastError('root-not-found', { what: `the root ${path} cannot be opened: ${real.text}`, fix: 'Give a folder that exists.' })
    if (factsAt(real).kind !== 'folder')
      throw new HoldfastError('root-no-folder', { what: `the root ${path} is not a folder`, fix: 'Give the folder that holds the file.' })
    return { given: resolve(path), real }
  })
}

/**
 * Where a path that an assistant asks for truly leads, provided that it is within a root; a relative one counts from the first root that has it.
 * A path outside is refused before the file system is asked, so that a refusal does not tell what is there.
 */
export function confined(path: string, roots: readonly Root[]): string {
  const candidates = isAbsolute(path) ? [resolve(path)] : roots.map(({ given }) => join(given, path))
  const inside = candidates.filter((candidate) => roots.some(({ given, real }) => isWithin(candidate, given) || isWithin(candidate, real)))
  if (inside.length === 0) throw outside(path, roots)
  const real = inside.map((candidate) => realPath(candidate)).find((found) => typeof found === 'string')
  if (real === undefined) throw new HoldfastError('path-not-found', { what: `${path} is not there`, fix: `Name a file or folder below ${named(roots)}.` })
  if (!roots.some((root) => isWithin(real, root.real))) throw outside(path, roots)
  const { kind } = factsAt(real)
  if (kind === 'file' || kind === 'folder') return real
  throw new HoldfastError('path-unreadable', { what: `${path} is neither a file nor a folder`, fix: 'Name a file or folder.' })
}

function outside(path: string, roots: readonly Root[]): HoldfastError {
  return new HoldfastError('path-outside-roots', {
    what: `${path} is outside the folders that may be read`,
    fix: `Only ${named(roots)} may be read; whoever starts the server can add a --root.`,
  })
}

function named(roots: readonly Root[]): string {
  return roots.map(({ given }) => given).join(', ')
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)
}
