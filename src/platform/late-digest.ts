import { createHash } from 'node:crypto'
import { closeSync, readSync } from 'node:fs'
import { digestElsewhere } from './digest-elsewhere.ts'

/** Smaller files are hashed at once, which takes 10 ms at most: a folder of a thousand leaves none open. */
const lateFromBytes = 16 * 1024 ** 2
const pieceBytes = 256 * 1024
/** What is not that long is hashed sooner than a second thread has begun. */
const elsewhereFromBytes = 64 * 1024 ** 2

/** Files held for digests that nobody can ask for any more. */
const held = new FinalizationRegistry<number>(closeSync)

/** The SHA-256 of the first bytes of an open file, worked out when it is asked for: a gigabyte takes 0.6 s, and most outputs do not show it. */
export class LateDigest {
  readonly #fd: number
  readonly #bytes: number
  #hex: string | undefined
  #ownsFile = false
  #elsewhere: (() => string | undefined) | undefined

  /** `isWanted` says that somebody is going to ask: then it is worked out meanwhile, on another thread. */
  constructor(fd: number, bytes: number, isWanted: boolean) {
    this.#fd = fd
    this.#bytes = bytes
    if (bytes < lateFromBytes) this.#hex = digestOf(fd, bytes)
    else if (isWanted && bytes >= elsewhereFromBytes) this.#elsewhere = digestElsewhere(fd, bytes)
  }

  /** Closes the file, at once or when the digest is known or forgotten. */
  close(): void {
    if (this.#hex === undefined) {
      this.#ownsFile = true
      held.register(this, this.#fd, this)
    } else closeSync(this.#fd)
  }

  hex(): string {
    if (this.#hex !== undefined) return this.#hex
    this.#hex = this.#elsewhere?.() ?? digestOf(this.#fd, this.#bytes)
    if (this.#ownsFile) {
      held.unregister(this)
      closeSync(this.#fd)
    }
    return this.#hex
  }
}

/** Of the bytes, or as many of them as there are. */
function digestOf(fd: number, bytes: number): string {
  const hash = createHash('sha256')
  const piece = new Uint8Array(Math.min(pieceBytes, bytes))
  for (let position = 0; position < bytes; ) {
    const got = readOr0(fd, piece.subarray(0, Math.min(pieceBytes, bytes - position)), position)
    if (got === 0) break
    hash.update(piece.subarray(0, got))
    position += got
  }
  return hash.digest('hex')
}

function readOr0(fd: number, target: Uint8Array, position: number): number {
  try {
    return readSync(fd, target, 0, target.length, position)
  } catch {
    return 0
  }
}
