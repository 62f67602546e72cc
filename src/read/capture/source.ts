import type { DirectBytes } from '../open/opened.ts'
import { CaptureReader, type CaptureReading } from './capture.ts'

/** Read from disk at a time, into two buffers in turn: one is read while the other is looked at. */
const readBytes = 1024 * 1024

/** Reads a capture from a file's own bytes where it is one, else from the pieces that arrive. */
export async function readCapture(
  source: string,
  host: string | undefined,
  pieces: AsyncIterable<Uint8Array>,
  direct: DirectBytes | undefined,
  mostHealthy?: number,
): Promise<CaptureReading> {
  const reader = new CaptureReader(source, host, mostHealthy)
  if (direct === undefined) for await (const piece of pieces) reader.feed(piece)
  else await feedDirectly(reader, direct)
  return reader.end()
}

async function feedDirectly(reader: CaptureReader, direct: DirectBytes): Promise<void> {
  const bytes = Math.min(readBytes, direct.bytes + 1)
  let [filled, free] = [new Uint8Array(bytes), new Uint8Array(bytes)]
  direct.begin()
  let got = await direct.readAside(filled, 0)
  for (let position = got; got > 0; position += got) {
    const ahead = direct.readAside(free, position)
    reader.feed(filled.subarray(0, got))
    ;[filled, free] = [free, filled]
    got = await ahead
  }
}
