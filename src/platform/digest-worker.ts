import { workerData } from 'node:worker_threads'
import { digestInto, state } from './digest-task.ts'

// Whatever the other thread sent is checked right below.
const { fd, bytes, memory } = workerData as Readonly<Record<string, unknown>>
if (typeof fd === 'number' && typeof bytes === 'number' && memory instanceof SharedArrayBuffer) {
  const states = new Int32Array(memory, 0, 1)
  Atomics.store(states, 0, state.running)
  digestInto({ fd, bytes, memory })
  Atomics.store(states, 0, state.done)
  Atomics.notify(states, 0)
}
