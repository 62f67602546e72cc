import { parentPort, workerData } from 'node:worker_threads'
import { isOrder, type Told } from './sweep.ts'

// Begins one input and never ends it, so that the watch itself has a test.
if (isOrder(workerData)) {
  const begun: Told = { told: 'begun', reader: 'none', kind: 'mutation', first: 0 }
  parentPort?.postMessage(begun)
  Atomics.add(new Int32Array(workerData.memory, 0, 1), 0, 1)
  for (;;);
}
