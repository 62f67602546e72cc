/** A shorter word is kept as it is: statuses and error numbers tell what happened, longer numbers are processes, ports and sizes. */
const shortest = 4
/** Five figures that begin so are kept too: Windows Sockets counts its errors from 10000 (WSABASEERR of winsock2.h). */
const socketError = Buffer.from('100')

/**
 * A number for what a line says, its figures aside: two lines that differ only in words that hold a digit (process numbers, addresses, sizes,
 * tokens, names with numbers) have the same. 53 bits, so that two wordings of one log hardly ever share one.
 */
export function wordingOf(bytes: Uint8Array, from: number, to: number): number {
  let [a, b] = [0x811c9dc5, 0x9e3779b9]
  let [wordA, wordB] = [a, b]
  let figures = false
  let start = from
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0
    if (isInWord(byte)) figures ||= byte <= 57 && byte >= 48
    else {
      if (figures && at - start >= shortest && !isSocketError(bytes, start, at)) [a, b] = [wordA ^ 48, wordB ^ 48]
      figures = false
    }
    a = Math.imul(a ^ byte, 0x01000193)
    b = Math.imul(b ^ byte, 0x85ebca6b) ^ (b >>> 13)
    if (!isInWord(byte)) {
      wordA = a
      wordB = b
      start = at + 1
    }
  }
  if (figures && to - start >= shortest && !isSocketError(bytes, start, to)) [a, b] = [wordA ^ 48, wordB ^ 48]
  return (a >>> 0) * 0x20_0000 + ((b >>> 0) & 0x1f_ffff)
}

function isSocketError(bytes: Uint8Array, from: number, to: number): boolean {
  return to - from === 5 && socketError.every((byte, index) => bytes[from + index] === byte)
}

function isInWord(byte: number): boolean {
  return (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || byte === 95 || byte === 46
}
