const none = new Uint8Array(0)

/** A stream of bytes taken piece by piece, with a look ahead. Its source never throws. */
export class Pull {
  readonly #source: AsyncIterator<Uint8Array>
  #held: Uint8Array = none
  #ended = false
  #position = 0

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** Bytes handed out so far. */
  get position(): number {
    return this.#position
  }

  /** The next bytes without taking them: at least `bytes` of them, fewer only at the end. */
  async peek(bytes: number): Promise<Uint8Array> {
    if (this.#held.length === 0 && !this.#ended) this.#held = await this.#fetch()
    if (this.#held.length >= bytes) return this.#held
    const pieces = [this.#held]
    let gathered = this.#held.length
    while (gathered < bytes && !this.#ended) {
      const piece = await this.#fetch()
      pieces.push(piece)
      gathered += piece.length
    }
    this.#held = Buffer.concat(pieces)
    return this.#held
  }

  /** The next piece, at most `most` bytes and never empty; undefined at the end. */
  async next(most = Number.POSITIVE_INFINITY): Promise<Uint8Array | undefined> {
    while (this.#held.length === 0) {
      if (this.#ended) return undefined
      this.#held = await this.#fetch()
    }
    const piece = this.#held.length > most ? this.#held.subarray(0, most) : this.#held
    this.#held = piece === this.#held ? none : this.#held.subarray(most)
    this.#position += piece.length
    return piece
  }

  /** Exactly `bytes` bytes; fewer only at the end. */
  async take(bytes: number): Promise<Uint8Array> {
    const ahead = this.#held.length >= bytes ? this.#held : await this.peek(bytes)
    const taken = ahead.subarray(0, bytes)
    this.#held = ahead.subarray(taken.length)
    this.#position += taken.length
    return taken
  }

  /** Passes over `bytes` bytes; fewer only at the end. */
  async skip(bytes: number): Promise<void> {
    for (let left = bytes; left > 0; ) {
      const piece = await this.next(left)
      if (piece === undefined) return
      left -= piece.length
    }
  }

  /** Gives back the end of what was taken. */
  putBack(bytes: Uint8Array): void {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([bytes, this.#held])
    this.#position -= bytes.length
  }

  /** Everything that is left. */
  async *rest(): AsyncGenerator<Uint8Array, void> {
    for (let piece = await this.next(); piece !== undefined; piece = await this.next()) yield piece
  }

  /** Reads to the end and forgets it. */
  async drain(): Promise<void> {
    while ((await this.next()) !== undefined);
  }

  /** Lets the source go before its end. */
  async close(): Promise<void> {
    this.#ended = true
    this.#held = none
    await this.#source.return?.()
  }

  async #fetch(): Promise<Uint8Array> {
    const result = await this.#source.next()
    if (result.done !== true) return result.value
    this.#ended = true
    return none
  }
}
