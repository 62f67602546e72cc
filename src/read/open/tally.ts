import { createHash } from 'node:crypto'

/** Bytes passing through, counted and hashed. */
export class Tally {
  readonly #source: AsyncIterable<Uint8Array>
  readonly #hash = createHash('sha256')
  #bytes = 0
  #sha256: string | undefined

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Of what has passed so far; the first call ends the counting. */
  total(): { readonly sha256: string; readonly bytes: number } {
    this.#sha256 ??= this.#hash.digest('hex')
    return { sha256: this.#sha256, bytes: this.#bytes }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    for await (const piece of this.#source) {
      if (this.#sha256 === undefined) {
        this.#hash.update(piece)
        this.#bytes += piece.length
      }
      yield piece
    }
  }
}
