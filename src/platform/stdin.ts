/** Bytes of standard input until its end. */
export function standardInput(): AsyncIterable<Uint8Array> {
  return process.stdin
}
