import { constants, createGunzip, createInflateRaw, createZstdDecompress, gunzipSync, inflateRawSync, zstdDecompressSync } from 'node:zlib'
import type { Budget } from './limits.ts'
import type { Pull } from './pull.ts'
import { loss, type Note } from '../note.ts'

/** What the Node.js runtime unpacks itself; `deflate` is a zip member's raw stream. */
export type BuiltIn = 'gzip' | 'zstd' | 'deflate'

/** Input handed over at a time; larger pieces gain little (gzip: 4 kB 215 MB/s, 64 kB 350 MB/s, 256 kB 480 MB/s of output). */
const pieceBytes = 256 * 1024

/** Compressed bytes kept to salvage what came just before a damage; past them up to one output chunk is lost with it. */
const keptBytes = 1024 ** 2

/** Output that salvage may hold in memory. */
const salvagedBytes = 64 * 1024 ** 2

const outputBytes = 128 * 1024

/** A decoder that is fed costs 0.3 ms to set up, as much as unpacking this much at once. */
const smallBytes = 64 * 1024
const smallOutputBytes = 4 * 1024 ** 2

const nothing = new Uint8Array(0)

/** zlib's own words. */
const cutShort = 'unexpected end of file'

/**
 * What the bytes unpack to, up to their end, a damage or a limit: the last two leave a note. `input` stands behind the compressed data afterwards
 * where that has an end of its own. Never throws.
 */
export async function* decompressed(packing: BuiltIn, input: Pull, notes: Note[], budget: Budget): AsyncGenerator<Uint8Array, void> {
  const small = await smallWhole(packing, input)
  if (small !== undefined) return yield* within(small, notes, budget)
  const run = new Decoding(packing, input)
  try {
    for (let piece = await run.next(); piece !== undefined; piece = await run.next()) {
      const why = budget.spend(piece.length)
      if (why !== undefined) return void notes.push(why)
      yield piece
    }
    const saved = run.salvage()
    if (saved !== undefined) notes.push(loss(trouble(packing, run, saved.length)))
    else if (packing !== 'deflate' && run.beyond.some((byte) => byte !== 0)) notes.push(loss(foreignEnd(packing)))
    if (saved !== undefined && saved.length > 0) yield saved
  } finally {
    run.close()
  }
}

async function* within(output: Uint8Array, notes: Note[], budget: Budget): AsyncGenerator<Uint8Array, void> {
  const why = budget.spend(output.length)
  if (why !== undefined) return void notes.push(why)
  if (output.length > 0) yield output
}

/** What a short input unpacks to, all of it and at once; undefined, with nothing taken, when it is long, not whole, or not all of it is packed data. */
async function smallWhole(packing: BuiltIn, input: Pull): Promise<Uint8Array | undefined> {
  const ahead = await input.peek(smallBytes + 1)
  if (ahead.length > smallBytes) return undefined
  const output = wholeOutput(packing, ahead)
  if (output !== undefined) await input.skip(ahead.length)
  return output
}

function wholeOutput(packing: BuiltIn, input: Uint8Array): Uint8Array | undefined {
  const options = { info: true, maxOutputLength: smallOutputBytes }
  try {
    const result: unknown =
      packing === 'gzip' ? gunzipSync(input, options) : packing === 'zstd' ? zstdDecompressSync(input, options) : inflateRawSync(input, options)
    if (typeof result !== 'object' || result === null || !('buffer' in result) || !('engine' in result)) return undefined
    const { buffer, engine } = result
    if (typeof engine !== 'object' || engine === null || !('bytesWritten' in engine) || engine.bytesWritten !== input.length) return undefined
    return buffer instanceof Uint8Array ? buffer : undefined
  } catch {
    return undefined
  }
}

function decoder(packing: BuiltIn) {
  if (packing === 'gzip') return createGunzip({ chunkSize: outputBytes })
  return packing === 'zstd' ? createZstdDecompress({ chunkSize: outputBytes }) : createInflateRaw({ chunkSize: outputBytes })
}

/** One decoder being fed; output is taken as fast as it is read, so that a small input cannot fill the memory. */
class Decoding {
  readonly #packing: BuiltIn
  readonly #input: Pull
  readonly #decoder: ReturnType<typeof decoder>
  #kept: Uint8Array[] = []
  #fed = 0
  #last: Uint8Array = nothing
  #delivered = 0
  #writing = false
  #ended = false
  #error: Error | undefined
  #wake: () => void = () => {}

