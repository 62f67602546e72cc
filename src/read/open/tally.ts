import { createHash, hash } from 'node:crypto'

/** What is told of bytes as they are stored. */
export interface Stored {
  readonly sha256: string
  readonly bytes: number
}

/** Of a file whose digest is worked out when it is asked for. */
export function storedLater(digest: () => string, bytes: number): Stored {
  return {
    get sha256() {
      return digest()
    },
    bytes,
  }
}

/** Bytes passing through, counted and hashed. */
export class Tally {
  readonly #source: AsyncIterable<Uint8Array>
  /** Most sources are one piece, which is hashed in one go; a hash that is fed takes ten times as long to set up. */
  #only: Uint8Array | undefined
  #hash: ReturnType<typeof createHash> | undefined
  #bytes = 0
  #sha256: string | undefined
  #elsewhere: (() => Stored) | undefined

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Of what has passed so far; the first call ends the counting. */
  total(): Stored {
    if (this.#elsewhere !== undefined) return this.#elsewhere()
    this.#sha256 ??= this.#hash?.digest('hex') ?? hash('sha256', this.#only ?? '')
    return { sha256: this.#sha256, bytes: this.#bytes }
  }

  /** Ends the counting: the bytes go another way, and are counted and hashed there. */
  handOver(total: () => Stored): void {
    this.#sha256 ??= ''
    this.#elsewhere = total
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    for await (const piece of this.#source) {
      if (this.#sha256 === undefined) {
        this.#add(piece)
        this.#bytes += piece.length
      }
      yield piece
    }
  }

  #add(piece: Uint8Array): void {
    if (this.#hash === undefined && this.#only === undefined) {
      this.#only = piece
      return
    }
    this.#hash ??= createHash('sha256').update(this.#only ?? '')
    this.#only = undefined
    this.#hash.update(piece)
  }
}
