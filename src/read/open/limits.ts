import { loss, type Note } from '../note.ts'

/** How far unpacking goes before it stops with a note. */
export interface Limits {
  /** Bytes that everything packed in one named file may unpack to. */
  readonly unpackedBytes: number
  /** Unpacked to stored bytes, looked at once `ratioFromBytes` are unpacked. */
  readonly ratio: number
  readonly ratioFromBytes: number
  /** Members of one archive. */
  readonly members: number
  /** Bytes of a zip that cannot be read at random (standard input, inside another archive) and so is held in memory. */
  readonly heldBytes: number
}

const gib = 1024 ** 3

/** Logs pack 10:1 to 50:1 and deflate cannot pass 1032:1, so that only a bomb or a file of zeros goes on at 1000:1 past 1 GiB. */
export const defaultLimits: Limits = { unpackedBytes: 64 * gib, ratio: 1_000, ratioFromBytes: gib, members: 100_000, heldBytes: gib / 4 }

/** Counts what one named file unpacks to, over all its layers and members. */
export class Budget {
  readonly limits: Limits
  readonly #storedBytes: () => number
  #spent = 0

  constructor(limits: Limits, storedBytes: () => number) {
    this.limits = limits
    this.#storedBytes = storedBytes
  }

  /** Counts unpacked bytes; says why to stop when they are too many. */
  spend(bytes: number): Note | undefined {
    this.#spent += bytes
    const { unpackedBytes, ratio, ratioFromBytes } = this.limits
    if (this.#spent > unpackedBytes)
      return loss(`stopped: it unpacks to more than ${unpackedBytes} bytes; the rest was not read. Unpack it and give the part that matters`)
    if (this.#spent <= ratioFromBytes || this.#spent <= ratio * this.#storedBytes()) return undefined
    return loss(`stopped: it unpacks to more than ${ratio} times its size, as a decompression bomb does; the rest was not read`)
  }
}
