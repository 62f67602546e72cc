import type { Packet } from './packet.ts'

/** Numbers of the options (IANA tcp-parameters). */
const kind = { end: 0, noOperation: 1, mss: 2, windowScale: 3, sackPermitted: 4, sack: 5, timestamps: 8 } as const

/** Timestamps padded with two no-operation options: how nearly every segment of nearly every system begins its options. */
export const paddedTimestamps = 0x0101080a

/** The options of the segment being looked at; filled again for every one. */
export class TcpOptions {
  hasTimestamps = false
  tsVal = 0
  tsEcr = 0
  /** Selective acknowledgments: left and right edges, as 32-bit numbers. */
  sackCount = 0
  readonly sackLeft = new Int32Array(4)
  readonly sackRight = new Int32Array(4)
  mss = -1
  shift = -1
  sackPermitted = false
  /** Longest run of no-operation options. */
  blanks = 0
  order = ''

  /** Those of a packet; all of them when it is a SYN. */
  take(view: DataView, { transport, end }: Packet, isSyn: boolean): void {
    const header = (view.getUint8(transport + 12) >> 4) << 2
    const limit = Math.min(transport + header, end)
    if (isSyn) this.#readHandshake(view, transport + 20, limit)
    else if (header === 32 && limit === transport + 32 && view.getInt32(transport + 20) === paddedTimestamps) this.#padded(view, transport)
    else this.#read(view, transport + 20, limit)
  }

  #padded(view: DataView, transport: number): void {
    this.hasTimestamps = true
    this.tsVal = view.getInt32(transport + 24)
    this.tsEcr = view.getInt32(transport + 28)
    this.sackCount = 0
  }

  /** Options of an established connection: timestamps and selective acknowledgments. Lengths that lie end the reading. */
  #read(view: DataView, start: number, end: number): void {
    this.hasTimestamps = false
    this.sackCount = 0
    for (let at = start; at < end; ) {
      const type = view.getUint8(at)
      if (type === kind.noOperation) {
        at += 1
        continue
      }
      if (type === kind.end || at + 2 > end) return
      const length = view.getUint8(at + 1)
      if (length < 2 || at + length > end) return
      if (type === kind.timestamps && length === 10) {
        this.hasTimestamps = true
        this.tsVal = view.getInt32(at + 2)
        this.tsEcr = view.getInt32(at + 6)
      } else if (type === kind.sack && length >= 10) this.#sack(view, at, length)
      at += length
    }
  }

  /** Those of a SYN as well. */
  #readHandshake(view: DataView, start: number, end: number): void {
    this.#read(view, start, end)
    this.mss = -1
    this.shift = -1
    this.sackPermitted = false
    this.blanks = 0
    let run = 0
    let order = ''
    for (let at = start; at < end; ) {
      const type = view.getUint8(at)
      order += order === '' ? type : ` ${type}`
      run = type === kind.noOperation ? run + 1 : 0
      this.blanks = Math.max(this.blanks, run)
      if (type === kind.noOperation) {
        at += 1
        continue
      }
      if (type === kind.end || at + 2 > end) break
      const length = view.getUint8(at + 1)
      if (length < 2 || at + length > end) break
      if (type === kind.mss && length === 4) this.mss = view.getUint16(at + 2)
      // RFC 7323 section 2.3: more than 14 is read as 14.
      else if (type === kind.windowScale && length === 3) this.shift = Math.min(view.getUint8(at + 2), 14)
      else if (type === kind.sackPermitted) this.sackPermitted = true
      at += length
    }
    this.order = order
  }

  #sack(view: DataView, at: number, length: number): void {
    this.sackCount = Math.min((length - 2) >> 3, 4)
    for (let block = 0; block < this.sackCount; block += 1) {
      this.sackLeft[block] = view.getInt32(at + 2 + block * 8)
      this.sackRight[block] = view.getInt32(at + 6 + block * 8)
    }
  }
}

/** More are garbage; they share the empty name. */
const mostOrders = 4096

/** Orders of options by number, as flows keep numbers only; 0 is none. */
export class OptionOrders {
  readonly #names: string[] = ['']
  readonly #known = new Map<string, number>([['', 0]])

  number(order: string): number {
    const known = this.#known.get(order)
    if (known !== undefined) return known
    if (this.#names.length >= mostOrders) return 0
    const fresh = this.#names.push(order) - 1
    this.#known.set(order, fresh)
    return fresh
  }

  name(number: number): string {
    return this.#names[number] ?? ''
  }
}
