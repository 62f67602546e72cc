import { parentPort, workerData } from 'node:worker_threads'
import { parts } from './steps.ts'
import { isOrder, type Told } from './sweep.ts'

// The thread that is watched: it says in shared memory how far it is, and in messages what each part came to.
if (!isOrder(workerData)) throw new Error('started without an order')
const { seed, times, memory } = workerData
const step = new Int32Array(memory, 0, 1)

for (const { reader, kind, steps } of parts(seed, times)) {
  const begun: Told = { told: 'begun', reader, kind, first: Atomics.load(step, 0) }
  parentPort?.postMessage(begun)
  let [count, slowestMs, failure] = [0, 0, '']
  for (const { input, run } of steps) {
    Atomics.add(step, 0, 1)
    const started = performance.now()
    try {
      run()
    } catch (error) {
      failure = `${kind} ${count}: ${error instanceof Error ? error.stack : String(error)}\nThe input: ${JSON.stringify(input().slice(0, 4_000))}`
      break
    }
    slowestMs = Math.max(slowestMs, performance.now() - started)
    count += 1
  }
  const ended: Told = { told: 'ended', reader, kind, count, slowestMs, failure }
  parentPort?.postMessage(ended)
}
