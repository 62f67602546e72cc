import { createHash } from 'node:crypto'
import { readSync } from 'node:fs'

/** An open file to hash, and where to put the state of it (4 bytes) and the digest. File descriptors are the same on every thread. */
export interface DigestTask {
  readonly fd: number
  readonly bytes: number
  readonly memory: SharedArrayBuffer
}

export const state = { waiting: 0, running: 1, done: 2 } as const

/** SHA-256. */
export const digestBytes = 32

const pieceBytes = 256 * 1024

/** Hashes the file, or as much of it as there is. */
export function digestInto({ fd, bytes, memory }: DigestTask): void {
  const hash = createHash('sha256')
  const piece = new Uint8Array(pieceBytes)
  for (let position = 0; position < bytes; ) {
    const got = readOr0(fd, piece.subarray(0, Math.min(pieceBytes, bytes - position)), position)
    if (got === 0) break
    hash.update(piece.subarray(0, got))
    position += got
  }
  new Uint8Array(memory, 4, digestBytes).set(hash.digest())
}

function readOr0(fd: number, target: Uint8Array, position: number): number {
  try {
    return readSync(fd, target, 0, target.length, position)
  } catch {
    return 0
  }
}
