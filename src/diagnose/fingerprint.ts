/** A short stable name for "the same failure": FNV-1a over the root cause and the symptom's signature. */
export function createFingerprint(...parts: readonly string[]): string {
  let hash = 0x811c9dc5
  for (const char of parts.join('\n')) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}
