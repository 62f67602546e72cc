import type { DirectBytes } from '../open/opened.ts'
import { CaptureReader, type CaptureReading } from './capture.ts'

/** Read from disk at a time: fits the processor's cache beside the flows. Reading on another thread costs more in handing over than it saves. */
const readBytes = 512 * 1024

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
  else feedDirectly(reader, direct)
  return reader.end()
}

function feedDirectly(reader: CaptureReader, direct: DirectBytes): void {
  const buffer = new Uint8Array(Math.min(readBytes, direct.bytes + 1))
  direct.begin()
  let position = 0
  for (let got = direct.readInto(buffer, 0); got > 0; got = direct.readInto(buffer, position)) {
    reader.feed(buffer.subarray(0, got))
    position += got
  }
}
