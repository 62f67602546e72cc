import { Worker } from 'node:worker_threads'

/** What the watched thread is to do. */
export interface Order {
  readonly seed: number
  /** Mutations for each reader. */
  readonly times: number
  /** Four bytes: the number of inputs begun. */
  readonly memory: SharedArrayBuffer
}

/** What the watched thread says. */
export type Told = Begun | ({ readonly told: 'ended' } & Swept)

interface Begun {
  readonly told: 'begun'
  readonly reader: string
  readonly kind: Kind
  /** Inputs begun before. */
  readonly first: number
}

type Kind = 'mutation' | 'truncation'

/** What one part of the sweep came to. */
export interface Swept {
  readonly reader: string
  readonly kind: Kind
  /** Inputs read without a fault. */
  readonly count: number
  readonly slowestMs: number
  /** Empty when nothing failed. */
  readonly failure: string
}

/** An input of a few kilobytes takes microseconds; one that takes this long hangs, even where other programs want the same cores. */
const hangsAfterMs = 5_000
const looksEveryMs = 100

/** Where one input takes longer, its thread is ended: that is a failure of that part, and the last of the sweep. */
export interface Watch {
  readonly thread?: URL
  readonly mostMs?: number
}

/** Runs the whole sweep on a thread of its own, and watches it. */
export function sweep(
  seed: number,
  times: number,
  { thread = new URL('./worker.ts', import.meta.url), mostMs = hangsAfterMs }: Watch = {},
): Promise<readonly Swept[]> {
  const order: Order = { seed, times, memory: new SharedArrayBuffer(4) }
  const step = new Int32Array(order.memory, 0, 1)
  const worker = new Worker(thread, { workerData: order })
  const swept: Swept[] = []
  let part: Omit<Begun, 'told'> = { reader: 'the preparation', kind: 'mutation', first: 0 }
  let [seen, since] = [0, performance.now()]
  const { promise, resolve, reject } = Promise.withResolvers<readonly Swept[]>()
  const watch = setInterval(() => {
    const now = Atomics.load(step, 0)
    if (now !== seen || now === 0) [seen, since] = [now, performance.now()]
    if (performance.now() - since <= mostMs) return
    clearInterval(watch)
    const { reader, kind, first } = part
    const count = now - first - 1
    swept.push({ reader, kind, count, slowestMs: mostMs, failure: `${kind} ${count} takes longer than ${mostMs} ms` })
    void worker.terminate()
  }, looksEveryMs)
  worker.on('message', (told: Told) => {
    if (told.told === 'ended') swept.push(told)
    else part = told
  })
  worker.on('error', reject)
  worker.on('exit', () => {
    clearInterval(watch)
    resolve(swept)
  })
  return promise
}

/** Whether a thread was started with an order. */
export function isOrder(value: unknown): value is Order {
  return typeof value === 'object' && value !== null && 'seed' in value && 'times' in value && 'memory' in value && value.memory instanceof SharedArrayBuffer
}
