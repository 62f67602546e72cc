/**
 * A number for what a line says, its figures aside: two lines that differ only in words that hold a digit (process numbers, addresses, sizes,
 * tokens, names with numbers) have the same. 53 bits, so that two wordings of one log hardly ever share one.
 */
export function wordingOf(text: string, from: number): number {
  let [a, b] = [0x811c9dc5, 0x9e3779b9]
  let [wordA, wordB] = [a, b]
  let figures = false
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const inWord = (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || code === 46
    if (!inWord) {
      if (figures) [a, b] = [wordA ^ 48, wordB ^ 48]
      figures = false
    } else if (code <= 57 && code >= 48) figures = true
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x85ebca6b) ^ (b >>> 13)
    if (!inWord) [wordA, wordB] = [a, b]
  }
  if (figures) [a, b] = [wordA ^ 48, wordB ^ 48]
  return (a >>> 0) * 0x20_0000 + ((b >>> 0) & 0x1f_ffff)
}
