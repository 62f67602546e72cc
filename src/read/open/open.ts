import { HoldfastError } from '../../model/index.ts'
import { factsAt, type FileFacts, type FileTrouble, fullPath, openFile, type OpenFile, pipeBytes, shownPath, troubleOf } from '../../platform/files.ts'
import type { AheadFile } from '../../platform/read-ahead.ts'
import { standardInput } from '../../platform/stdin.ts'
import { withFilesAhead } from './ahead.ts'
import { directBytes, fileBytes } from './file-bytes.ts'
import { filesBelow } from './folder.ts'
import { defaultLimits, type Limits } from './limits.ts'
import type { FolderStep, OpenedSource } from './opened.ts'
import { PassedOver } from './passed-over.ts'
import { chunkBytes, fileAccess } from './random-access.ts'
import { smallFile, smallFileAhead } from './small-file.ts'
import { storedLater } from './tally.ts'
import { unwrapped, type Wrapped } from './unwrap.ts'
import { loss, type Note, remark } from '../note.ts'

export interface OpenOptions {
  /** `--host NAME=PATH`; the paths are only checked here. */
  readonly hosts?: readonly { readonly name: string; readonly path: string }[]
  readonly limits?: Partial<Limits>
  /** Whether the report's digests are going to be shown, so that those of long files are begun early. */
  readonly showsDigests?: boolean
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
  const run = { seen: new Map<string, string>(), limits: { ...defaultLimits, ...options.limits }, showsDigests: options.showsDigests === true }
  const beside = all.filter(({ facts }) => facts?.kind === 'folder').map(({ path }) => lastName(path))
  // Where there are thousands of small files, every promise between them and their reader costs as much as reading a line.
  for (const one of sourcesAt(all, { ...run, beside }, options.stdin ?? standardInput)) {
    if (isAtHand(one)) yield one
    else yield* one
  }
}

/** A source that is at hand, or those that take longer to open. */
type Sources = OpenedSource | AsyncGenerator<OpenedSource, void>

function isAtHand(one: Sources): one is OpenedSource {
  return 'path' in one
}

interface Run {
  /** Where each file was met first, by identity. */
  readonly seen: Map<string, string>
  readonly limits: Limits
  readonly showsDigests: boolean
}

/** With the names of all folders that the user named. */
type RunBeside = Run & { readonly beside: readonly string[] }

type Place = { readonly path: string; readonly facts: FileFacts | FileTrouble | undefined }

function* sourcesAt(places: readonly Place[], run: RunBeside, stdin: () => AsyncIterable<Uint8Array>): Generator<Sources, void> {
  const first = places.findIndex(({ facts }) => facts === undefined)
  for (const [index, { path, facts }] of places.entries()) {
    if (facts === undefined) yield standardInputSources(index === first, stdin, run.limits)
    else yield* named(path, facts, run)
  }
}

function* named(path: string, facts: FileFacts | FileTrouble, run: RunBeside): Generator<Sources, void> {
  const shown = shownPath(path)
  if (facts.kind === 'folder') {
    const name = lastName(path)
    return yield* folderSources(path, shown, name === '' ? [] : [{ name, beside: run.beside }], run)
  }
  const folders = typedFolders(shown)
  if (facts.kind === 'file') return void (yield fileSources({ path, shown, folders, follow: true }, run))
  if (facts.kind === 'pipe') {
    const notes: Note[] = []
    return void (yield unwrapped({ path: shown, folders, bytes: quietly(pipeBytes(path, chunkBytes), notes), notes }, run.limits))
  }
  yield empty(shown, folders, loss(facts.kind === 'trouble' ? `not read: ${facts.text}` : `a ${facts.kind}: not read; pipe its contents in and give - instead`))
}

function* folderSources(path: string, shown: string, folders: readonly FolderStep[], run: Run): Generator<Sources, void> {
  const passed = new PassedOver()
  let count = 0
  for (const { found, file } of withFilesAhead(filesBelow({ path, shown, folders }, passed))) {
    count += 1
    const ready = file === undefined ? undefined : readAhead(file, found, run)
    if (ready !== undefined) yield ready
    else if (found.trouble === undefined) yield fileSources({ path: found.path, shown: found.shown, folders: found.folders, follow: false }, run)
    else yield empty(found.shown, found.folders, loss(`not read: ${found.trouble.text}`))
  }
  const notes = [...passed.notes(), ...(count === 0 ? [remark('the folder holds no file')] : [])]
  if (notes.length > 0) yield empty(shown, folders, ...notes)
}

