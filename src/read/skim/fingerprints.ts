/** A literal, the four bytes of it that are looked for, and the bucket it shares with others. */
export interface Fingerprint {
  readonly bytes: Uint8Array
  /** Where in the literal the four bytes stand. */
  readonly from: number
  readonly bucket: number
  /** Sixteen bits, of which the bucket is the upper half. */
  readonly hash?: number
}

/** Eight, for one byte holds one bit for each. */
export const buckets = 8
/** As many bytes of a literal are compared before it is looked at whole. */
export const fingerprintBytes = 4

/** Rare places are judged by this much of the beginning of the source. */
const countedBytes = 256 * 1024
/** The mixture of a bucket is judged by pieces from all over that. */
const judgedPieces = 16
const pieceBytes = 96
/** With more literals than these the judging costs more than it saves. */
const mostJudged = 40

/** How often each four bytes come in a log. */
export interface Rarity {
  readonly counts: ReadonlyMap<number, number>
  readonly sample: Uint8Array
}

export function rarityIn(sample: Uint8Array): Rarity {
  const counted = sample.subarray(0, countedBytes)
  const apart = Math.floor(counted.length / judgedPieces)
  const pieces = Array.from({ length: judgedPieces }, (_, index) => counted.subarray(index * apart, index * apart + pieceBytes))
  return { counts: quads(counted), sample: Buffer.concat(pieces) }
}

/** Chooses each literal's rarest four bytes and puts those together that raise the fewest false alarms together. */
export function fingerprints(literals: readonly string[], { counts, sample }: Rarity): readonly Fingerprint[] {
  const judged = sample.subarray(0, literals.length > mostJudged ? 0 : sample.length)
  const mixtures = Array.from({ length: buckets }, () => new Mixture())
  const open = literals.map((literal) => ({ bytes: Buffer.from(literal) })).filter(({ bytes }) => bytes.length >= fingerprintBytes)
  const ranked = open
    .map((one) => ({ ...one, places: rarePlaces(one.bytes, counts) }))
    .toSorted((a, b) => (b.places[0]?.count ?? 0) - (a.places[0]?.count ?? 0))
  return ranked.map(({ bytes, places }) => {
    let best = { cost: Number.POSITIVE_INFINITY, from: 0, bucket: 0 }
    for (const { at } of places.slice(0, judged.length > 0 ? 2 : 1)) {
      for (const [bucket, mixture] of mixtures.entries()) {
        const cost = mixture.costWith(bytes, at, judged)
        if (cost < best.cost) best = { cost, from: at, bucket }
      }
    }
    mixtures[best.bucket]?.add(bytes, best.from, judged)
    return { bytes, from: best.from, bucket: best.bucket }
  })
}

/** As many as one byte of a hash tells apart. */
export const hashBuckets = 256

/** Fingerprints at the beginning of a word of each name, one that is or holds a number, in buckets by their hash. */
export function wordStarts(names: readonly string[]): readonly Fingerprint[] {
  return names.flatMap((name) => {
    const from = Math.max(name.search(/(?<![A-Za-z0-9])(?=[A-Za-z0-9]*\d)[0-9a-fA-F]/), 0)
    const bytes = Buffer.from(name)
    if (bytes.length < from + fingerprintBytes || !/^[0-9a-fA-F]/.test(name.slice(from))) return []
    const hash = Math.imul(bytes.readInt32LE(from), 0x9e3779b1) >>> 16
    return [{ bytes, from, hash, bucket: hash >>> 8 }]
  })
}

function quads(sample: Uint8Array): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  const view = new DataView(sample.buffer, sample.byteOffset, sample.length)
  for (let at = 0; at + fingerprintBytes <= sample.length; at += 3) {
    const quad = view.getUint32(at)
    counts.set(quad, (counts.get(quad) ?? 0) + 1)
  }
  return counts
}

function rarePlaces(literal: Uint8Array, counts: ReadonlyMap<number, number>): readonly { readonly at: number; readonly count: number }[] {
  const view = new DataView(literal.buffer, literal.byteOffset, literal.length)
  const places = Array.from({ length: literal.length - fingerprintBytes + 1 }, (_, at) => ({ at, count: counts.get(view.getUint32(at)) ?? 0 }))
  return places.toSorted((a, b) => a.count - b.count || figuresAt(literal, a.at) - figuresAt(literal, b.at))
}

/** Figures stand in every line, in any mixture. */
function figuresAt(literal: Uint8Array, from: number): number {
  return literal.subarray(from, from + fingerprintBytes).filter((byte) => byte >= 48 && byte <= 57).length
}

/** The nibbles that the literals of one bucket allow at each of the four places. */
class Mixture {
  readonly #low = new Uint16Array(fingerprintBytes)
  readonly #high = new Uint16Array(fingerprintBytes)
  #size = 0
  #alarms = 0

  add(literal: Uint8Array, from: number, sample: Uint8Array): void {
    this.#alarms = this.#alarmsWith(literal, from, sample)
    for (let place = 0; place < fingerprintBytes; place += 1) {
      const byte = literal[from + place] ?? 0
      this.#low[place] = (this.#low[place] ?? 0) | (1 << (byte & 15))
      this.#high[place] = (this.#high[place] ?? 0) | (1 << (byte >> 4))
    }
    this.#size += 1
  }

  /** False alarms more than before; the fuller bucket loses a draw. */
  costWith(literal: Uint8Array, from: number, sample: Uint8Array): number {
    return this.#alarmsWith(literal, from, sample) - this.#alarms + this.#size / 1_000
  }

  #alarmsWith(literal: Uint8Array, from: number, sample: Uint8Array): number {
    const [low, high] = [Uint16Array.from(this.#low), Uint16Array.from(this.#high)]
    for (let place = 0; place < fingerprintBytes; place += 1) {
      const byte = literal[from + place] ?? 0
      low[place] = (low[place] ?? 0) | (1 << (byte & 15))
      high[place] = (high[place] ?? 0) | (1 << (byte >> 4))
    }
    let alarms = 0
    for (let at = 0; at + fingerprintBytes <= sample.length; at += 1) {
      let place = 0
      while (place < fingerprintBytes && allows(low[place] ?? 0, high[place] ?? 0, sample[at + place] ?? 0)) place += 1
      if (place === fingerprintBytes) alarms += 1
    }
    return alarms
  }
}

function allows(low: number, high: number, byte: number): boolean {
  return ((low >> (byte & 15)) & (high >> (byte >> 4)) & 1) === 1
}
