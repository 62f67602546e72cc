import { isAscii } from 'node:buffer'
import { encodingOf, type Encoding, holdsControls } from './encoding.ts'
import { isCapture, looksLike } from './looks-like.ts'
import { Pull } from './pull.ts'
import { type Note, remark } from '../note.ts'

/** A source's bytes, told apart by their beginning. Of text, either `text` or `bytes` may be taken, and only once. */
export type Content =
  | { readonly kind: 'text'; readonly text: AsyncIterable<string>; readonly encoding: Encoding; readonly bytes: AsyncIterable<Uint8Array> }
  | { readonly kind: 'capture'; readonly rest: AsyncIterable<Uint8Array> }
  | { readonly kind: 'binary'; readonly reason: Note; readonly rest: AsyncIterable<Uint8Array> }

/** What the encoding is judged by, once; a bad byte after it becomes U+FFFD. */
const sampleBytes = 64 * 1024

/** Text, decoded, or what the bytes are instead and why they were not read. `chunks` must not throw. */
export async function contentOf(chunks: AsyncIterable<Uint8Array>): Promise<Content> {
  const bytes = new Pull(chunks)
  const sample = (await bytes.peek(sampleBytes)).subarray(0, sampleBytes)
  if (isCapture(sample)) return { kind: 'capture', rest: bytes.rest() }
  const found = judged(sample)
  return 'reason' in found
    ? { kind: 'binary', reason: found.reason, rest: bytes.rest() }
    : { kind: 'text', text: decoded(bytes, found.encoding), encoding: found.encoding, bytes: bytes.rest() }
}

/** The text of a few bytes that are at hand and no packet capture, or why they are none. */
export function textOf(whole: Uint8Array): { readonly text: string } | { readonly reason: Note } {
  // Most logs are plain ASCII, for which setting up a decoder takes longer than decoding.
  const plain = isAscii(whole) ? Buffer.from(whole.buffer, whole.byteOffset, whole.length).toString('latin1') : undefined
  if (plain !== undefined && !holdsControls(plain) && looksLike(whole) === undefined) return { text: plain }
  const found = judged(whole.subarray(0, sampleBytes))
  if ('reason' in found) return found
  return { text: plain !== undefined && found.encoding === 'utf-8' ? plain : new TextDecoder(found.encoding).decode(whole) }
}

function judged(sample: Uint8Array): { readonly encoding: Encoding } | { readonly reason: Note } {
  const known = looksLike(sample)
  if (known !== undefined) return { reason: known }
  const encoding = encodingOf(sample)
  return encoding === undefined ? { reason: remark('not text, more like encrypted, packed or other binary data: not read') } : { encoding }
}

async function* decoded(bytes: Pull, encoding: Encoding): AsyncGenerator<string, void> {
  const decoder = new TextDecoder(encoding)
  for (let piece = await bytes.next(); piece !== undefined; piece = await bytes.next()) yield decoder.decode(piece, { stream: true })
  const end = decoder.decode()
  if (end !== '') yield end
}
