/** Small pieces are handed on together, in so many bytes. */
const gatheredBytes = 256 * 1024

/** Gathers what is written and hands it on in large pieces, each valid until the next. */
export class Outlet {
  readonly #write: (bytes: Uint8Array) => void
  readonly #bytes = new Uint8Array(gatheredBytes)
  readonly #view = new DataView(this.#bytes.buffer)
  #at = 0

  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write
  }

  u32(value: number, little: boolean): void {
    this.#room(4)
    this.#view.setUint32(this.#at, value, little)
    this.#at += 4
  }

  u16(value: number, little: boolean): void {
    this.#room(2)
    this.#view.setUint16(this.#at, value, little)
    this.#at += 2
  }

  zeros(count: number): void {
    this.#room(count)
    this.#bytes.fill(0, this.#at, this.#at + count)
    this.#at += count
  }

  put(bytes: Uint8Array): void {
    if (bytes.length > gatheredBytes - this.#at) this.flush()
    if (bytes.length > gatheredBytes) this.#write(bytes)
    else {
      this.#bytes.set(bytes, this.#at)
      this.#at += bytes.length
    }
  }

  flush(): void {
    if (this.#at > 0) this.#write(this.#bytes.subarray(0, this.#at))
    this.#at = 0
  }

  #room(bytes: number): void {
    if (this.#at + bytes > gatheredBytes) this.flush()
  }
}
