import { defaultLimits } from './limits.ts'
import type { OpenedSource } from './opened.ts'
import { unwrapped } from './unwrap.ts'

/** Evidence that a caller already holds: a log's text, or the bytes of a file, which may be packed. */
export type GivenEvidence = { readonly name: string; readonly text: string } | { readonly name: string; readonly bytes: Uint8Array }

/** Opens evidence held in memory as if it were files of those names. */
export async function* openGiven(items: readonly GivenEvidence[]): AsyncGenerator<OpenedSource, void> {
  for (const item of items) {
    const bytes = 'text' in item ? new TextEncoder().encode(item.text) : item.bytes
    const names = item.name.split('/').slice(0, -1)
    const folders = names.map((name) => ({ name, beside: [] }))
    yield* unwrapped({ path: item.name, folders, bytes: once(bytes), notes: [] }, defaultLimits)
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  if (bytes.length > 0) yield bytes
}
