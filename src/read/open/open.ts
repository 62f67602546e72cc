import { HoldfastError } from '../../model/index.ts'
import { factsAt, type FileFacts, type FileTrouble, fullPath, openFile, type OpenFile, pipeBytes, shownPath, troubleOf } from '../../platform/files.ts'
import { standardInput } from '../../platform/stdin.ts'
import { directBytes, fileBytes } from './file-bytes.ts'
import { filesBelow } from './folder.ts'
import { defaultLimits, type Limits } from './limits.ts'
import type { FolderStep, OpenedSource } from './opened.ts'
import { PassedOver } from './passed-over.ts'
import { chunkBytes, fileAccess } from './random-access.ts'
import { smallFile } from './small-file.ts'
import { unwrapped, type Wrapped } from './unwrap.ts'

export interface OpenOptions {
  /** `--host NAME=PATH`; the paths are only checked here. */
  readonly hosts?: readonly { readonly name: string; readonly path: string }[]
  readonly limits?: Partial<Limits>
  /** In place of standard input. */
  readonly stdin?: () => AsyncIterable<Uint8Array>
}

/**
 * Every source in files, folders and archives, each to be read before the next is asked for; `-` is standard input. A file met twice is read once.
 * Throws only for a path that the user named and that is not there; everything else is told in the source's notes.
 */
export async function* openEvidence(paths: readonly string[], options: OpenOptions = {}): AsyncGenerator<OpenedSource, void> {
  const all = paths.map((path) => ({ path, facts: path === '-' ? undefined : factsAt(path) }))
  for (const { path, facts } of all) requirePresent(path, facts)
  for (const { name, path } of options.hosts ?? []) requireNamed(name, path, paths)
  const run = { seen: new Map<string, string>(), limits: { ...defaultLimits, ...options.limits } }
  const beside = all.filter(({ facts }) => facts?.kind === 'folder').map(({ path }) => lastName(path))
  for (const [index, { path, facts }] of all.entries()) {
    if (facts === undefined) yield* standardInputSources(paths.indexOf('-') === index, options.stdin ?? standardInput, run.limits)
    else yield* named(path, facts, { ...run, beside })
  }
}

interface Run {
  /** Where each file was met first, by identity. */
  readonly seen: Map<string, string>
  readonly limits: Limits
}

async function* named(path: string, facts: FileFacts | FileTrouble, run: Run & { readonly beside: readonly string[] }): AsyncGenerator<OpenedSource, void> {
  const shown = shownPath(path)
  if (facts.kind === 'folder') {
    const name = lastName(path)
    return yield* folderSources(path, shown, name === '' ? [] : [{ name, beside: run.beside }], run)
  }
  const folders = typedFolders(shown)
  if (facts.kind === 'file') return yield* fileSources({ path, shown, folders, follow: true }, run)
  if (facts.kind === 'pipe') {
    const notes: string[] = []
    return yield* unwrapped({ path: shown, folders, bytes: quietly(pipeBytes(path, chunkBytes), notes), notes }, run.limits)
  }
  yield* empty(shown, folders, facts.kind === 'trouble' ? `not read: ${facts.text}` : `a ${facts.kind}: not read; pipe its contents in and give - instead`)
}

async function* folderSources(path: string, shown: string, folders: readonly FolderStep[], run: Run): AsyncGenerator<OpenedSource, void> {
  const passed = new PassedOver()
  let count = 0
  for (const found of filesBelow({ path, shown, folders }, passed)) {
    count += 1
    if (found.trouble === undefined) yield* fileSources({ ...found, follow: false }, run)
    else yield* empty(found.shown, found.folders, `not read: ${found.trouble.text}`)
  }
  const notes = [...passed.notes(), ...(count === 0 ? ['the folder holds no file'] : [])]
  if (notes.length > 0) yield* empty(shown, folders, ...notes)
}

interface NamedFile {
  readonly path: Parameters<typeof openFile>[0]
  readonly shown: string
  readonly folders: readonly FolderStep[]
  readonly follow: boolean
}

