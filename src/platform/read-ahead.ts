import type { Worker } from 'node:worker_threads'
import { type FileFacts, type FilePath, regularFacts } from './files.ts'
import { onSecondThread } from './second-thread.ts'

/** A small file that another thread has read. */
export interface AheadFile {
  readonly facts: FileFacts
  /** All of its bytes; good until those of another file are asked for. */
  readonly bytes: Uint8Array
  /** Of these bytes. */
  readonly sha256: string
}

/** Files that are read ahead at a time. */
export const batchFiles = 512
/** What a batch may hold; further files are left. */
const batchBytes = 4 * 1024 ** 2
/** Reading a batch takes 10 ms; on a sleeping disk, longer. */
const patienceMs = 60_000
/** Numbers that are told of a file: where it begins and how long it is, when it changed, device and inode. */
const numbers = 5
const hexBytes = 64
const tableBytes = 8 + batchFiles * numbers * 8

/** One batch in memory that both threads see: whether it is read, the numbers of each file, the bytes of all. */
interface Shelf {
  readonly memory: SharedArrayBuffer
  readonly state: Int32Array
  readonly table: Float64Array
  readonly bytes: Buffer
}

interface Task {
  readonly mostBytes: number
  readonly batchBytes: number
  readonly tableBytes: number
  readonly numbers: number
  readonly memories: readonly SharedArrayBuffer[]
}

/**
 * Reads small files one batch ahead on a second thread: opening a file takes the system longer than its few lines take to be read.
 * What it leaves (files that are long, that change, that may not be read) is the caller's to open.
 */
export class ReadAhead {
  readonly #worker: Worker
  readonly #shelves: readonly Shelf[]
  readonly #room: Uint8Array
  #given = 0
  #taken = 0
  #isLate = false

  private constructor(worker: Worker, shelves: readonly Shelf[], mostBytes: number) {
    this.#worker = worker
    this.#shelves = shelves
    this.#room = new Uint8Array(mostBytes)
  }

  /** For files of at most so many bytes; undefined where there is no second thread to be had. */
  static start(mostBytes: number): ReadAhead | undefined {
    const shelves = [shelf(), shelf()]
    const memories = shelves.map(({ memory }) => memory)
    const worker = onSecondThread<Task>(readBatches, { mostBytes, batchBytes, tableBytes, numbers, memories })
    return worker === undefined ? undefined : new ReadAhead(worker, shelves, mostBytes)
  }

  /** Has a batch read; the one before the last given must have been finished. */
  give(paths: readonly FilePath[]): void {
    const place = this.#given % this.#shelves.length
    this.#given += 1
    const state = this.#shelves[place]?.state
    if (state !== undefined) Atomics.store(state, 0, 0)
    this.#worker.postMessage({ place, paths: paths.map((path) => (typeof path === 'string' ? path : '')) })
  }

  /** Waits until the next batch is read; false once that took too long, and from then on. */
  next(): boolean {
    const state = this.#shelves[this.#taken % this.#shelves.length]?.state
    this.#taken += 1
    this.#isLate ||= state === undefined || Atomics.wait(state, 0, 0, patienceMs) === 'timed-out'
    return !this.#isLate
  }

  /** A file of the batch that `next` waited for; undefined where it was left. */
  file(index: number): AheadFile | undefined {
    const one = this.#shelves[(this.#taken - 1) % this.#shelves.length]
    if (one === undefined) return undefined
    const told = (place: number): number => one.table[index * numbers + place] ?? 0
    const [at, bytes] = [told(0), told(1)]
    if (at === 0) return undefined
    one.bytes.copy(this.#room, 0, at, at + bytes)
    const sha256 = one.bytes.toString('latin1', at + bytes, at + bytes + hexBytes)
    return { facts: regularFacts({ bytes, modifiedMs: told(2), device: told(3), inode: told(4) }), bytes: this.#room.subarray(0, bytes), sha256 }
  }

  end(): void {
    void this.#worker.terminate()
  }
}

function shelf(): Shelf {
  const memory = new SharedArrayBuffer(tableBytes + batchBytes)
  return { memory, state: new Int32Array(memory, 0, 1), table: new Float64Array(memory, 8, batchFiles * numbers), bytes: Buffer.from(memory) }
}

/** What the second thread runs. */
function readBatches({ mostBytes, batchBytes, tableBytes, numbers, memories }: Task): void {
  const { closeSync, constants, fstatSync, openSync, readSync } = process.getBuiltinModule('node:fs')
  const { hash } = process.getBuiltinModule('node:crypto')
  const { parentPort } = process.getBuiltinModule('node:worker_threads')
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0)
  const room = Buffer.alloc(mostBytes + 1)

  const read = (path: string, table: Float64Array, target: Buffer, at: number): number => {
    const fd = openSync(path, flags)
    try {
      const facts = fstatSync(fd)
      const exact = facts.ino > 0 && Number.isSafeInteger(facts.ino) && Number.isSafeInteger(facts.dev)
      if (!facts.isFile() || !exact || facts.size === 0 || facts.size > mostBytes || at + facts.size + 64 > batchBytes) return 0
      // Room for one byte more shows whether it grew.
      const got = readSync(fd, room, 0, facts.size + 1, 0)
      if (got !== facts.size) return 0
      const whole = room.subarray(0, got)
      target.set(whole, at)
      target.write(hash('sha256', whole), at + got, 'latin1')
      table.set([tableBytes + at, got, facts.mtimeMs, facts.dev, facts.ino])
      return got + 64
    } finally {
      closeSync(fd)
    }
  }

  parentPort?.on('message', ({ place, paths }: { readonly place: number; readonly paths: readonly string[] }) => {
    const memory = memories[place]
    if (memory === undefined) return
    const target = Buffer.from(memory, tableBytes)
    let at = 0
    for (const [index, path] of paths.entries()) {
      const table = new Float64Array(memory, 8 + index * numbers * 8, numbers)
      table[0] = 0
      try {
        if (path !== '') at += read(path, table, target, at)
      } catch {
        // Whoever asked opens it and tells of the trouble.
      }
    }
    const state = new Int32Array(memory, 0, 1)
    Atomics.store(state, 0, 1)
    Atomics.notify(state, 0)
  })
}
