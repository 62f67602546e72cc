import { isAscii, isUtf8 } from 'node:buffer'

/** Encodings that logs come in, by the names of the WHATWG Encoding Standard. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** The encoding of a text by its first bytes; undefined when they are not text. */
export function encodingOf(sample: Uint8Array): Encoding | undefined {
  if (startsWith(sample, 0xef, 0xbb, 0xbf)) return 'utf-8'
  const wide = startsWith(sample, 0xff, 0xfe) ? 'utf-16le' : startsWith(sample, 0xfe, 0xff) ? 'utf-16be' : wideByZeros(sample)
  if (wide !== undefined) return isTextual(narrowed(sample, wide)) ? wide : undefined
  if (!isTextual(sample)) return undefined
  return isAscii(sample) || isUtf8(withoutCutEnd(sample)) || isMostlyUtf8(sample) ? 'utf-8' : 'windows-1252'
}

/** Share of control characters that no log reaches, not even one with progress displays or colours; random bytes have 10 %. */
const mostControls = 0.05

/** A text may hold zeros: between names, or in long runs where a crash or a rotation left a hole. */
function isTextual(sample: Uint8Array): boolean {
  // Most samples hold no control character at all, which a search of the whole tells thirty times faster than a look at each byte.
  if (!holdsControls(Buffer.from(sample.buffer, sample.byteOffset, sample.length).toString('latin1'))) return true
  let control = 0
  let zeros = 0
  for (const byte of sample) {
    if (byte === 0) zeros += 1
    else if (isControl(byte)) control += 1
  }
  const rest = sample.length - zeros
  return rest === 0 || control / rest <= mostControls
}

/** Whether a text holds what no text of letters, blanks and line ends does. */
export function holdsControls(text: string): boolean {
  return controls.test(text)
}

const controls = /[\0-\x07\x0e-\x1a\x1c-\x1f\x7f]/

/** Not tab, line ends, backspace (progress displays) and escape (colours). */
function isControl(byte: number): boolean {
  return byte < 0x20 ? byte < 0x08 || (byte > 0x0d && byte !== 0x1b) : byte === 0x7f
}

/** Western text in UTF-16 has a zero in nearly every second byte, always on the same side. */
function wideByZeros(sample: Uint8Array): Encoding | undefined {
  if (!sample.includes(0)) return undefined
  let pairs = 0
  let even = 0
  let odd = 0
  for (let index = 0; index + 1 < sample.length; index += 2) {
    const [first, second] = [sample[index], sample[index + 1]]
    if (first === 0 && second === 0) continue
    pairs += 1
    if (first === 0) even += 1
    if (second === 0) odd += 1
  }
  if (pairs < 2) return undefined
  if (odd / pairs > 0.7 && even / pairs < 0.05) return 'utf-16le'
  return even / pairs > 0.7 && odd / pairs < 0.05 ? 'utf-16be' : undefined
}

/** The bytes that hold ASCII, where the other of the pair is zero. */
function narrowed(sample: Uint8Array, wide: Encoding): Uint8Array {
  const low = wide === 'utf-16le' ? 0 : 1
  const bytes: number[] = []
  for (let index = 0; index + 1 < sample.length; index += 2) {
    if (sample[index + 1 - low] === 0) bytes.push(sample[index + low] ?? 0)
  }
  return Uint8Array.from(bytes)
}

/** Without a character that the end of the sample cuts. */
function withoutCutEnd(sample: Uint8Array): Uint8Array {
  for (let back = 1; back <= 3 && back <= sample.length; back += 1) {
    const byte = sample[sample.length - back] ?? 0
    if (byte >= 0xc0) return sample.subarray(0, sample.length - back)
    if (byte < 0x80) break
  }
  return sample
}

/** A file name in another encoding does not make a UTF-8 log Western: whole characters outweigh stray bytes. */
function isMostlyUtf8(sample: Uint8Array): boolean {
  const decoded = new TextDecoder().decode(sample)
  let whole = 0
  let stray = 0
  for (let index = 0; index < decoded.length; index += 1) {
    const unit = decoded.charCodeAt(index)
    if (unit === 0xfffd) stray += 1
    else if (unit > 0x7f) whole += 1
  }
  return whole > stray
}

function startsWith(sample: Uint8Array, ...bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => sample[index] === byte)
}