interface NamedFile {
  readonly path: Parameters<typeof openFile>[0]
  readonly shown: string
  readonly folders: readonly FolderStep[]
  readonly follow: boolean
}

function fileSources(at: NamedFile, run: Run): Sources {
  const file = openFile(at.path, at.follow)
  if (file.kind === 'trouble') return empty(at.shown, at.folders, loss(`not read: ${file.code === 'ENOENT' ? 'it vanished before it was opened' : file.text}`))
  const { identity } = file.facts
  const before = identity === undefined ? undefined : run.seen.get(identity)
  if (identity !== undefined && before === undefined) run.seen.set(identity, at.shown)
  const ready = before === undefined ? smallFile(file, at.shown, at.folders) : repeated(file, at, before)
  if (ready === undefined) return longFile(file, at, run)
  file.close()
  return ready
}

/** Undefined where the file is to be opened for one reason or another. */
function readAhead(file: AheadFile, { shown, folders }: Pick<NamedFile, 'shown' | 'folders'>, { seen }: Run): OpenedSource | undefined {
  const { identity } = file.facts
  if (identity === undefined || seen.has(identity)) return undefined
  const ready = smallFileAhead(file, shown, folders)
  if (ready !== undefined) seen.set(identity, shown)
  return ready
}

async function* longFile(file: OpenFile, { shown, folders }: NamedFile, { limits, showsDigests }: Run): AsyncGenerator<OpenedSource, void> {
  try {
    const notes: Note[] = []
    const ways = { bytes: fileBytes(file, notes), access: fileAccess(file, notes), direct: directBytes(file, notes, showsDigests) }
    const wrapped: Wrapped = { path: shown, folders, modifiedMs: file.facts.modifiedMs, notes, ...ways }
    yield* unwrapped(wrapped, limits)
  } finally {
    file.close()
  }
}

/** A file that was read before: nothing is read of it again but what tells that it is the same. */
function repeated(file: OpenFile, { shown, folders }: NamedFile, before: string): OpenedSource {
  const { bytes, modifiedMs } = file.facts
  const small = smallFile(file, shown, folders)
  const digest = small === undefined ? file.digestLater(bytes, false) : () => small.stored().sha256
  const stored = storedLater(digest, bytes)
  return { path: shown, folders, modifiedMs, repeats: before, chunks: none, stored: () => stored, notes: [remark(`the same file as ${before}: read once`)] }
}

async function* standardInputSources(isFirst: boolean, stdin: () => AsyncIterable<Uint8Array>, limits: Limits): AsyncGenerator<OpenedSource, void> {
  if (!isFirst) return yield* empty('-', [], remark('standard input was named twice: it can be read once'))
  const notes: Note[] = []
  yield* unwrapped({ path: '-', folders: [], bytes: quietly(stdin(), notes), notes }, limits)
}

/** A stream that ends where it fails. */
async function* quietly(bytes: AsyncIterable<Uint8Array>, notes: Note[]): AsyncGenerator<Uint8Array, void> {
  try {
    yield* bytes
  } catch (error) {
    notes.push(loss(`reading stopped: ${troubleOf(error).text}`))
  }
}

async function* empty(path: string, folders: readonly FolderStep[], ...notes: Note[]): AsyncGenerator<OpenedSource, void> {
  yield* unwrapped({ path, folders, bytes: none(), notes }, defaultLimits)
}

async function* none(): AsyncGenerator<Uint8Array, void> {}

/** Codes that a mistyped path meets; the last is Node's for a path that no system accepts. Others are the file's own trouble. */
const wrongPath: readonly string[] = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE']

function requirePresent(path: string, facts: FileFacts | FileTrouble | undefined): void {
  if (facts?.kind !== 'trouble' || !wrongPath.includes(facts.code)) return
  throw new HoldfastError('path-not-found', {
    what: `${path === '' ? 'an empty path' : path} cannot be opened: ${facts.text}`,
    fix: path.includes('\ufffd')
      ? 'Its name holds bytes that are no UTF-8 text, and cannot be given as an argument: give the folder that it lies in.'
      : 'Check the path. Files, folders, archives and - for standard input can be given.',
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
