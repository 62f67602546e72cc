import type { OpenFile } from '../../platform/files.ts'
import type { Pull } from './pull.ts'
import { loss, type Note } from '../note.ts'

/** Bytes that can be read anywhere, as a zip's directory at its end asks for. */
export interface RandomAccess {
  readonly bytes: number
  /** Fewer bytes than asked for where they end, or where reading failed. */
  readAt(position: number, bytes: number): Uint8Array
}

/** Read from disk at a time. */
export const chunkBytes = 256 * 1024

export function fileAccess(file: OpenFile, notes: Note[]): RandomAccess {
  return {
    bytes: file.facts.bytes,
    readAt: (position, bytes) => {
      const data = file.readAt(position, bytes)
      if (data instanceof Uint8Array) return data
      notes.push(loss(`reading stopped at byte ${position}: ${data.text}`))
      return new Uint8Array(0)
    },
  }
}

/** Holds a stream in memory; undefined, with everything still in `input`, when it is longer than `most` bytes. */
export async function heldAccess(input: Pull, most: number): Promise<RandomAccess | undefined> {
  const ahead = await input.peek(most + 1)
  if (ahead.length > most) return undefined
  return { bytes: ahead.length, readAt: (position, bytes) => ahead.subarray(position, position + bytes) }
}

/** A part of it, piece by piece. */
export async function* range(access: RandomAccess, start: number, bytes: number): AsyncGenerator<Uint8Array, void> {
  for (let position = start; position < start + bytes; ) {
    const piece = access.readAt(position, Math.min(chunkBytes, start + bytes - position))
    if (piece.length === 0) return
    position += piece.length
    yield piece
  }
}
