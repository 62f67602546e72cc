import type { Worker } from 'node:worker_threads'

/**
 * Runs a function on a second thread; undefined where there is none to be had. It is handed over as text, so that no module has to be found and
 * loaded there, and so may refer to nothing around it.
 */
export function onSecondThread<Task>(run: (task: Task) => void, task: Task): Worker | undefined {
  try {
    // Few runs need a second thread, and Node.js takes a while to load what makes one.
    const { Worker } = process.getBuiltinModule('node:worker_threads')
    const worker = new Worker(`(${run.toString()})(process.getBuiltinModule('node:worker_threads').workerData)`, { eval: true, workerData: task })
    worker.unref()
    return worker
  } catch {
    return undefined
  }
}