  constructor(packing: BuiltIn, input: Pull) {
    this.#packing = packing
    this.#input = input
    this.#decoder = decoder(packing)
    this.#decoder.on('readable', () => this.#wake())
    this.#decoder.on('end', () => this.#end(undefined))
    this.#decoder.on('error', (error: Error) => this.#end(error))
  }

  get error(): Error | undefined {
    return this.#error
  }

  get delivered(): number {
    return this.#delivered
  }

  /** Bytes that were fed and lie behind the end of the compressed data. */
  get beyond(): Uint8Array {
    return this.#error === undefined ? this.#last.subarray(Math.max(0, this.#last.length - (this.#fed - this.#decoder.bytesWritten))) : nothing
  }

  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const piece: unknown = this.#decoder.read()
      if (piece instanceof Uint8Array) {
        this.#delivered += piece.length
        return piece
      }
      if (this.#ended) break
      if (this.#isHungry) await this.#feed()
      else await new Promise<void>((resolve) => this.#waitFor(resolve))
    }
    if (this.beyond.length > 0) this.#input.putBack(this.beyond)
    return undefined
  }

  /** After an error, the output that the decoder had made of good input and threw away with the bad; undefined without an error. */
  salvage(): Uint8Array | undefined {
    if (this.#error === undefined) return undefined
    // Data that is cut, not wrong, loses nothing: the decoder has given all it could.
    if (this.#error.message === cutShort || this.#fed > keptBytes || this.#delivered > salvagedBytes) return nothing
    const all = Buffer.concat(this.#kept)
    let good = all.length - this.#last.length
    let bad = all.length + 1
    let best: Uint8Array = nothing
    while (good + 1 < bad) {
      const middle = (good + bad) >> 1
      const output = outputOf(this.#packing, all.subarray(0, middle))
      if (output === undefined) bad = middle
      else [good, best] = [middle, output]
    }
    return best.subarray(this.#delivered)
  }

  close(): void {
    this.#decoder.destroy()
  }

  /** Bytes that it left show that the compressed data has ended. */
  get #isHungry(): boolean {
    return !this.#writing && !this.#decoder.writableEnded && this.#decoder.bytesWritten === this.#fed
  }

  async #feed(): Promise<void> {
    const piece = await this.#input.next(pieceBytes)
    if (piece === undefined) {
      this.#decoder.end()
      return
    }
    this.#last = piece
    this.#fed += piece.length
    if (this.#fed <= keptBytes) this.#kept.push(piece)
    else this.#kept = []
    this.#writing = true
    this.#decoder.write(piece, () => {
      this.#writing = false
      this.#wake()
    })
  }

  #waitFor(resolve: () => void): void {
    this.#wake = resolve
    if (this.#ended || this.#decoder.readableLength > 0 || this.#isHungry) resolve()
  }

  #end(error: Error | undefined): void {
    this.#ended = true
    this.#error = error
    this.#wake()
  }
}

function outputOf(packing: BuiltIn, input: Uint8Array): Uint8Array | undefined {
  try {
    if (packing === 'zstd') return zstdDecompressSync(input, { finishFlush: constants.ZSTD_e_continue, maxOutputLength: salvagedBytes })
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: salvagedBytes }
    return packing === 'gzip' ? gunzipSync(input, options) : inflateRawSync(input, options)
  } catch {
    return undefined
  }
}

/** What an error means for the user. */
function trouble(packing: BuiltIn, run: Decoding, saved: number): string {
  const bytes = run.delivered + saved
  const reason = run.error?.message ?? ''
  if (reason === cutShort) return `cut: the ${packing} data ends early; the ${bytes} bytes before that were read, the rest is lost`
  if (/^incorrect (?:data|length) check$/.test(reason))
    return `damaged: the ${packing} checksum is wrong, so some of the ${bytes} bytes read may be too; anything behind them is lost`
  if (/^(?:incorrect header check|unknown compression method)$/.test(reason) && bytes > 0) return foreignEnd(packing)
  return `damaged: the ${packing} data is wrong (${reason}); the ${bytes} bytes before that were read, the rest is lost`
}

function foreignEnd(packing: BuiltIn): string {
  return `what follows the ${packing} data is something else and was not read`
}
