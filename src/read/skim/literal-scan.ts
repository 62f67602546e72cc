import { buckets, type Fingerprint, fingerprintBytes, fingerprints, hashBuckets, type Rarity, wordStarts } from './fingerprints.ts'
import { scanProgram } from './scan-program.ts'

/** As much of the runtime's WebAssembly as is used here; its types come with those of browsers only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> }
  readonly Memory: new (descriptor: object) => { readonly buffer: ArrayBuffer; grow(pages: number): number }
}

/** What lines are looked for. */
export interface Wanted {
  /** Each at least four and at most 200 bytes long. */
  readonly literals: readonly string[]
  /** How a line of the log begins: `0` stands for a digit, everything else for itself; at most 16 bytes. Without it every line is as it should be. */
  readonly shape?: string
}

/** A line that is wanted. */
export interface FoundLine {
  /** Where in memory it begins. */
  readonly start: number
  /** At its line feed. */
  readonly end: number
  /** Counted from 0 within the stretch looked at. */
  readonly number: number
  readonly holdsLiteral: boolean
  /** It does not begin as the others do. */
  readonly foreign: boolean
  /** Its hour is half a day or more behind that of the line before. */
  readonly afterMidnight: boolean
}

/** At most this many bytes may be looked at together, plus one line that began before. */
export const stretchBytes = 256 * 1024

const entryBytes = 16
/** Where found lines are written: behind the tables. A line has at least two bytes, the line end included. */
const outAt = 64 * 1024
/** Where the log's bytes may stand. */
export const dataAt = outAt + (stretchBytes / 2 + 2) * entryBytes + 16

/** Addresses of scan.wat. */
const at = { mask: 128, value: 144, hours: 176, lastHour: 180, count: 184, sift: 188, buckets: 256, entries: 4096, hashes: 57_344 }
const pageBytes = 64 * 1024

/** With more names than these, the nibbles of each bucket allow nearly every number. */
const mostSifted = 48

/** As many literals fit into the tables. */
export const mostLiterals = 400

/** Looks for literals in bytes that the caller has put into its memory, sixteen bytes at a time. */
export class LiteralScan {
  readonly bytes: Uint8Array
  readonly #view: DataView
  readonly #scan: (from: number, to: number, out: number) => unknown
  readonly #names: (from: number, to: number, out: number) => unknown

  /** Throws where WebAssembly is not to be had. */
  constructor(dataBytes: number) {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(scanProgram, 'base64')))
    const { memory, scan, names } = exports
    if (!(memory instanceof WebAssembly.Memory) || typeof scan !== 'function' || typeof names !== 'function')
      throw new TypeError('scan.wat exports memory, scan and names')
    memory.grow(Math.ceil((dataAt + dataBytes) / pageBytes))
    this.bytes = new Uint8Array(memory.buffer)
    this.#view = new DataView(memory.buffer)
    this.#scan = (from, to, out) => Reflect.apply(scan, undefined, [from, to, out])
    this.#names = (from, to, out) => Reflect.apply(names, undefined, [from, to, out])
  }

  /** What `want` has set, to be set again by `restore` at less cost. */
  saved(): Uint8Array {
    return this.bytes.slice(0, outAt)
  }

  restore(saved: Uint8Array): void {
    const lastHour = this.#view.getInt32(at.lastHour, true)
    this.bytes.set(saved)
    this.#view.setInt32(at.lastHour, lastHour, true)
  }

  /** Sets what is looked for from now on. */
  want({ literals, shape = '' }: Wanted, rarity: Rarity): void {
    const lastHour = this.#view.getInt32(at.lastHour, true)
    this.bytes.fill(0, 0, at.buckets)
    this.#view.setInt32(at.lastHour, lastHour, true)
    const chosen = fingerprints(literals, rarity)
    for (const fingerprint of chosen) this.#allow(fingerprint)
    this.#enter(chosen, buckets)
    for (const [index, char] of [...shape.slice(0, 16)].entries()) {
      this.bytes[at.mask + index] = char === '0' ? 0xf0 : 0xff
      this.bytes[at.value + index] = char === '0' ? 0x30 : char.charCodeAt(0)
    }
    this.#view.setInt32(at.hours, shape.startsWith('00:') ? 1 : 0, true)
  }

  /** Sets what `linesNaming` looks for. */
  wantNames(names: readonly string[]): void {
    const chosen = wordStarts(names.slice(0, mostLiterals))
    this.#enter(chosen, hashBuckets)
    this.#view.setInt32(at.sift, Number(chosen.length <= mostSifted), true)
    this.bytes.fill(0, 0, at.mask)
    for (const [index, one] of chosen.entries()) this.#allow({ ...one, bucket: index % buckets })
    this.bytes.fill(0, at.hashes, outAt)
    for (const { hash = 0 } of chosen) this.bytes[at.hashes + (hash >>> 3)] = (this.bytes[at.hashes + (hash >>> 3)] ?? 0) | (1 << (hash & 7))
  }

  /** Lines that hold one of the names, each at the beginning of a word. */
  linesNaming(from: number, to: number): readonly FoundLine[] {
    return this.#found(Number(this.#names(from, to, outAt)))
  }

  /** The wanted lines among the whole lines from `from` up to `to`, just behind a line feed. */
  lines(from: number, to: number): { readonly found: readonly FoundLine[]; readonly lines: number } {
    const found = this.#found(Number(this.#scan(from, to, outAt)))
    return { found, lines: this.#view.getInt32(at.count, true) }
  }

  #found(count: number): readonly FoundLine[] {
    const found: FoundLine[] = []
    for (let index = 0; index < count; index += 1) {
      const entry = outAt + index * entryBytes
      const flags = this.#view.getUint32(entry + 12, true)
      found.push({
        start: this.#view.getUint32(entry, true),
        end: this.#view.getUint32(entry + 4, true),
        number: this.#view.getUint32(entry + 8, true),
        holdsLiteral: (flags & 1) !== 0,
        foreign: (flags & 2) !== 0,
        afterMidnight: (flags & 4) !== 0,
      })
    }
    return found
  }

  #allow({ bytes, from, bucket }: Fingerprint): void {
    for (let place = 0; place < fingerprintBytes; place += 1) {
      const byte = bytes[from + place] ?? 0
      const [low, high] = [place * 32 + (byte & 15), place * 32 + 16 + (byte >> 4)]
      this.bytes[low] = (this.bytes[low] ?? 0) | (1 << bucket)
      this.bytes[high] = (this.bytes[high] ?? 0) | (1 << bucket)
    }
  }

  /** Writes the literals, sorted by bucket. */
  #enter(chosen: readonly Fingerprint[], count: number): void {
    const byBucket = Map.groupBy(chosen, ({ bucket }) => bucket)
    let entry = at.entries
    let text = at.entries + mostLiterals * entryBytes
    for (let bucket = 0; bucket < count; bucket += 1) {
      this.#view.setInt32(at.buckets + 8 * bucket, entry, true)
      for (const { bytes, from } of byBucket.get(bucket) ?? []) {
        if (text + bytes.length > at.hashes) break
        this.bytes.set(bytes, text)
        this.#view.setInt32(entry, text, true)
        this.#view.setUint16(entry + 4, bytes.length, true)
        this.#view.setUint16(entry + 6, from, true)
        this.bytes.set(bytes.subarray(from, from + fingerprintBytes), entry + 12)
        text += bytes.length
        entry += entryBytes
      }
      this.#view.setInt32(at.buckets + 8 * bucket + 4, entry, true)
    }
  }
}
