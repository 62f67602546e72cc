import { encodingOf, type Encoding } from './encoding.ts'
import { isCapture, looksLike } from './looks-like.ts'
import { Pull } from './pull.ts'

/** A source's bytes, told apart by their beginning. Of text, either `text` or `bytes` may be taken, and only once. */
export type Content =
  | { readonly kind: 'text'; readonly text: AsyncIterable<string>; readonly encoding: Encoding; readonly bytes: AsyncIterable<Uint8Array> }
  | { readonly kind: 'capture'; readonly rest: AsyncIterable<Uint8Array> }
  | { readonly kind: 'binary'; readonly reason: string; readonly rest: AsyncIterable<Uint8Array> }

/** What the encoding is judged by, once; a bad byte after it becomes U+FFFD. */
const sampleBytes = 64 * 1024

/** Text, decoded, or what the bytes are instead and why they were not read. `chunks` must not throw. */
export async function contentOf(chunks: AsyncIterable<Uint8Array>): Promise<Content> {
  const bytes = new Pull(chunks)
  const sample = (await bytes.peek(sampleBytes)).subarray(0, sampleBytes)
  if (isCapture(sample)) return { kind: 'capture', rest: bytes.rest() }
  const known = looksLike(sample)
  if (known !== undefined) return { kind: 'binary', reason: known, rest: bytes.rest() }
  const encoding = encodingOf(sample)
  if (encoding !== undefined) return { kind: 'text', text: decoded(bytes, encoding), encoding, bytes: bytes.rest() }
  return { kind: 'binary', reason: 'not text, more like encrypted, packed or other binary data: not read', rest: bytes.rest() }
}

async function* decoded(bytes: Pull, encoding: Encoding): AsyncGenerator<string, void> {
  const decoder = new TextDecoder(encoding)
  for (let piece = await bytes.next(); piece !== undefined; piece = await bytes.next()) yield decoder.decode(piece, { stream: true })
  const end = decoder.decode()
  if (end !== '') yield end
}
