import type { DirectBytes } from '../open/opened.ts'
import { CaptureReader, type CaptureReading } from './capture.ts'

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
  direct.begin()
  let position = 0
  const { input } = reader
  for (let got = direct.readInto(input, 0); got > 0; got = direct.readInto(input, position)) {
    reader.take(input.subarray(0, got))
    position += got
  }
}
