import { flowStride } from '../layout.ts'
import { fewFlows, inputBytes, mostFlows, regions, registerCount, registerReals } from './memory-map.ts'
import { ordinaryProgram } from './program.ts'

interface Memory {
  readonly buffer: SharedArrayBuffer
  grow(pages: number): number
}

/** As much of the runtime's WebAssembly as is used here, with what records.as exports; its types come with those of browsers only. */
declare const WebAssembly:
  | undefined
  | {
      readonly Module: new (bytes: Uint8Array) => object
      readonly Instance: new (
        module: object,
        imports: { readonly env: { readonly memory: Memory } },
      ) => { readonly exports: { readonly pcap: TakeOrdinary; readonly pcapng: TakeOrdinary } }
      readonly Memory: new (descriptor: { readonly initial: number; readonly maximum: number; readonly shared: true }) => Memory
    }

/**
 * Takes the packets from `at` to `limit`, addresses in the memory, that are ordinary; gives the address of the first record that was not taken.
 * `frame` were counted before.
 */
export type TakeOrdinary = (at: number, limit: number, frame: number) => number

const pageBytes = 64 * 1024
const pagesFor = (flows: number): number => Math.ceil((regions.flows + flows * flowStride * 8) / pageBytes)

let program: object | undefined
/** Memories of captures read to their end: making one takes longer than reading a small capture. */
const idle: EngineMemory[] = []
const mostIdle = 2

/**
 * The one block of memory that holds everything the ordinary packet needs, and the program that works on it (the `.as` files beside it). It is a shared one
 * so that views of it stay valid when it grows.
 */
export class EngineMemory {
  readonly pcap: TakeOrdinary
  readonly pcapng: TakeOrdinary
  /** See `memory-map.ts`. */
  readonly registers: Int32Array
  /** Where bytes of the capture are put for the program. */
  readonly input: Uint8Array
  readonly #memory: Memory
  #room = fewFlows

  private constructor() {
    const initial = pagesFor(fewFlows)
    const maximum = pagesFor(mostFlows)
    if (typeof WebAssembly === 'undefined') {
      // Nothing is ordinary then.
      this.#memory = { buffer: new SharedArrayBuffer(maximum * pageBytes), grow: () => initial }
      this.pcap = (at) => at
      this.pcapng = (at) => at
    } else {
      this.#memory = new WebAssembly.Memory({ initial, maximum, shared: true })
      program ??= new WebAssembly.Module(Buffer.from(ordinaryProgram, 'base64'))
      const { pcap, pcapng } = new WebAssembly.Instance(program, { env: { memory: this.#memory } }).exports
      this.pcap = pcap
      this.pcapng = pcapng
    }
    this.registers = this.ints(regions.registers, registerCount)
    this.input = this.bytes(regions.input, inputBytes)
  }

  /** One that nothing uses; what the last one left in it is overwritten as it is taken into use. */
  static take(): EngineMemory {
    const memory = idle.pop() ?? new EngineMemory()
    memory.registers.fill(0)
    return memory
  }

  /** Gives it back: nothing that was made on it may be used any more. One that has grown is let go, for a crowd is rare. */
  give(): void {
    if (idle.length < mostIdle && this.#room === fewFlows) idle.push(this)
  }

  /** Live flows that there is room for. */
  get room(): number {
    return this.#room
  }

  /** So many integers from an address on. */
  ints(at: number, count: number): Int32Array {
    return new Int32Array(this.#memory.buffer, at, count)
  }

  halves(at: number, count: number): Uint16Array {
    return new Uint16Array(this.#memory.buffer, at, count)
  }

  bytes(at: number, count: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, at, count)
  }

  reals(at: number, count: number): Float64Array {
    return new Float64Array(this.#memory.buffer, at, count)
  }

  /** One of the times among the registers. */
  time(name: keyof typeof registerReals): Float64Array {
    return this.reals(regions.registers + registerReals[name] * 8, 1)
  }

  /** It looks at bytes of the input. */
  isInput(view: DataView): boolean {
    return view.buffer === this.input.buffer
  }

  /** To the full size at once: what is not used costs nothing. Gives false where it has that already. */
  grow(): boolean {
    if (this.#room === mostFlows) return false
    this.#memory.grow(pagesFor(mostFlows) - pagesFor(fewFlows))
    this.#room = mostFlows
    return true
  }
}
