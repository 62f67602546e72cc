/** Ends the process once its output is written. Left to itself, Node.js first frees all that the run has built up, some 30 ms for a large capture. */
export async function endProcess(): Promise<void> {
  // Output that could not be written is told of in a later turn.
  await new Promise((resolve) => setImmediate(resolve))
  for (const stream of [process.stdout, process.stderr]) if (stream.writableLength > 0) await new Promise((resolve) => stream.write('', resolve))
  process.exit()
}
