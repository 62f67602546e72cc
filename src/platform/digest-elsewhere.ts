import { onSecondThread } from './second-thread.ts'

/** A disk gives this much per millisecond at least; whoever waits longer works the digest out on its own thread. */
const slowestBytesPerMs = 10_000
const patienceMs = 10_000
const hexBytes = 64

interface Task {
  readonly fd: number
  readonly bytes: number
  /** Its first four bytes say that it is done (1) or came to nothing (2); the digest stands behind. */
  readonly memory: SharedArrayBuffer
}

/** Begins to work out the SHA-256 of the first bytes of an open file on a second thread, and gives what waits for it; that is undefined where it came to nothing. */
export function digestElsewhere(fd: number, bytes: number): (() => string | undefined) | undefined {
  const memory = new SharedArrayBuffer(4 + hexBytes)
  if (onSecondThread<Task>(writeDigest, { fd, bytes, memory }) === undefined) return undefined
  const state = new Int32Array(memory, 0, 1)
  return () => {
    Atomics.wait(state, 0, 0, patienceMs + bytes / slowestBytesPerMs)
    return Atomics.load(state, 0) === 1 ? Buffer.from(memory, 4, hexBytes).toString('latin1') : undefined
  }
}

/** What the second thread runs. */
function writeDigest({ fd, bytes, memory }: Task): void {
  const { readSync } = process.getBuiltinModule('node:fs')
  const { createHash } = process.getBuiltinModule('node:crypto')
  const state = new Int32Array(memory, 0, 1)
  const hash = createHash('sha256')
  const room = Buffer.alloc(256 * 1024)
  let end = 2
  try {
    for (let position = 0, got = 1; position < bytes && got > 0; position += got) {
      got = readSync(fd, room, 0, Math.min(room.length, bytes - position), position)
      hash.update(room.subarray(0, got))
    }
    Buffer.from(memory, 4).write(hash.digest('hex'), 'latin1')
    end = 1
  } catch {
    // Whoever asks works it out and meets the same trouble.
  }
  Atomics.store(state, 0, end)
  Atomics.notify(state, 0)
}
