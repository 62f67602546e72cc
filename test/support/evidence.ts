import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { noteTexts } from '../../src/read/note.ts'
import { contentOf, textOf } from '../../src/read/open/content.ts'
import { openEvidence, type OpenOptions } from '../../src/read/open/open.ts'
import type { OpenedSource } from '../../src/read/open/opened.ts'

/** A source read to its end. */
export interface ReadSource {
  readonly path: string
  readonly member: string | undefined
  readonly folders: readonly string[]
  readonly modifiedMs: number | undefined
  readonly text: string
  /** Why it was not read as text. */
  readonly binary: string | undefined
  readonly stored: { readonly sha256: string; readonly bytes: number }
  readonly notes: readonly string[]
  /** Whether a note tells of a loss. */
  readonly lost: boolean
}

/** An empty folder that goes when the test ends. */
export function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-test-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Writes files, with the folders they need; gives the folder. */
export function filesIn(folder: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

/** Does it as a user who may not read everything, as root may. */
export async function asPlainUser<T>(action: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return await action()
  process.seteuid?.(65_534)
  try {
    return await action()
  } finally {
    process.seteuid?.(0)
  }
}

/** What a real program makes of the bytes. */
export function made(program: string, parameters: readonly string[], input: string | Uint8Array = '', folder?: string): Buffer {
  const result = spawnSync(program, parameters, { input, maxBuffer: 256 * 1024 ** 2, ...(folder === undefined ? {} : { cwd: folder }) })
  if (result.status !== 0) throw new Error(`${program} ${parameters.join(' ')}: ${result.stderr.toString()}`)
  return result.stdout
}

/** Options for tests that need programs: the reason to skip when one is missing. */
export function needs(...programs: readonly string[]): { readonly skip: string | false } {
  const missing = programs.filter((program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error !== undefined)
  return { skip: missing.length > 0 && `not installed here: ${missing.join(', ')}` }
}

/** Opens and reads everything. */
export async function readAll(paths: readonly string[], options: OpenOptions = {}): Promise<readonly ReadSource[]> {
  const sources: ReadSource[] = []
  for await (const opened of openEvidence(paths, options)) sources.push(await readOne(opened))
  return sources
}

async function readOne(opened: OpenedSource): Promise<ReadSource> {
  const { text = '', reason } = await contentRead(opened)
  return {
    path: opened.path,
    member: opened.member,
    folders: (opened.folders ?? []).map(({ name }) => name),
    modifiedMs: opened.modifiedMs,
    text,
    binary: reason,
    stored: opened.stored(),
    notes: noteTexts(opened.notes),
    lost: opened.notes.some(({ lost }) => lost),
  }
}

async function contentRead(opened: OpenedSource): Promise<{ readonly text?: string; readonly reason?: string }> {
  if (opened.whole !== undefined) {
    const found = textOf(opened.whole)
    return 'reason' in found ? { reason: found.reason.text } : found
  }
  const content = await contentOf(opened.chunks())
  let text = ''
  if (content.kind === 'text') for await (const piece of content.text) text += piece
  else for await (const _ of content.rest);
  return content.kind === 'binary' ? { reason: content.reason.text } : { text }
}

/** The given bytes in pieces of that size, as a stream. */
export async function* inPieces(bytes: Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array, void> {
  for (let from = 0; from < bytes.length; from += pieceBytes) yield bytes.subarray(from, from + pieceBytes)
}
