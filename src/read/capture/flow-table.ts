import { int } from './cells.ts'

const v6Mark = 0x40000000
const slotMask = 0x3fffffff

/**
 * Which flow and direction a packet belongs to: open addressing over addresses and ports, both directions entered, so that nothing has to be
 * put in order first. The key of a direction is (source, destination, source port and destination port in one word).
 */
export class FlowTable {
  #source: Int32Array
  #destination: Int32Array
  #ports: Int32Array
  /** Flow slot times two plus direction plus one; bit 30 for IPv6; 0 is empty. */
  #value: Int32Array
  #mask: number
  #count = 0

  constructor(entries = 1 << 10) {
    this.#source = new Int32Array(entries)
    this.#destination = new Int32Array(entries)
    this.#ports = new Int32Array(entries)
    this.#value = new Int32Array(entries)
    this.#mask = entries - 1
  }

  /** Flow slot times two plus direction; -1 when it is not there. */
  find(source: number, destination: number, ports: number, v6: boolean): number {
    const mask = this.#mask
    const mark = v6 ? v6Mark : 0
    const sources = this.#source
    const destinations = this.#destination
    const portPairs = this.#ports
    const values = this.#value
    let at = mix(source, destination, ports) & mask
    for (;;) {
      const value = int(values, at)
      if (value === 0) return -1
      if (portPairs[at] === ports && sources[at] === source && destinations[at] === destination && (value & v6Mark) === mark) return (value & slotMask) - 1
      at = (at + 1) & mask
    }
  }

  /** Enters both directions of a flow, in place of an older one on the same ports. */
  enter(slot: number, source: number, destination: number, ports: number, v6: boolean): void {
    if ((this.#count + 2) * 2 > this.#value.length) this.#grow()
    this.#put(source, destination, ports, (slot * 2 + 1) | (v6 ? v6Mark : 0))
    this.#put(destination, source, turned(ports), (slot * 2 + 2) | (v6 ? v6Mark : 0))
  }

  clear(): void {
    this.#value.fill(0)
    this.#count = 0
  }

  #put(source: number, destination: number, ports: number, value: number): void {
    let at = mix(source, destination, ports) & this.#mask
    for (;;) {
      const found = int(this.#value, at)
      if (found === 0) break
      if (this.#ports[at] === ports && this.#source[at] === source && this.#destination[at] === destination && ((found ^ value) & v6Mark) === 0) {
        this.#value[at] = value
        return
      }
      at = (at + 1) & this.#mask
    }
    this.#source[at] = source
    this.#destination[at] = destination
    this.#ports[at] = ports
    this.#value[at] = value
    this.#count += 1
  }

  #grow(): void {
    const [sources, destinations, ports, values] = [this.#source, this.#destination, this.#ports, this.#value]
    const entries = values.length * 2
    this.#source = new Int32Array(entries)
    this.#destination = new Int32Array(entries)
    this.#ports = new Int32Array(entries)
    this.#value = new Int32Array(entries)
    this.#mask = entries - 1
    this.#count = 0
    for (const [at, value] of values.entries()) if (value !== 0) this.#put(int(sources, at), int(destinations, at), int(ports, at), value)
  }
}

/** Source and destination port changed over. */
export function turned(ports: number): number {
  return (ports << 16) | (ports >>> 16)
}

function mix(source: number, destination: number, ports: number): number {
  let h = Math.imul(source, 0x9e3779b1) ^ Math.imul(destination, 0x85ebca6b) ^ Math.imul(ports, 0xc2b2ae35)
  h = Math.imul(h ^ (h >>> 15), 0x27d4eb2f)
  return h ^ (h >>> 13)
}