async function* fileSources(at: NamedFile, run: Run): AsyncGenerator<OpenedSource, void> {
  const file = openFile(at.path, at.follow)
  if (file.kind === 'trouble') return yield* empty(at.shown, at.folders, `not read: ${file.code === 'ENOENT' ? 'it vanished before it was opened' : file.text}`)
  try {
    const { identity, modifiedMs } = file.facts
    const before = identity === undefined ? undefined : run.seen.get(identity)
    if (before !== undefined) {
      yield repeated(file, at, before)
      return
    }
    if (identity !== undefined) run.seen.set(identity, at.shown)
    const small = smallFile(file, at.shown, at.folders)
    if (small !== undefined) {
      yield small
      return
    }
    const notes: string[] = []
    const ways = { bytes: fileBytes(file, notes), access: fileAccess(file, notes), direct: directBytes(file, notes) }
    const wrapped: Wrapped = { path: at.shown, folders: at.folders, modifiedMs, notes, ...ways }
    yield* unwrapped(wrapped, run.limits)
  } finally {
    file.close()
  }
}

/** A file that was read before: nothing is read of it again but what tells that it is the same. */
function repeated(file: OpenFile, { shown, folders }: NamedFile, before: string): OpenedSource {
  const { bytes, modifiedMs } = file.facts
  const small = smallFile(file, shown, folders)
  const digest = small === undefined ? file.digestLater(bytes) : () => small.stored().sha256
  const stored = () => ({
    get sha256() {
      return digest()
    },
    bytes,
  })
  return { path: shown, folders, modifiedMs, repeats: before, chunks: none, stored, notes: [`the same file as ${before}: read once`] }
}

async function* standardInputSources(isFirst: boolean, stdin: () => AsyncIterable<Uint8Array>, limits: Limits): AsyncGenerator<OpenedSource, void> {
  if (!isFirst) return yield* empty('-', [], 'standard input was named twice: it can be read once')
  const notes: string[] = []
  yield* unwrapped({ path: '-', folders: [], bytes: quietly(stdin(), notes), notes }, limits)
}

/** A stream that ends where it fails. */
async function* quietly(bytes: AsyncIterable<Uint8Array>, notes: string[]): AsyncGenerator<Uint8Array, void> {
  try {
    yield* bytes
  } catch (error) {
    notes.push(`reading stopped: ${troubleOf(error).text}`)
  }
}

async function* empty(path: string, folders: readonly FolderStep[], ...notes: string[]): AsyncGenerator<OpenedSource, void> {
  yield* unwrapped({ path, folders, bytes: none(), notes }, defaultLimits)
}

async function* none(): AsyncGenerator<Uint8Array, void> {}

/** Codes that a mistyped path meets; the last is Node's for a path that no system accepts. Others are the file's own trouble. */
const wrongPath: readonly string[] = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE']

function requirePresent(path: string, facts: FileFacts | FileTrouble | undefined): void {
  if (facts?.kind !== 'trouble' || !wrongPath.includes(facts.code)) return
  throw new HoldfastError('path-not-found', {
    what: `${path} cannot be opened: ${facts.text}`,
    fix: 'Check the path. Files, folders, archives and - for standard input can be given.',
  })
}

/** A `--host` that names nothing would silently do nothing. */
function requireNamed(name: string, path: string, paths: readonly string[]): void {
  const wanted = fullPath(path)
  if (paths.some((one) => one !== '-' && (isWithin(wanted, fullPath(one)) || isWithin(fullPath(one), wanted)))) return
  throw new HoldfastError('host-path-unused', {
    what: `--host ${name}=${path} names nothing that is to be read`,
    fix: 'Give a path that is, or lies below, one of the paths to be read.',
  })
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}

/** The folder's own name as typed; none for `.`, `..` and `/`. */
function lastName(path: string): string {
  const name = shownPath(path).split('/').at(-1) ?? ''
  return name === '.' || name === '..' ? '' : name
}

/** Of a file named by a relative path, the folder typed with it (`client/rsync.log`). */
function typedFolders(shown: string): readonly FolderStep[] {
  const name = shown.startsWith('/') || /^[A-Za-z]:/.test(shown) ? '' : lastName(shown.split('/').slice(0, -1).join('/'))
  return name === '' ? [] : [{ name, beside: [] }]
}
