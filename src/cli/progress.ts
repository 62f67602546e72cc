import type { OpenedSource } from '../read/open/opened.ts'

/** Not before this many milliseconds: quick answers need no progress. */
const patienceMs = 700

export interface Progress {
  watch(sources: AsyncIterable<OpenedSource>): AsyncIterable<OpenedSource>
  done(): void
}

/** One line on a terminal that says what is being read; nothing at all elsewhere. */
export function progress(stream: NodeJS.WriteStream): Progress {
  if (stream.isTTY !== true) return { watch: (sources) => sources, done: () => undefined }
  const startedAt = performance.now()
  let shown = false
  let opened = 0
  async function* watch(sources: AsyncIterable<OpenedSource>): AsyncGenerator<OpenedSource> {
    for await (const source of sources) {
      opened += 1
      if (performance.now() - startedAt > patienceMs) {
        shown = true
        stream.write(`\r\x1b[K${opened} sources read`)
      }
      yield source
    }
  }
  return { watch, done: () => void (shown && stream.write('\r\x1b[K')) }
}
