import { hash } from 'node:crypto'
import type { OpenFile } from '../../platform/files.ts'
import type { AheadFile } from '../../platform/read-ahead.ts'
import { isCapture } from './looks-like.ts'
import { isPackedMail } from './mail.ts'
import { packingOf } from './magic.ts'
import type { FolderStep, OpenedSource } from './opened.ts'

/** The log of one run is seldom longer, and its encoding is judged by all of it. */
export const mostSmallBytes = 64 * 1024

/** Files are read one after the other, each into the same memory; room for one byte more shows whether a file grew. */
const room = Buffer.alloc(mostSmallBytes + 1)

/**
 * A short text or other plain file, read in one go: where there are thousands, the streams that long and packed files need cost more than the reading.
 * Undefined for any other file, and for one that changes while it is read, which the longer way tells about.
 */
export function smallFile(file: OpenFile, shown: string, folders: readonly FolderStep[]): OpenedSource | undefined {
  const { bytes, modifiedMs } = file.facts
  if (bytes === 0 || bytes > mostSmallBytes) return undefined
  const got = file.readInto(room.subarray(0, bytes + 1), 0)
  const whole = room.subarray(0, bytes)
  return got === bytes && isPlain(whole) ? sourceOf(whole, { shown, folders, modifiedMs }, () => hash('sha256', whole)) : undefined
}

/** The same for one that was read ahead. */
export function smallFileAhead({ facts, bytes, sha256 }: AheadFile, shown: string, folders: readonly FolderStep[]): OpenedSource | undefined {
  return isPlain(bytes) ? sourceOf(bytes, { shown, folders, modifiedMs: facts.modifiedMs }, () => sha256) : undefined
}

function isPlain(whole: Uint8Array): boolean {
  return packingOf(whole) === undefined && !isCapture(whole) && !isPackedMail(whole)
}

interface Described {
  readonly shown: string
  readonly folders: readonly FolderStep[]
  readonly modifiedMs: number
}

function sourceOf(whole: Uint8Array, { shown, folders, modifiedMs }: Described, digest: () => string): OpenedSource {
  return { path: shown, folders, modifiedMs, whole, chunks: () => once(whole), stored: () => ({ sha256: digest(), bytes: whole.length }), notes: [] }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes
}
