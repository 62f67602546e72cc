import { isTarHeader, tarBlockBytes } from './tar-header.ts'

/** How bytes are packed. */
export type Packing = Compression | 'tar' | 'zip'
export type Compression = 'gzip' | 'zstd' | 'xz' | 'bzip2'

/** Bytes that must be seen to tell every packing; tar's header is the longest. */
export const headBytes = tarBlockBytes

/** How the bytes are packed, by what they begin with and never by a name; undefined when they are not. */
export function packingOf(head: Uint8Array): Packing | undefined {
  if (begins(head, 0x1f, 0x8b, 0x08)) return 'gzip'
  if (begins(head, 0x28, 0xb5, 0x2f, 0xfd) || isZstdSkippable(head)) return 'zstd'
  if (begins(head, 0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00)) return 'xz'
  if (isBzip2(head)) return 'bzip2'
  // A member, an empty archive, or the mark of a spanned one.
  if (begins(head, 0x50, 0x4b, 0x03, 0x04) || begins(head, 0x50, 0x4b, 0x05, 0x06) || begins(head, 0x50, 0x4b, 0x07, 0x08)) return 'zip'
  return isTarHeader(head) ? 'tar' : undefined
}

/** Whether the bytes begin with these. */
export function begins(head: Uint8Array, ...bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => head[index] === byte)
}

/** RFC 8878 section 3.1.2: sixteen magic numbers, 184D2A50 to 184D2A5F, little-endian; pzstd writes one in front of every frame. */
function isZstdSkippable(head: Uint8Array): boolean {
  return ((head[0] ?? 0) & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18
}

/** `BZh`, a digit for the block size, then the digits of pi (a block) or of its square root (an empty file). */
function isBzip2(head: Uint8Array): boolean {
  const level = head[3]
  if (!begins(head, 0x42, 0x5a, 0x68) || level === undefined || level < 0x31 || level > 0x39) return false
  const mark = head.subarray(4)
  return begins(mark, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59) || begins(mark, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90)
}
