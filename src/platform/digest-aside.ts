import { digestBytes, digestInto, type DigestTask, state } from './digest-task.ts'

/** Where no thread starts within this time, there is none to be had. */
const startsWithinMs = 5_000

/** Begins to hash the first `bytes` bytes of an open file on another thread (a gigabyte takes 0.6 s); the function waits for the digest in hex. */
export function digestAside(fd: number, bytes: number): () => string {
  const task: DigestTask = { fd, bytes, memory: new SharedArrayBuffer(4 + digestBytes) }
  const started = start(task)
  return () => {
    const states = new Int32Array(task.memory, 0, 1)
    if (started) {
      Atomics.wait(states, 0, state.waiting, startsWithinMs)
      Atomics.wait(states, 0, state.running)
    }
    if (Atomics.load(states, 0) !== state.done) digestInto(task)
    return Buffer.from(task.memory, 4, digestBytes).toString('hex')
  }
}

function start(task: DigestTask): boolean {
  // Built, the file beside this one has the other ending.
  const file = import.meta.url.endsWith('.ts') ? './digest-worker.ts' : './digest-worker.js'
  try {
    const { Worker } = process.getBuiltinModule('node:worker_threads')
    const worker = new Worker(new URL(file, import.meta.url), { workerData: task })
    worker.on('error', () => undefined)
    worker.unref()
    return true
  } catch {
    return false
  }
}
