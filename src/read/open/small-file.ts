import { hash } from 'node:crypto'
import type { OpenFile } from '../../platform/files.ts'
import { isCapture } from './looks-like.ts'
import { packingOf } from './magic.ts'
import type { FolderStep, OpenedSource } from './opened.ts'

/** The log of one run is seldom longer, and its encoding is judged by all of it. */
const mostBytes = 64 * 1024

/**
 * A short text or other plain file, read in one go: where there are thousands, the streams that long and packed files need cost more than the reading.
 * Undefined for any other file, and for one that changes while it is read, which the longer way tells about.
 */
export function smallFile(file: OpenFile, shown: string, folders: readonly FolderStep[]): OpenedSource | undefined {
  const { bytes, modifiedMs } = file.facts
  if (bytes === 0 || bytes > mostBytes) return undefined
  // Room for one byte more shows whether it grew.
  const memory = Buffer.allocUnsafe(bytes + 1)
  const got = file.readInto(memory, 0)
  const whole = memory.subarray(0, bytes)
  if (got !== bytes || packingOf(whole) !== undefined || isCapture(whole)) return undefined
  return { path: shown, folders, modifiedMs, whole, chunks: () => once(whole), stored: () => ({ sha256: hash('sha256', whole), bytes }), notes: [] }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes
}
