/** Options of interface blocks (pcapng draft sections 4.2 and 4.6). */
const option = { resolution: 9, offset: 14, dropped: 5, systemDropped: 7 } as const
/** More are garbage. */
const mostInterfaces = 4096

interface Interface {
  readonly linkType: number
  readonly snapLength: number
  /** Units of its clock: powers of ten or of two below a second. */
  readonly ten: boolean
  readonly exponent: number
  readonly offsetUs: number
}

const unknown: Interface = { linkType: -1, snapLength: 0, ten: true, exponent: 6, offsetUs: 0 }

/** The interfaces of a section: link types, clocks, and what they say they dropped. */
export class Interfaces {
  #known: Interface[] = []
  #dropped = new Map<number, number>()
  #droppedBefore: number | undefined
  snapLength = 0

  newSection(): void {
    this.#droppedBefore = this.dropped
    this.#known = []
    this.#dropped = new Map()
  }

  /** Packets lost before they were captured, as the last statistics of each interface say; undefined when none say. */
  get dropped(): number | undefined {
    if (this.#dropped.size === 0) return this.#droppedBefore
    return [...this.#dropped.values()].reduce((sum, count) => sum + count, this.#droppedBefore ?? 0)
  }

  get firstSnapLength(): number {
    return this.#known[0]?.snapLength ?? 0
  }

  linkType(id: number): number {
    return this.#known[id]?.linkType ?? -1
  }

  /** Microseconds since 1970, of the two words of a time stamp. */
  time(id: number, high: number, low: number): number {
    const { ten, exponent, offsetUs } = this.#known[id] ?? unknown
    if (ten && exponent === 6) return high * 4_294_967_296 + low + offsetUs
    return inUs(high, low, ten, exponent) + offsetUs
  }

  /** Units of its clock in a microsecond, of clocks that count 10^-6 or 10^-9 s since 1970. */
  unitsPerUs(id: number): number | undefined {
    const { ten, exponent, offsetUs } = this.#known[id] ?? unknown
    if (!ten || offsetUs !== 0 || (exponent !== 6 && exponent !== 9)) return undefined
    return exponent === 6 ? 1 : 1000
  }

  describe(view: DataView, at: number, end: number, little: boolean): void {
    if (this.#known.length >= mostInterfaces) return
    let ten = true
    let exponent = 6
    let offsetUs = 0
    eachOption(view, at + 16, end, little, (code, value, length) => {
      if (code === option.resolution && length === 1) {
        const bits = view.getUint8(value)
        ten = (bits & 0x80) === 0
        exponent = bits & 0x7f
      } else if (code === option.offset && length === 8) offsetUs = Number(view.getBigInt64(value, little)) * 1_000_000
    })
    const snapLength = view.getUint32(at + 12, little)
    this.#known.push({ linkType: view.getUint16(at + 8, little), snapLength, ten, exponent, offsetUs: Number.isSafeInteger(offsetUs) ? offsetUs : 0 })
    this.snapLength = Math.max(this.snapLength, snapLength)
  }

  statistics(view: DataView, at: number, end: number, little: boolean): void {
    let dropped = 0
    let told = false
    eachOption(view, at + 20, end, little, (code, value, length) => {
      if ((code !== option.dropped && code !== option.systemDropped) || length !== 8) return
      dropped += Number(view.getBigUint64(value, little))
      told = true
    })
    const id = view.getUint32(at + 8, little)
    if (told && (this.#dropped.has(id) || this.#dropped.size < mostInterfaces)) this.#dropped.set(id, dropped)
  }
}

function eachOption(view: DataView, start: number, end: number, little: boolean, see: (code: number, value: number, length: number) => void): void {
  for (let at = start; at + 4 <= end; ) {
    const code = view.getUint16(at, little)
    const length = view.getUint16(at + 2, little)
    if (code === 0 || at + 4 + length > end) return
    see(code, at + 4, length)
    at += 4 + ((length + 3) & ~3)
  }
}

/** Exact where the number of units does not fit a double: nanoseconds since 1970 do not. */
function inUs(high: number, low: number, ten: boolean, exponent: number): number {
  if (!ten) return Math.floor((high * 2 ** (32 - exponent) + low * 2 ** -exponent) * 1_000_000)
  if (exponent <= 6) return (high * 4_294_967_296 + low) * 10 ** (6 - exponent)
  const perUs = 10 ** (exponent - 6)
  const whole = Math.floor(high / perUs)
  return whole * 4_294_967_296 + Math.floor(((high - whole * perUs) * 4_294_967_296 + low) / perUs)
}
